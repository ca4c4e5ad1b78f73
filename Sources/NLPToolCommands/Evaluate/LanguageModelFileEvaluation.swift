import NLPToolkit

/// The probabilities that a language model gave to the lines of a text.
///
/// The gold file is the text. Each line of the other has the natural logarithms of the
/// probabilities of the symbols of that line: numbers with spaces between, or an object with
/// `logprobs`, or with the sum in `logprob` and, if it is not the number of characters, the number
/// of `symbols`. Line ends are not part of the text.
struct LanguageModelFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predictedPath: String?) throws -> EvaluatedSystem {
    guard let predictedPath else {
      throw CommandError.usage("--task language-model needs --predicted with log-probabilities")
    }
    let pairs = try LinePairs(gold: settings.gold, predicted: predictedPath)
    var total = LanguageModelScorer()
    var parts: [LanguageModelScorer] = []
    while let pair = try pairs.next() {
      let part = try score(pair.gold, pair.predicted, pairs.location)
      total.merge(part)
      if settings.keepsItems { parts.append(part) }
    }
    if total.symbols == 0 {
      throw CommandError.badData("\(settings.gold): no text in it; is it the right file?")
    }
    return EvaluatedSystem(
      name: predictedPath,
      result: .languageModel(total, parts: parts, context: pairs.context(settings)))
  }

  private func score(_ text: String, _ predicted: String, _ location: String) throws
    -> LanguageModelScorer
  {
    var scorer = LanguageModelScorer()
    do {
      if predicted.hasPrefix("{") {
        let object = try JSONObject(parsing: predicted)
        if let given = object[settings.textField]?.string, given != text {
          throw CommandError.badData(
            "\(location): another text than the same line of the gold file")
        }
        if let values = object["logprobs"]?.array {
          try scorer.add(logProbabilities: try values.map { try number($0.double, location) })
        } else if let sum = object["logprob"]?.double {
          let symbols = object["symbols"]?.integer ?? text.unicodeScalars.count
          try scorer.add(logProbability: sum, symbols: symbols)
        } else {
          throw CommandError.badData("\(location): neither 'logprobs' nor 'logprob' in the object")
        }
      } else {
        let values = try predicted.split(whereSeparator: \.isWhitespace)
          .map { try number(Double($0), location) }
        try scorer.add(logProbabilities: values)
      }
      try scorer.add(
        logProbability: 0, symbols: 0, characters: text.unicodeScalars.count,
        bytes: text.utf8.count, words: text.split(whereSeparator: \.isWhitespace).count)
    } catch let error as JSONError {
      throw CommandError.badData("\(location): \(error)")
    } catch let error as EvaluationError {
      throw CommandError.badData("\(location): \(error)")
    }
    return scorer
  }

  private func number(_ value: Double?, _ location: String) throws -> Double {
    guard let value else { throw CommandError.badData("\(location): not a number in it") }
    return value
  }
}
