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

    /// The model of a name that does a task; without a name, the standard model of the task, or the
    /// first that does it.
    func model(named name: String?, for task: ServedTask) throws(ServiceError) -> ServedModel {
      guard let name else {
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
  }

  private let catalog: ModelCatalog
  private let names: [String]
  private let loaded: Mutex<Models>
  private let rules = ServedModel(rules: "rules")

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

  /// What divides text into words where no model is named.
  func model(named name: String?, for task: ServedTask) throws(ServiceError) -> ServedModel {
    if task.needsModel { return try current.model(named: name, for: task) }
    if let name {
      throw .unprocessable("\(task.rawValue) needs no model; leave out \"model\": '\(name)'")
    }
    return rules
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
