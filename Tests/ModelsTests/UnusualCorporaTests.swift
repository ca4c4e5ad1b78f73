import Models
import Neural
import TestSupport
import Testing
import Text

/// Corpora of kinds that the defaults were not chosen on, each trained as one command would.
struct UnusualCorporaTests {
  private static func train(
    _ texts: [(text: String, label: String)], _ change: (inout ClassifierRecipe) -> Void = { _ in }
  ) throws -> TextClassifier {
    let documents = texts.map { Document(text: $0.text, labels: [$0.label]) }
    var recipe = ClassifierRecipe()
    recipe.classifier.hidden = 32
    recipe.classifier.wordSize = 32
    change(&recipe)
    let trainer = try ClassifierTrainer(
      InMemoryCorpus(name: "c", documents: [.train: documents]), recipe: recipe)
    _ = try trainer.run(pool: .serial)
    return trainer.classifier(name: "c")
  }

  private static func label(_ classifier: TextClassifier, _ text: String) -> String {
    let result = classifier.classify(text)
    #expect(result.probabilities.allSatisfy { $0.isFinite })
    #expect(abs(result.probabilities.reduce(0, +) - 1) < 1e-9)
    return classifier.labels[result.best]
  }

  private static let twenty: [(text: String, label: String)] = [
    ("book a flight to Rome", "travel"), ("I need a hotel in Paris", "travel"),
    ("when does my train leave", "travel"), ("rent a car for Monday", "travel"),
    ("cheap flights please", "travel"), ("what is the weather", "weather"),
    ("will it rain today", "weather"), ("how cold is it outside", "weather"),
    ("is it sunny tomorrow", "weather"), ("do I need an umbrella", "weather"),
    ("play some jazz", "music"), ("turn up the volume", "music"), ("next song please", "music"),
    ("stop the music", "music"), ("play my favourite playlist", "music"),
    ("what is my balance", "bank"), ("transfer ten dollars to Ada", "bank"),
    ("pay my bill", "bank"), ("freeze my card", "bank"), ("how much did I spend", "bank"),
  ]

  /// A single batch would make an epoch one step and the training twelve, and the two texts that
  /// are held out say nothing about which epoch is the best.
  @Test func twentyTexts() throws {
    let classifier = try Self.train(Self.twenty)
    let texts =
      Self.twenty + [
        ("book me a flight to Oslo", "travel"), ("will it be cold outside", "weather"),
        ("play the next song", "music"), ("pay with my card", "bank"),
      ]
    let right = texts.count { Self.label(classifier, $0.text) == $0.label }
    #expect(right >= texts.count - 3, "\(right) of \(texts.count)")
  }

  @Test func batchesOfSmallCorpora() throws {
    func batches(_ count: Int, minimum: Int) throws -> Int? {
      let documents = (0..<count).map { Document(text: "text \($0)", labels: ["\($0 % 2)"]) }
      var recipe = ClassifierSample.recipe()
      recipe.batchSize = 32
      recipe.minimumBatches = minimum
      recipe.training.epochs = 1
      let trainer = try ClassifierTrainer(
        InMemoryCorpus(
          name: "c",
          documents: [
            .train: documents, .validation: [Document(text: "text", labels: ["0"])],
          ]), recipe: recipe)
      var found: Int?
      _ = try trainer.run(
        pool: .serial,
        onEvent: { if case .step(epoch: _, batch: _, let of, loss: _) = $0 { found = of } })
      return found
    }
    #expect(try batches(20, minimum: 20) == 5)
    #expect(try batches(200, minimum: 20) == 20)
    #expect(try batches(800, minimum: 20) == 25)
    #expect(try batches(20, minimum: 0) == 1)
  }

  /// What would be held out for validation stays in training if it is all there is of a label.
  @Test func labelsOfOneText() throws {
    let texts = (0..<60).map { (text: "number \($0)", label: "label \($0)") }
    let classifier = try Self.train(texts)
    #expect(classifier.labels.count == 60)
    let pairs = InMemoryCorpus(
      name: "c",
      documents: [
        .train: (0..<120).map { Document(text: "text \($0)", labels: ["\($0 < 60 ? $0 : 60)"]) }
      ])
    let summary = try ClassifierTrainer(pairs, recipe: ClassifierSample.recipe()).summary
    #expect(summary.labels.count == 61 && summary.isValidationHeldOut)
    #expect(summary.validationDocuments > 0 && summary.unknownDocuments == 0)
    #expect(summary.documents + summary.validationDocuments == 120)
  }

