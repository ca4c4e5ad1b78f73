import NLPToolkit

/// Analyses of raw text in CoNLL-U, by the measures of the CoNLL 2018 shared task.
struct TreebankFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predicted: String?) throws -> EvaluatedSystem {
    guard let predicted else { throw CommandError.usage("--task conllu needs --predicted") }
    let (gold, goldHash) = try read(settings.gold)
    let (system, systemHash) = try read(predicted)
    let context = settings.context.measuring(
      systemHash.hexadecimal, on: goldHash.hexadecimal)
    do throws(TreebankError) {
      return EvaluatedSystem(
        name: predicted,
        result: .treebank(
          try TreebankScore.scores(gold: gold, system: system), context: context))
    } catch {
      throw CommandError.badData("\(predicted): \(error)")
    }
  }

  private func read(_ path: String) throws -> (Treebank, StableHash) {
    let lines = try SourceLines(path)
    var treebank = Treebank()
    var hash = StableHash()
    do {
      while try lines.advance() {
        hash.combine(lines.text)
        try treebank.add(line: lines.text)
      }
      try treebank.finish()
    } catch let error as TreebankError {
      throw CommandError.badData("\(lines.location): \(error)")
    }
    if treebank.isEmpty {
      throw CommandError.badData("\(path): no words in it; is it the right file?")
    }
    return (treebank, hash)
  }
}
