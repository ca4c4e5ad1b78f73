import NLPToolCommands
import NLPToolkit
import Synchronization

/// The models that the service answers with.
///
/// A reload makes a new set beside the old one, which requests that have begun keep until they are
/// done.
final class ModelStore: Sendable {
  /// The models of one load, in the order of the catalog.
  struct Models: Sendable {
    var all: [ServedModel]
    fileprivate var byName: [String: ServedModel]

    init(_ all: [ServedModel]) {
      self.all = all
      byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The names of those that do a task.
    func names(for task: ServedTask) -> [String] {
      all.filter { $0.tasks.contains(task) }.map(\.name)
    }

    /// The model of a name that does a task; without a name, the one for the language, and without
    /// a language the standard model of the task, or the first that does it.
    func model(
      named name: String?, for task: ServedTask, language: String? = nil
    ) throws(ServiceError) -> ServedModel {
      guard task.needsModel else {
        if let name {
          throw .unprocessable("\(task.rawValue) needs no model; leave out \"model\": '\(name)'")
        }
        return Self.rules
      }
      guard let name else {
        if let language, language != LanguageOptions.automatic {
          if let model = models(for: task).model(for: language) { return model }
          throw ServiceError(
            .notFound, "no-such-model",
            "no model of this server does \(task.rawValue) for text in \(language)")
        }
        let standard = task.standardModel.flatMap { byName[$0] }
        if let standard, standard.tasks.contains(task) { return standard }
        if let first = all.first(where: { $0.tasks.contains(task) }) { return first }
        throw ServiceError(
          .notFound, "no-such-model", "no model of this server does \(task.rawValue)")
      }
      let known = "those for \(task.rawValue) are: \(names(for: task).joined(separator: ", "))"
      guard let model = byName[name] else {
        throw ServiceError(.notFound, "no-such-model", "no model '\(name)'; \(known)")
      }
      guard model.tasks.contains(task) else {
        throw ServiceError(
          .notFound, "no-such-model", "model '\(name)' does not do \(task.rawValue); \(known)")
      }
      return model
    }

    /// What divides text into words where no model is named.
    private static let rules = ServedModel(rules: "rules")

    /// Those of a task among which languages choose.
    private func models(for task: ServedTask) -> [ServedModel] {
      all.filter { $0.card.map(task.isFor) ?? false }
    }

    /// Has the language of each text choose among models.
    ///
    /// - Parameters:
    ///   - name: of the only one that comes into question, if the request names it.
    ///   - model: does the task in a language without a model of its own.
    func languages(
      named name: String?, _ model: ServedModel, for task: ServedTask
    ) throws(ServiceError) -> ServedLanguages {
      // Polarities are the same in all models; topics are not, so no language chooses among them.
      let choosesModel = name == nil && [.tag, .analyze, .sentiment].contains(task)
      guard let recognizer = byName[ModelOptions.standardLanguageRecognizer],
        let languages = ServedLanguages(
          recognizer: recognizer, models: choosesModel ? models(for: task) : [model],
          taggers: models(for: .tag))
      else {
        throw ServiceError(
          .notFound, "no-such-model",
          "\"language\": 'auto' needs the model '\(ModelOptions.standardLanguageRecognizer)', which "
            + "this server does not have; name the language")
      }
      return languages
    }
  }

  private let catalog: ModelCatalog
  private let names: [String]
  private let loaded: Mutex<Models>

  /// - Parameter names: the models to serve; all of the catalog if there are none.
  /// - Throws: what reading a model throws; for a name that is missing,
  ///   ``PretrainedModelError/noSuchFile(name:available:)``.
  init(_ catalog: ModelCatalog, names: [String]) throws {
    self.catalog = catalog
    self.names = names
    loaded = Mutex(try Self.load(catalog, names))
  }

  var current: Models { loaded.withLock { $0 } }

  /// Reads all models again; the old ones stay if one cannot be read.
  ///
  /// - Returns: how many models there are now.
  func reload() throws -> Int {
    let models = try Self.load(catalog, names)
    loaded.withLock { $0 = models }
    return models.all.count
  }

  private static func load(_ catalog: ModelCatalog, _ names: [String]) throws -> Models {
    let entries = catalog.entries()
    guard !names.isEmpty else { return Models(try entries.compactMap { try ServedModel($0) }) }
    return Models(
      try names.compactMap { name in
        guard let entry = entries.first(where: { $0.name == name }) else {
          throw PretrainedModelError.noSuchFile(name: name, available: entries.map(\.name))
        }
        return try ServedModel(entry)
      })
  }
}
