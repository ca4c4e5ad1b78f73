import Glibc
import NLPToolkit

/// A text with its score, as JSON.
struct ScoredLine {
  let text: String
  let score: TextScore

  /// Bits a character; `nil` for a text without characters.
  private var bits: Double? { score.bitsPerCharacter }

  var json: String {
    var line = "{\"text\":"
    JSONValue.write(text, to: &line)
    line += ",\"logprob\":\(number(score.logProbability))"
    line += ",\"symbols\":\(score.logProbabilities.count)"
    line += ",\"bits_per_character\":\(bits.map(number) ?? "null")"
    line += ",\"perplexity\":\(bits.map { number(exp2($0)) } ?? "null")"
    if score.unknown > 0 { line += ",\"unknown\":\(score.unknown)" }
    line += ",\"logprobs\":["
    line += score.logProbabilities.map(number).joined(separator: ",")
    return line + "]}"
  }

  private func number(_ value: Double) -> String { DecimalText.fixed(value, digits: 5) }
}
