import Models
import Neural
import Testing
import Text

struct GazetteerTests {
  private func found(
    _ sentence: String, _ entries: [(String, String)], ignoringCase: Bool = false
  ) -> [String] {
    let words = sentence.split(separator: " ").map(String.init)
    let gazetteer = Gazetteer(
      entries.map { (name: $0.0, label: $0.1) }, ignoringCase: ignoringCase)
    return gazetteer.matches(in: words).map { match in
      "\(words[match.tokens].joined(separator: " "))/\(match.labels.joined(separator: ","))"
    }
  }

  @Test func theLongestNameCounts() {
    let names = [
      ("New York", "LOC"), ("New York Times", "ORG"), ("York", "LOC"), ("York Minster", "FAC"),
    ]
    #expect(found("The New York Times of York", names) == ["New York Times/ORG", "York/LOC"])
    // A name that starts within another does not count.
    #expect(found("New York Minster", names) == ["New York/LOC"])
    #expect(found("New Yorkers", names).isEmpty)
  }

  @Test func aNameMayHaveSeveralLabels() {
    #expect(
      found("Lincoln spoke", [("Lincoln", "PER"), ("Lincoln", "LOC"), ("Lincoln", "PER")])
        == ["Lincoln/LOC,PER"])
  }

  @Test func capitalsCountUnlessToldOtherwise() {
    #expect(found("MANY apples", [("Apples", "ORG")]).isEmpty)
    #expect(found("MANY apples", [("Apples", "ORG")], ignoringCase: true) == ["apples/ORG"])
    #expect(found("ÅRHUS", [("Århus", "LOC")], ignoringCase: true) == ["ÅRHUS/LOC"])
  }

  /// Names are found as the tokenizer divides them, and between spaces.
  @Test func punctuationInNames() {
    let names = [("AT&T", "ORG"), ("Jack's Bar", "FAC"), ("  ", "LOC")]
    #expect(found("at AT&T or AT & T", names).first == "AT&T/ORG")
    #expect(found("in Jack 's Bar", names) == ["Jack 's Bar/FAC"])
    #expect(found("in Jack's Bar", names) == ["Jack's Bar/FAC"])
  }

  @Test func canonicallyEquivalentNamesAreOne() {
    #expect(found("Cafe\u{301} Central", [("Caf\u{e9} Central", "FAC")]).count == 1)
  }
}

struct TaggerWithGazetteerTests {
  private let text = "Xylophone Inc met Ada Lovelace in Paris."

  private func spans(_ tagger: SequenceTagger, _ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return tagger.entities(in: text).map {
      "\(String(decoding: bytes[$0.range], as: UTF8.self))/\($0.label)"
    }
  }

  @Test func namesAreCertain() throws {
    let tagger = try TaggerSample.trained.get()
    let gazetteer = Gazetteer([
      (name: "Xylophone Inc", label: "LOC"), (name: "Ada", label: "LOC"),
      (name: "in Paris", label: "ROUTE"),
    ])
    let knowing = tagger.knowing(gazetteer)
    let found = spans(knowing, text)
    #expect(found.contains("Xylophone Inc/LOC") && found.contains("Ada/LOC"))
    #expect(found.contains("in Paris/ROUTE") && !found.contains { $0.hasPrefix("Paris") })
    #expect(knowing.entities(in: text).filter { $0.label != "PER" }.allSatisfy { $0.score == 1 })
    #expect(knowing.labels == Set(tagger.labels + ["ROUTE"]).sorted())
    let alternatives = knowing.alternatives(of: [Document(text: text)], limit: 3)[0]
    #expect(alternatives.allSatisfy { $0.spans.contains { $0.label == "ROUTE" } })
    // The tagger itself is as it was.
    #expect(!spans(tagger, text).contains("in Paris/ROUTE"))
  }

  @Test func aWeightMayBeOutweighed() throws {
    let tagger = try TaggerSample.trained.get()
    let gazetteer = Gazetteer([(name: "Xylophone Inc", label: "LOC")])
    #expect(
      spans(tagger.knowing(gazetteer, weight: 1e-6), text) == spans(tagger, text))
    #expect(spans(tagger.knowing(gazetteer, weight: 500), text).contains("Xylophone Inc/LOC"))
    let known = Gazetteer([(name: "Paris", label: "LOC")])
    let scores = [-4, 0, 4].map { weight in
      tagger.knowing(known, weight: weight).entities(in: "They live in Paris.").first?.score ?? 0
    }
    #expect(scores[0] < scores[1] && scores[1] < scores[2])
  }

  @Test func threadsChangeNothing() throws {
    let tagger = try TaggerSample.trained.get().knowing(
      Gazetteer([(name: "Ada", label: "LOC"), (name: "in", label: "OTHER")]))
    let documents = (0..<40).map { Document(text: "Sentence \($0): " + text) }
    var (one, three) = (documents, documents)
    tagger.annotate(&one)
    tagger.annotate(&three, threads: ThreadPool(threads: 3))
    #expect(one.map(\.spans) == three.map(\.spans))
  }
}

/// Taggers that were trained with a gazetteer.
struct TaggerTrainedWithGazetteerTests {
  private static func trainer(threads: Int = 1, epochs: Int? = nil) throws -> TaggerTrainer {
    var recipe = TaggerSample.recipe()
    if let epochs { recipe.training.epochs = epochs }
    // Words of the corpus say nothing, so that names have to be looked up.
    recipe.tagger.wordDropout = 1000
    recipe.tagger.characterSize = 0
    recipe.tagger.attributeSize = 0
    let names = Gazetteer(
      TaggerSample.people.map { (name: $0, label: "human") }
        + (TaggerSample.places + ["Oslo", "Buenos Aires"]).map { (name: $0, label: "place") })
    let trainer = try TaggerTrainer(
      TaggerSample.corpus(), recipe: recipe, pretrained: PretrainedInputs(gazetteer: names))
    _ = try trainer.run(pool: ThreadPool(threads: threads))
    return trainer
  }

  @Test func namesThatTheCorpusLacksAreFound() throws {
    let tagger = try Self.trainer().tagger(name: "sample")
    let text = "In Buenos Aires, Turing met Grace Hopper."
    let bytes = Array(text.utf8)
    let found = tagger.entities(in: text).map {
      "\(String(decoding: bytes[$0.range], as: UTF8.self))/\($0.label)"
    }
    #expect(found == ["Buenos Aires/LOC", "Turing/PER", "Grace Hopper/PER"])
    try withTemporaryDirectory { directory in
      let path = directory + "/tagger.nlpmodel"
      try tagger.write(to: path)
      #expect(
        try SequenceTagger(contentsOf: path).entities(in: text) == tagger.entities(in: text))
    }
  }

  @Test func threadsDoNotChangeTheBytes() throws {
    try withTemporaryDirectory { directory in
      let models = try [1, 3].map {
        try TaggerSample.bytes(Self.trainer(threads: $0, epochs: 2), directory)
      }
      #expect(models[0] == models[1])
    }
  }
}
