import FoundationEssentials
import Models

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The models that a program finds by name: those embedded in the library, and files in folders.
///
/// A file `sv-entities.nlpmodel` in one of the folders is found as `sv-entities`. Where a name
/// occurs several times, an embedded model comes first, then that of the first folder.
public struct ModelCatalog: Sendable, Hashable {
  /// Where files are looked for, the first folder first; folders that do not exist are passed over.
  public let folders: [String]

  /// The environment variable with folders of models, divided by colons.
  public static let environmentVariable = "NLPTOOL_MODELS"
  /// What the names of model files end in.
  public static let fileExtension = ".nlpmodel"

  /// - Parameter folders: where files are looked for, before the folders of ``standard`` if these
  ///   are to count, too.
  public init(folders: [String] = []) {
    self.folders = folders
  }

  /// The folders that the environment variable names, then `models` beside the running program.
  public static var standard: ModelCatalog {
    let named = ProcessInfo.processInfo.environment[environmentVariable] ?? ""
    var folders = named.split(separator: ":").map(String.init)
    if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      let slash = program.lastIndex(of: "/")
    {
      folders.append(program[..<slash] + "/models")
    }
    return ModelCatalog(folders: folders)
  }

  /// The catalog with a folder that comes before its others.
  public func preferring(_ folder: String) -> ModelCatalog {
    ModelCatalog(folders: [folder] + folders.filter { $0 != folder })
  }

  /// A model that is there, opened or not.
  public struct Entry: Sendable, Hashable {
    /// By which `--model` and ``ModelCatalog/open(_:)`` find it.
    public let name: String
    /// Where its file is; `nil` if it is embedded.
    public let path: String?

    /// The model's file, with its header checked.
    ///
    /// - Parameter access: whether it is mapped or read, unless it is embedded.
    /// - Throws: ``ModelError`` if the file is damaged or gone.
    public func file(access: ModelFile.Access = .mapped) throws(ModelError) -> ModelFile {
      if let path { return try PretrainedModel.file(contentsOf: path, access: access) }
      guard let model = PretrainedModel.all.first(where: { $0.name == name }) else {
        throw .noSuchFile(file: name)
      }
      return try model.file()
    }
  }

  /// The embedded models, then the files of each folder in the order of their names. Of those with
  /// one name only the first is there. Files are not opened.
  public func entries() -> [Entry] {
    var entries = PretrainedModel.all.map { Entry(name: $0.name, path: nil) }
    var names = Set(entries.map(\.name))
    for folder in folders {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in files.sorted() where file.hasSuffix(Self.fileExtension) {
        let name = String(file.dropLast(Self.fileExtension.count))
        if name.isEmpty || !names.insert(name).inserted { continue }
        entries.append(Entry(name: name, path: folder + "/" + file))
      }
    }
    return entries
  }

  /// Opens the file of this path, or else the model of this name.
  ///
  /// - Throws: ``ModelError`` if the file is damaged,
  ///   ``PretrainedModelError/noSuchFile(name:available:)`` if there is none.
  public func open(_ pathOrName: String) throws -> ModelFile {
    var status = stat()
    if stat(pathOrName, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      // No path is mistaken for the name of an embedded model.
      let isName = PretrainedModel.all.contains { $0.name == pathOrName }
      return try PretrainedModel.file(contentsOf: isName ? "./" + pathOrName : pathOrName)
    }
    return try named(pathOrName)
  }

  /// Opens the model of this name, whatever files there are where the program runs.
  ///
  /// - Throws: as ``open(_:)``.
  public func named(_ name: String) throws -> ModelFile {
    let entries = entries()
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw PretrainedModelError.noSuchFile(name: name, available: entries.map(\.name))
    }
    return try entry.file()
  }

  /// The languages that models are for, as their cards have them. Files that cannot be read are
  /// passed over.
  ///
  /// - Parameter fits: whether a model does what is to be done, by its card.
  /// - Complexity: opens all models.
  public func languages(where fits: (ModelCard) -> Bool) -> Set<String> {
    var languages: Set<String> = []
    for entry in entries() {
      guard let card = try? entry.file().card(), fits(card) else { continue }
      languages.formUnion(card.languages ?? [card.language])
    }
    return languages
  }

  /// The model for text in a language: of those that fit the one of the fewest languages, a file
  /// before an embedded one. Files that cannot be read are passed over.
  ///
  /// - Parameters:
  ///   - language: a tag of BCP 47, such as `sv`; `nil` for text that may be in any, which the
  ///     model of the most languages is for.
  ///   - fits: whether a model does what is to be done, by its card.
  /// - Complexity: opens all models.
  public func model(for language: String?, where fits: (ModelCard) -> Bool) -> ModelFile? {
    Self.choice(among: entries(), for: language) { entry in
      guard let file = try? entry.file(), let card = try? file.card(), fits(card) else {
        return nil
      }
      return (file, card, isEmbedded: entry.path == nil)
    }
  }

  /// Of several models the one for text in a language, as ``model(for:where:)`` chooses it.
  ///
  /// - Parameter open: gives a model with what decides; `nil` for one that does not come into
  ///   question.
  package static func choice<Candidate, Model>(
    among candidates: some Sequence<Candidate>, for language: String?,
    open: (Candidate) -> (model: Model, card: ModelCard, isEmbedded: Bool)?
  ) -> Model? {
    var best: (model: Model, rank: (Int, Int))?
    for candidate in candidates {
      guard let (model, card, isEmbedded) = open(candidate), language.map(card.reads) ?? true
      else { continue }
      let count = card.languages?.count ?? 1
      let rank = (language == nil ? -count : count, isEmbedded ? 1 : 0)
      if best.map({ rank < $0.rank }) ?? true { best = (model, rank) }
    }
    return best?.model
  }
}
