import Foundation
import NLPToolkit
import TestSupport
import Testing

@Suite("tools/python and exports to ONNX")
struct PythonToolTests {
  let runner: CommandRunner

  init() throws { runner = try CommandRunner() }

  private static let reviews = [
    "what a good film", "a really awful , dull dish", "the table", "good",
  ]
  private static let sentences = [
    "Ada Lovelace met us in London .", "Çelik is far from New York , they said .", "Zanzibar",
  ]

  /// What a script prints for lines, each as JSON or as it is.
  private func lines(
    _ script: String, _ model: String, _ input: [String]
  ) throws -> [String] {
    try runner.write(input.map { $0 + "\n" }.joined(), to: "input.txt")
    let result = try runner.shell("\(PythonTools.command(script)) \(model) < input.txt")
    #expect(result.status == 0, "\(result.error)")
    return result.lines
  }

  private func numbers(_ line: String) throws -> [String: Double] {
    let object = try JSONObject(parsing: line)
    return Dictionary(
      uniqueKeysWithValues: object.fields.compactMap { field in
        object[field.name]?.double.map { (field.name, $0) }
      })
  }

  private func expectSame(
    _ classifier: TextClassifier, _ texts: [String], _ lines: [String], tolerance: Double
  ) throws {
    #expect(lines.count == texts.count)
    for (text, line) in zip(texts, lines) {
      let found = try numbers(line)
      let expected = classifier.classify(text).probabilities
      for (label, probability) in zip(classifier.labels, expected) {
        let value = try #require(found[label])
        #expect(abs(value - probability) < tolerance, "\(text), \(label)")
      }
    }
  }

  /// A classifier with what the sample lacks: another cell, other pooling, two layers.
  private static func otherClassifier() throws -> TextClassifier {
    var recipe = ClassifierRecipe()
    recipe.classifier.cell = .gru
    recipe.classifier.layers = 2
    recipe.classifier.pooling = .attention
    recipe.classifier.hidden = 6
    recipe.classifier.wordSize = 5
    recipe.classifier.attributeSize = 3
    recipe.training.epochs = 3
    recipe.training.learningRate = 0.02
    let documents = (0..<60).map { index in
      Document(
        text: index % 2 == 0 ? "Good news number \(index)" : "BAD luck again \(index)!",
        labels: index % 3 == 0 ? ["x", "y"] : [index % 2 == 0 ? "x" : "y"])
    }
    return try .trained(
      on: InMemoryCorpus(name: "other", documents: [.train: documents]), recipe: recipe,
      threads: .serial)
  }

  @Test(
    "A classifier run with NumPy says what nlptool says",
    .enabled(if: PythonTools.has("numpy"), "NumPy is not installed"))
  func numpyClassifier() throws {
    try SampleClassifier.write(to: runner)
    let classifier = try SampleClassifier.classifier.get()
    try expectSame(
      classifier, Self.reviews + [""],
      try lines("read_model_numpy.py", "m.nlpmodel", Self.reviews + [""]), tolerance: 1e-5)
    let other = try Self.otherClassifier()
    try other.write(to: runner.path("other.nlpmodel"))
    let texts = ["Good luck again", "BAD NEWS number 7 !", "éàü 12"]
    try expectSame(
      other, texts, try lines("read_model_numpy.py", "other.nlpmodel", texts), tolerance: 1e-5)
    // Weights of 8 bits: nlptool rounds what is multiplied with them, too.
    let quantized = try runner.run(
      "model", "quantize", "m.nlpmodel", "--output", "q.nlpmodel")
    #expect(quantized.status == 0, "\(quantized.error)")
    try expectSame(
      classifier, Self.reviews, try lines("read_model_numpy.py", "q.nlpmodel", Self.reviews),
      tolerance: 0.05)
  }