  @Test func validationOfUnknownLabels() throws {
    var corpus = ClassifierSample.corpus()
    corpus.documents[.validation]?.append(Document(text: "Well, well.", labels: ["sigh"]))
    let trainer = try ClassifierTrainer(corpus, recipe: ClassifierSample.recipe())
    #expect(trainer.summary.unknownDocuments == 1 && trainer.summary.unknownLabels == ["sigh"])
    #expect(trainer.summary.validationDocuments == 60)
    #expect(trainer.summary.labels == ClassifierSample.labels)
    corpus.documents[.validation] = [Document(text: "Well, well.", labels: ["sigh"])]
    #expect(throws: ClassifierTrainingError.unknownLabel(corpus: "café", label: "sigh")) {
      try ClassifierTrainer(corpus, recipe: ClassifierSample.recipe())
    }
  }

  @Test func oneRareTextInFifty() throws {
    var random = SeededRandom(6)
    let words = "home late lunch call train key milk dinner shop rain work bus".split(
      separator: " ")
    func message() -> String {
      (0..<8).map { _ in String(words.randomElement(using: &random)!) }.joined(separator: " ")
    }
    let texts = (0..<800).map { index in
      index % 50 == 7
        ? (text: message() + " claim your prize", label: "spam")
        : (text: message(), label: "ham")
    }
    let classifier = try Self.train(texts)
    for _ in 0..<10 {
      #expect(Self.label(classifier, message() + " claim the prize") == "spam")
      #expect(Self.label(classifier, message()) == "ham")
    }
  }

  /// Texts of no tokens, and of nothing but signs.
  @Test func emptyTexts() throws {
    let words = (0..<60).map { (text: $0 % 2 == 0 ? "yes" : "no", label: $0 % 2 == 0 ? "a" : "b") }
    let empty = ["", " ", "\t", "\u{200B}", "!!!", "\u{1F600}"].map { (text: $0, label: "a") }
    let classifier = try Self.train(words + empty + empty)
    #expect(Self.label(classifier, "yes") == "a" && Self.label(classifier, "no") == "b")
    for (text, _) in empty { _ = Self.label(classifier, text) }
    let nothing = try Self.train((0..<40).map { ("", $0 % 2 == 0 ? "a" : "b") })
    _ = Self.label(nothing, "")
    _ = Self.label(nothing, "word")
  }

  /// Every text is there with either label: nothing is to be known, and that is what is said.
  @Test func labelsThatContradict() throws {
    let texts = (0..<150).flatMap { index in
      ["a", "b"].map { (text: "the \(index) of \(index % 7)", label: $0) }
    }
    let classifier = try Self.train(texts)
    for index in 0..<20 {
      let result = classifier.classify("the \(index) of \(index % 7)")
      #expect(result.probabilities.allSatisfy { (0.25...0.75).contains($0) })
    }
  }

  @Test func chinese() throws {
    let (openings, endings) = (["今天", "昨天", "我觉得", "听说"], ["吧", "了", "呢", "。"])
    let subjects = [
      "weather": ["下雨", "天气很冷", "太阳很大", "刮风"],
      "food": ["吃米饭", "面条好吃", "喝茶", "点了烤鸭"],
      "sport": ["踢足球", "比赛赢", "跑步", "打篮球"],
    ]
    var texts: [(text: String, label: String)] = []
    for (label, phrases) in subjects.sorted(by: { $0.key < $1.key }) {
      for phrase in phrases {
        for opening in openings {
          for ending in endings { texts.append((opening + phrase + ending, label)) }
        }
      }
    }
    let classifier = try Self.train(texts)
    #expect(Self.label(classifier, "他们明天踢足球") == "sport")
    #expect(Self.label(classifier, "我想吃面条") == "food")
    #expect(Self.label(classifier, "外面下雨") == "weather")
  }

  /// Posts of several hundred words, of which a few tell the topic.
  @Test func longTexts() throws {
    var random = SeededRandom(12)
    let common = (0..<300).map { "w\($0)" }
    func post(_ topic: Int) -> String {
      (0..<Int.random(in: 250...500, using: &random)).map { _ in
        Int.random(in: 0..<25, using: &random) == 0
          ? "topic\(topic)x\(Int.random(in: 0..<6, using: &random))"
          : common.randomElement(using: &random)!
      }.joined(separator: " ")
    }
    let classifier = try Self.train(
      (0..<160).map { (text: post($0 % 8), label: "\($0 % 8)") }
    ) {
      $0.classifier.hidden = 16
      $0.classifier.wordSize = 16
    }
    for topic in 0..<8 { #expect(Self.label(classifier, post(topic)) == "\(topic)") }
  }
}
