import NLPToolkit

extension ErrorAnalysis.Confusion {
  /// `{"type":"confusion","kind":"label","gold":"a","predicted":"b","count":3,"share":0.1}`
  var object: JSONObject {
    var object = JSONObject()
    object.set("type", to: .string("confusion"))
    object.set("kind", to: .string(kind.rawValue))
    object.set("gold", to: gold.map { .string($0) } ?? .null)
    object.set("predicted", to: predicted.map { .string($0) } ?? .null)
    object.set("count", to: .integer(count))
    object.set("share", to: .decimal(share))
    return object
  }
}

extension Mistake {
  /// The mistake with its text; entities have their offsets, `gold_start` and `gold_end` those of
  /// the gold one.
  func object(_ unit: OffsetUnit) -> JSONObject {
    var object = JSONObject()
    object.set("type", to: .string("mistake"))
    object.set("kind", to: .string(kind.rawValue))
    object.set("gold", to: gold.map { .string($0) } ?? .null)
    object.set("predicted", to: predicted.map { .string($0) } ?? .null)
    object.set("score", to: .decimal(confidence.map(Self.rounded)))
    if let goldProbability {
      object.set("gold_score", to: .decimal(Self.rounded(goldProbability)))
    }
    var offsets = OffsetConverter(text, to: unit)
    if let range = goldRange.map({ offsets.convert($0) }) {
      object.set("gold_start", to: .integer(range.lowerBound))
      object.set("gold_end", to: .integer(range.upperBound))
    }
    if let range = predictedRange.map({ offsets.convert($0) }) {
      object.set("start", to: .integer(range.lowerBound))
      object.set("end", to: .integer(range.upperBound))
    }
    object.set("text", to: .string(text))
    object.set("location", to: .string(location))
    return object
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
