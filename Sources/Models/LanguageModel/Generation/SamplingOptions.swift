/// How a symbol is drawn from the probabilities that a model gives.
///
/// In this order: repetitions are made less probable, then the temperature is applied, then what is
/// improbable is cut off by top-k, top-p and min-p, each of what the one before has left.
public struct SamplingOptions: Sendable, Hashable, Codable {
  /// Probabilities are raised to the power of 1 / temperature; 0 takes the most probable symbol.
  public var temperature = 0.8
  /// Only so many of the most probable symbols may be drawn; 0 for all (Fan et al. 2018).
  public var topK = 0
  /// Only the fewest most probable symbols that have this probability together may be drawn; 1 for
  /// all (Holtzman et al. 2020).
  public var topP = 1.0
  /// Only symbols with at least this share of the greatest probability may be drawn; 0 for all
  /// (Nguyen et al. 2024).
  public var minP = 0.0
  /// The probability of a symbol that would repeat is raised to this power; 1 for none. This is the
  /// penalty of Keskar et al. (2019) on logarithms of probabilities.
  public var repetitionPenalty = 1.0
  /// A symbol repeats if so many symbols, the last of them itself, stand among the last
  /// ``repetitionWindow`` already. Single characters always do: words and phrases are what counts.
  public var repetitionLength = 8
  /// How many of the last symbols a repetition is looked for in.
  public var repetitionWindow = 256

  /// A temperature of 0.8, and nothing cut off.
  public init() {}

  /// How many of the last symbols the penalty looks at.
  var rememberedSymbols: Int {
    repetitionPenalty > 1 ? repetitionWindow + repetitionLength : 0
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("temperature", temperature >= 0 && temperature <= 100, "0 to 100"),
      ("topK", topK >= 0, "0 or more"),
      ("topP", topP > 0 && topP <= 1, "above 0, at most 1"),
      ("minP", (0...1).contains(minP), "0 to 1"),
      ("repetitionPenalty", repetitionPenalty >= 1 && repetitionPenalty <= 100, "1 to 100"),
      ("repetitionLength", (1...256).contains(repetitionLength), "1 to 256"),
      ("repetitionWindow", (1...65536).contains(repetitionWindow), "1 to 65536"),
    ]
    return checks.first { !$0.isFine }.map { "\($0.name) must be \($0.range)" }
  }
}
