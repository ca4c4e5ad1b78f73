import NLPToolkit

/// Walks through two texts line by line, and sees to it that they have the same number of lines.
final class LinePairs {
  private let gold: SourceLines
  private let predicted: SourceLines
  private(set) var goldHash = StableHash()
  private(set) var predictedHash = StableHash()

  init(gold: String, predicted: String) throws {
    self.gold = try SourceLines(gold)
    self.predicted = try SourceLines(predicted)
  }

  /// `FILE:LINE` of the prediction.
  var location: String { predicted.location }

  func next() throws -> (gold: String, predicted: String)? {
    let hasGold = try gold.advance()
    let hasPrediction = try predicted.advance()
    guard hasGold || hasPrediction else { return nil }
    guard hasGold, hasPrediction else {
      let (longer, shorter) = hasGold ? (gold, predicted) : (predicted, gold)
      throw CommandError.badData(
        "\(longer.location): \(shorter.name) ends before this line; the lines have to pair up")
    }
    goldHash.combine(gold.text)
    predictedHash.combine(predicted.text)
    return (gold.text, predicted.text)
  }
}
