import Models
import Testing
import Text

func sampleCard(kind: ModelCard.Kind = .tagger) -> ModelCard {
  ModelCard(
    kind: kind, name: "sample", summary: "A \"sample\".", language: "en", toolkitVersion: "0.1.0",
    icuVersion: "72.1", labels: ["LOC", "PER"],
    corpora: [
      .init(
        name: "ours", fingerprints: ["train": "00ff"], documents: ["train": 12], licence: "CC0-1.0",
        attribution: "Us/you")
    ],
    seed: .max,
    metrics: [
      .init(name: "f1", value: 0.75, signature: "f1|BIO"),
      .init(name: "recall", value: nil, signature: "recall|BIO"),
    ],
    notes: ["äöü"])
}

@Suite struct ModelFileCardTests {
  private struct Configuration: Codable, Hashable {
    var hidden: Int
    var cell: String
  }

  private let vocabularies = [
    "words": Vocabulary(counts: ["the": 7, "\"": 3, "ü\n": 3, "\u{1F600}": 1]),
    "characters": Vocabulary(words: [""], counts: [0]),
  ]

  private func write(
    to path: String, metadata changes: [String: String?] = [:]
  ) throws {
    let complete = path + ".complete"
    try ModelFile.write(
      [NamedTensor("a", shape: [1], elements: [1])], card: sampleCard(),
      configuration: Configuration(hidden: 4, cell: "lstm"),
      vocabularies: vocabularies, to: complete)
    var metadata = try ModelFile(contentsOf: complete).metadata
    for (key, value) in changes { metadata[key] = value }
    try ModelFile.write(
      [NamedTensor("a", shape: [1], elements: [1])],
      metadata: metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      to: path)
  }

  @Test func comesBackAsItWas() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try write(to: path)
      let file = try ModelFile(contentsOf: path)
      #expect(file.metadata["format"] == "nlptool")
      #expect(file.metadata["format_version"] == "2")
      #expect(file.metadata["kind"] == "tagger")
      #expect(try file.card() == sampleCard())
      #expect(try file.card(of: .tagger) == sampleCard())
      #expect(
        try file.configuration(as: Configuration.self) == Configuration(hidden: 4, cell: "lstm"))
      #expect(try file.vocabularies() == vocabularies)
    }
  }

  @Test func isTheSameBytesEachTime() throws {
    try withTemporaryDirectory { directory in
      let hashes = try (0..<5).map { index in
        let path = directory + "/\(index).nlpmodel"
        try write(to: path)
        return try ModelFile(contentsOf: path).hash
      }
      #expect(Set(hashes).count == 1)
    }
  }

  @Test func refusesNewerVersionsAndOtherKinds() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try write(to: path, metadata: ["format_version": "3"])
      #expect(throws: ModelError.newerFormat(file: path, found: 3, supported: 2)) {
        try ModelFile(contentsOf: path).card()
      }
      #expect(throws: ModelError.newerFormat(file: path, found: 3, supported: 2)) {
        try ModelFile(contentsOf: path).configuration(as: Configuration.self)
      }
      try write(to: path)
      #expect(
        throws: ModelError.wrongKind(file: path, expected: "classifier", found: "tagger")
      ) { try ModelFile(contentsOf: path).card(of: .classifier) }
    }
  }

  @Test(
    arguments: [
      ("format", nil), ("format", "pt"), ("format_version", nil), ("format_version", "0"),
      ("format_version", "one"), ("kind", "classifier"), ("card", nil), ("card", "{"),
      ("card", "[]"), ("card", #"{"kind":"tagger"}"#), ("card", #"{"kind":"poet"}"#),
    ] as [(String, String?)])
  func refusesUnusableMetadata(key: String, value: String?) throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try write(to: path, metadata: [key: value])
      let error = #expect(throws: ModelError.self) { try ModelFile(contentsOf: path).card() }
      guard case .invalidMetadata(path, key, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(!"\(error!)".contains("\n"))
    }
  }

  @Test(arguments: [
    "[]", "{", "{} x", #"{"words":{"words":[],"counts":[]}}"#,
    #"{"words":{"words":["a"],"counts":[1]}}"#,
    #"{"words":{"words":["","a"],"counts":[1]}}"#,
    #"{"words":{"words":["","a","a"],"counts":[1,2,3]}}"#,
    #"{"words":{"words":["","a"],"counts":[1,-2]}}"#,
    #"{"words":{"words":[""],"counts":[0]},"words":{"words":[""],"counts":[0]}}"#,
    #"{"words":{"words":[""],"counts":[0],"more":[]}}"#,
  ])
  func refusesUnusableVocabularies(text: String) throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try write(to: path, metadata: ["vocabularies": text])
      let error = #expect(throws: ModelError.self) {
        try ModelFile(contentsOf: path).vocabularies()
      }
      guard case .invalidMetadata(path, "vocabularies", _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