  /// The tags of each sentence in BIOES, as nlptool finds them in these tokens.
  private func tags(_ model: String) throws -> [[String]] {
    let columns = Self.sentences.map { sentence in
      sentence.split(separator: " ").joined(separator: "\n") + "\n"
    }
    let result = try runner.run(
      [
        "tag", "--model", model, "--input-format", "conll", "--format", "conll", "--scheme",
        "bioes",
      ], input: columns.joined(separator: "\n"))
    #expect(result.status == 0, "\(result.error)")
    return result.output.split(separator: "\n\n").map { sentence in
      sentence.split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).last.map(String.init)
      }
    }
  }

  @Test(
    "A tagger run with NumPy finds what nlptool finds",
    .enabled(if: PythonTools.has("numpy"), "NumPy is not installed"))
  func numpyTagger() throws {
    try SampleTagger.write(to: runner)
    let found = try lines("read_model_numpy.py", "m.nlpmodel", Self.sentences)
    let tags = found.split(separator: "").map { sentence in
      sentence.compactMap { $0.split(separator: "\t").last.map(String.init) }
    }
    #expect(tags == (try self.tags("m.nlpmodel")))
    #expect(tags.flatMap(\.self).contains("B-PER"))
  }

  @Test(
    "A classifier and a tagger run with PyTorch, too",
    .enabled(if: PythonTools.has("numpy", "torch"), "PyTorch is not installed"))
  func torch() throws {
    try SampleClassifier.write(to: runner)
    try expectSame(
      try SampleClassifier.classifier.get(), Self.reviews,
      try lines("read_model_torch.py", "m.nlpmodel", Self.reviews), tolerance: 1e-5)
    try SampleTagger.write(to: runner, name: "t.nlpmodel")
    let found = try lines("read_model_torch.py", "t.nlpmodel", Self.sentences)
    let tags = found.split(separator: "").map { sentence in
      sentence.compactMap { $0.split(separator: "\t").last.map(String.init) }
    }
    #expect(tags == (try self.tags("t.nlpmodel")))
  }

  private func export(_ model: String) throws -> String {
    let result = try runner.run(
      "model", "export", model, "--format", "onnx", "--output", model + ".onnx")
    #expect(result.status == 0, "\(result.error)")
    return model + ".onnx"
  }

  @Test(
    "Exports to ONNX give the same numbers in onnxruntime",
    .enabled(
      if: PythonTools.has("numpy", "onnxruntime"), "onnxruntime is not installed"))
  func onnx() throws {
    try SampleClassifier.write(to: runner)
    try expectSame(
      try SampleClassifier.classifier.get(), Self.reviews,
      try lines("run_onnx.py", try export("m.nlpmodel"), Self.reviews), tolerance: 1e-5)
    let other = try Self.otherClassifier()
    try other.write(to: runner.path("other.nlpmodel"))
    let texts = ["Good luck again", "BAD NEWS number 7 !"]
    try expectSame(
      other, texts, try lines("run_onnx.py", try export("other.nlpmodel"), texts), tolerance: 1e-5)

    try SampleTagger.write(to: runner, name: "t.nlpmodel")
    let tagger = try SampleTagger.tagger.get()
    let expected = try tags("t.nlpmodel")
    let found = try lines("run_onnx.py", try export("t.nlpmodel"), Self.sentences)
    #expect(found.count == Self.sentences.count)
    for (index, line) in found.enumerated() {
      let object = try JSONObject(parsing: line)
      #expect(object["tags"]?.array?.compactMap(\.string) == expected[index])
      let best = try #require(
        tagger.alternatives(of: [Self.document(Self.sentences[index])], limit: 1)[0].first)
      #expect(abs(try #require(object["probability"]?.double) - best.score) < 1e-5)
    }
  }

  /// A document whose tokens are the words between spaces.
  private static func document(_ sentence: String) -> Document {
    var tokens: [Token] = []
    var start = 0
    for word in sentence.split(separator: " ") {
      tokens.append(Token(range: start..<start + word.utf8.count))
      start += word.utf8.count + 1
    }
    return Document(
      text: sentence,
      sentences: [Sentence(range: 0..<sentence.utf8.count, tokens: 0..<tokens.count)],
      tokens: tokens,
      hasGoldTokens: true)
  }

  @Test(
    "A language model in ONNX gives a text the same probability",
    .enabled(
      if: PythonTools.has("numpy", "onnxruntime"), "onnxruntime is not installed"))
  func onnxLanguageModel() throws {
    let text = String(repeating: "the cat sat on the mat and the dog sat on the cat.\n", count: 60)
    try runner.write(text, to: "text.txt")
    for (cell, options) in [("lstm", ["--layers", "2"]), ("gru", ["--tied-output"])] {
      let model = "\(cell).nlpmodel"
      let trained = try runner.run(
        [
          "train", "language-model", "--input", "text.txt", "--validation", "0.1", "--output",
          model, "--cell", cell, "--hidden", "12", "--epochs", "2", "--threads", "1",
        ] + options)
      #expect(trained.status == 0, "\(trained.error)")
      let languageModel = try CharacterLanguageModel(contentsOf: runner.path(model))
      let texts = ["the dog sat.", "zebra, é"]
      let found = try lines("run_onnx.py", try export(model), texts)
      for (text, line) in zip(texts, found) {
        let value = try #require(try numbers(line)["log_probability"])
        let expected = languageModel.score(text).logProbability
        #expect(abs(value - expected) < 1e-4 * max(1, abs(expected)), "\(cell): \(text)")
      }
    }
  }

  @Test("What has no network of this kind is refused, and the options are checked")
  func refusals() throws {
    let vectors = try runner.run(
      "model", "export", "languages", "--format", "onnx", "--output", "x.onnx")
    #expect(vectors.status == 65)
    #expect(vectors.error.contains("classifier, tagger or language-model"))
    #expect(!runner.exists("x.onnx"))
    let both = try runner.run(
      "model", "export", "en-intents", "--format", "onnx", "--vocabulary", "--output", "x.onnx")
    #expect(both.status == 64)
  }

  @Test(
    "JSON lines become a DocBin of spaCy",
    .enabled(if: PythonTools.has("spacy"), "spaCy is not installed"))
  func docBin() throws {
    try runner.write(
      #"{"text":"é Ada met Bob.","entities":[{"start":2,"end":5,"label":"PER"}],"label":"x"}"#
        + "\n" + #"{"text":"Nobody","label":"y"}"# + "\n", to: "in.jsonl")
    let made = try runner.shell(
      "\(PythonTools.command("to_docbin.py")) out.spacy < in.jsonl")
    #expect(made.status == 0, "\(made.error)")
    let read = try runner.shell(
      """
      '\(PythonTools.interpreter)' -c '
      import spacy
      from spacy.tokens import DocBin
      for doc in DocBin().from_disk("out.spacy").get_docs(spacy.blank("xx").vocab):
          print([(e.text, e.label_) for e in doc.ents], sorted(doc.cats.items()))
      '
      """)
    #expect(
      read.lines == [
        "[('Ada', 'PER')] [('x', 1.0), ('y', 0.0)]", "[] [('x', 0.0), ('y', 1.0)]",
      ])
  }
}
