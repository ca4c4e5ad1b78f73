import Foundation
import Models
import PretrainedModels
import Testing

@Suite("Models by name")
struct ModelCatalogTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("catalog-\(UUID().uuidString)").path

  private func write(
    _ name: String, language: String = "en", languages: [String]? = nil,
    kind: ModelCard.Kind = .tagger, in subfolder: String = ""
  ) throws -> String {
    let place = folder + subfolder
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let card = ModelCard(
      kind: kind, name: name, language: language, languages: languages, toolkitVersion: "0",
      icuVersion: "72", labels: ["LOC"])
    let path = "\(place)/\(name).nlpmodel"
    try ModelFile.write(
      [NamedTensor("weight", shape: [1], elements: [1])], card: card, configuration: ["a": 1],
      to: path)
    return path
  }

  @Test("A path comes before a name, and the first folder before the next")
  func order() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try write("one", in: "/a")
    _ = try write("one", in: "/b")
    let second = try write("two", in: "/b")
    let catalog = ModelCatalog(folders: [folder + "/none", folder + "/a", folder + "/b"])
    let files = catalog.entries().compactMap(\.path)
    #expect(files == [first, second])
    #expect(try catalog.open("one").name == first)
    #expect(try catalog.open(second).name == second)
    #expect(try catalog.preferring(folder + "/b").open("one").name == folder + "/b/one.nlpmodel")
    #expect {
      try catalog.open("three")
    } throws: { error in
      (error as? PretrainedModelError)
        == .noSuchFile(
          name: "three", available: PretrainedModel.all.map(\.name) + ["one", "two"])
    }
  }

  @Test("A language chooses the model of the fewest languages, its absence that of the most")
  func languages() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let many = try write("many", language: "mul", languages: ["hr", "nb", "sv", "qya"])
    let few = try write("few", language: "sv")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/broken.nlpmodel"))
    let catalog = ModelCatalog(folders: [folder])
    let isOurs = { (card: ModelCard) in card.labels == ["LOC"] && card.kind == .tagger }
    #expect(catalog.model(for: "sv-FI", where: isOurs)?.name == few)
    #expect(catalog.model(for: "qya", where: isOurs)?.name == many)
    #expect(catalog.model(for: nil, where: isOurs)?.name == many)
    #expect(catalog.model(for: "sjn", where: isOurs) == nil)
    #expect(catalog.model(for: "sv", where: { $0.kind == .vectors }) == nil)
    // Near relatives stand for each other.
    #expect(catalog.model(for: "bs", where: isOurs)?.name == many)
    #expect(catalog.model(for: "nn", where: isOurs)?.name == many)
  }
}
