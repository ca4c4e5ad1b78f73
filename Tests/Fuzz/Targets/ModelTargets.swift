import Models
import NLPToolkit
import Text

extension FuzzTarget {
  static let modelTargets = [
    FuzzTarget("language", recognize), FuzzTarget("model-file", openModel),
  ]

  private static let recognizer = Result {
    try LanguageRecognizer(PretrainedModel.languages.file())
  }

  private static func recognize(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    try checkLanguages(Self.recognizer.get(), text)
  }

  private static func checkLanguages(_ recognizer: LanguageRecognizer, _ text: String) throws {
    let all = recognizer.hypotheses(for: text, maximumCount: .max)
    let sum = all.reduce(0) { $0 + $1.probability }
    try check(all.isEmpty || abs(sum - 1) < 1e-6, "probabilities that add up to \(sum)")
    let length = text.utf8.count
    var end = 0
    for span in recognizer.spans(in: text) {
      try check(
        span.range.lowerBound >= end && span.range.upperBound <= length, "\(span.range)")
      end = span.range.upperBound
    }
  }

  private static let sentence = "Ada met Bob Smith in Paris, 1833 \u{1F600}\nна море."

  /// A quarter of a second of a tone.
  private static let tone: [Float] = (0..<4000).map { sin(Float($0) / 7) / 2 }

  /// A model that loads gives an answer. The seeds have no checksums, which a stranger could make,
  /// too.
  private static func openModel(_ bytes: [UInt8]) throws {
    let file = try ModelFile(contentsOf: ScratchFiles.write(bytes, to: "m.nlpmodel"))
    _ = (file.hash, file.metadata, file.byteCount)
    _ = try? file.verify()
    switch try file.card().kind {
    case .tagger:
      let tagger = try SequenceTagger(file)
      var document = Document(text: sentence)
      document.spans = tagger.entities(in: sentence)
      try checkDocument(document)
    case .tokenTagger:
      var documents = [Document(text: sentence)]
      try TokenTagger(file).annotate(&documents)
      try checkDocument(documents[0])
    case .translator:
      var options = TranslationOptions()
      options.beam = 2
      _ = try Translator(file).translate(sentence, options: options)
    case .classifier:
      let found = try TextClassifier(file).classify(sentence).probabilities
      try check(found.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities of \(found)")
    case .languageModel:
      let score = try CharacterLanguageModel(file).score(sentence)
      try check(!score.logProbability.isNaN, "a probability that is no number")
    case .vectors:
      let vectors = try WordVectors(file)
      _ = vectors.vector(of: "Ada")
      _ = vectors.nearest(to: "the", count: 3)
    case .languageRecognizer:
      try checkLanguages(LanguageRecognizer(file), sentence)
    case .soundClassifier:
      let found = try SoundClassifier(file).classify(tone).probabilities
      try check(found.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities of \(found)")
    case .speechRecognizer:
      _ = try SpeechRecognizer(file).transcribe(tone)
    }
  }
}
