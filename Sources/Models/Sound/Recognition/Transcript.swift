/// What is spoken in a sound.
public struct Transcript: Sendable, Hashable {
  /// A word and when it is spoken.
  public struct Word: Sendable, Hashable {
    /// The word.
    public var text: String
    /// In seconds from the start of the sound.
    public var start: Double
    public var end: Double

    public init(text: String, start: Double, end: Double) {
      self.text = text
      self.start = start
      self.end = end
    }
  }

  /// The words with a space between them.
  public var text: String
  /// The natural logarithm of the probability of the text, per character and one more.
  public var score: Double
  /// The words with their times.
  public var words: [Word]

  public init(text: String = "", score: Double = 0, words: [Word] = []) {
    self.text = text
    self.score = score
    self.words = words
  }

  /// One behind the other.
  init(joining parts: [Transcript]) {
    let spoken = parts.filter { !$0.text.isEmpty }
    text = spoken.map(\.text).joined(separator: " ")
    words = spoken.flatMap(\.words)
    let counted = spoken.isEmpty ? parts : spoken
    let weights = counted.map { Double($0.text.unicodeScalars.count + 1) }
    let total = weights.reduce(0, +)
    score = total == 0 ? 0 : zip(counted, weights).reduce(0) { $0 + $1.0.score * $1.1 } / total
  }
}

/// How a recognizer searches for texts.
public struct TranscriptionOptions: Sendable {
  /// The texts that a search goes on with; 1 takes the most probable symbol of each step, unless
  /// the recognizer writes the words of a small vocabulary alone.
  public var beam = 1
  /// Whether a recognizer of a small vocabulary also writes words that its training has not heard.
  public var anyWords = false
  /// What may be spoken: a character language model, which has its say in a search of several
  /// texts.
  public var languageModel: CharacterLanguageModel?
  /// What the logarithm of the language model's probability is multiplied by.
  public var languageWeight = 0.5
  /// What each character adds to the score of a text.
  public var characterBonus = 0.0

  public init() {}

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    if !(1...4096).contains(beam) { return "the beam must be 1 to 4096" }
    if !(0...100).contains(languageWeight) { return "the weight must be 0 to 100" }
    if !(-100...100).contains(characterBonus) { return "the bonus must be -100 to 100" }
    if let model = languageModel {
      if model.isBackward { return "\(model.card.name) reads texts backward; take a forward model" }
      if beam == 1 { return "a language model needs a search; take a beam of 8 or more" }
    }
    return nil
  }
}
