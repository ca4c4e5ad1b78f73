#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much probability a language model gives to a text.
///
/// A model's symbols may be bytes, characters or words; scores a character and a byte make models
/// with different symbols comparable.
public struct LanguageModelScorer: Sendable, Hashable {
  /// Minus the sum of the natural logarithms of the probabilities, in nats.
  public private(set) var nats = 0.0
  /// What the rounding of `nats` has lost (Kahan, 1965).
  private var compensation = 0.0
  /// The symbols that were predicted.
  public private(set) var symbols = 0
  /// The Unicode scalars of the text.
  public private(set) var characters = 0
  /// The UTF-8 bytes of the text.
  public private(set) var bytes = 0
  /// Words of the text, apart by white space.
  public private(set) var words = 0

  /// Starts with nothing counted.
  public init() {}

  /// Adds a stretch of text.
  ///
  /// - Parameters:
  ///   - logProbability: the sum of the natural logarithms of its symbols' probabilities; minus
  ///     infinity if the model holds one of them impossible.
  ///   - symbols: how many probabilities went into the sum.
  /// - Throws: `EvaluationError.invalidScore` if the logarithm is NaN or above 0.
  public mutating func add(
    logProbability: Double, symbols: Int, characters: Int = 0, bytes: Int = 0, words: Int = 0
  ) throws(EvaluationError) {
    guard logProbability <= 0 else {
      throw .invalidScore(
        item: self.symbols, value: logProbability, expected: "the logarithm of a probability")
    }
    let term = -logProbability - compensation
    let sum = nats + term
    if sum.isFinite { compensation = (sum - nats) - term }
    nats = sum
    self.symbols += symbols
    self.characters += characters
    self.bytes += bytes
    self.words += words
  }

  /// Adds symbols one by one, with the text that they spell.
  public mutating func add(logProbabilities: some Sequence<Double>, text: String? = nil)
    throws(EvaluationError)
  {
    for value in logProbabilities { try add(logProbability: value, symbols: 1) }
    if let text {
      characters += text.unicodeScalars.count
      bytes += text.utf8.count
      words += text.split(whereSeparator: \.isWhitespace).count
    }
  }

  /// Adds what another scorer has counted.
  public mutating func merge(_ other: LanguageModelScorer) {
    nats += other.nats
    symbols += other.symbols
    characters += other.characters
    bytes += other.bytes
    words += other.words
  }

  /// The mean cross-entropy of a symbol, in nats; `nil` without symbols.
  public var natsPerSymbol: Double? { symbols > 0 ? nats / Double(symbols) : nil }

  /// `exp(natsPerSymbol)`: how many equally probable symbols the model hesitates between.
  public var perplexity: Double? { natsPerSymbol.map { exp($0) } }

  /// ``natsPerSymbol`` in bits.
  public var bitsPerSymbol: Double? { natsPerSymbol.map { $0 / log(2) } }

  /// The cross-entropy of a character.
  public var natsPerCharacter: Double? { characters > 0 ? nats / Double(characters) : nil }

  /// ``natsPerCharacter`` in bits.
  public var bitsPerCharacter: Double? { natsPerCharacter.map { $0 / log(2) } }

  /// The cross-entropy of a byte of UTF-8, in bits.
  public var bitsPerByte: Double? { bytes > 0 ? nats / Double(bytes) / log(2) : nil }

  /// `exp` of the nats a word, whatever the model's symbols are.
  public var perplexityPerWord: Double? { words > 0 ? exp(nats / Double(words)) : nil }
}
