/// What a model is, what it was trained on and how good it is: the part of a model file for people.
public struct ModelCard: Codable, Sendable, Hashable {
  /// What a model does, by the name that the file has for it.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    case tagger
    case tokenTagger = "token-tagger"
    case classifier
    case languageModel = "language-model"
    case vectors
    case languageRecognizer = "language-recognizer"
    case translator
    case soundClassifier = "sound-classifier"
    case speechRecognizer = "speech-recognizer"
  }

  /// A corpus that the model was trained, or its training was watched, on.
  public struct Corpus: Codable, Sendable, Hashable {
    /// The name of the corpus.
    public var name: String
    /// The fingerprint of each split that was used, by the name of the split.
    public var fingerprints: [String: String]
    /// The documents of each split that was used, by the name of the split.
    public var documents: [String: Int]
    /// The licence of the corpus, where it is known.
    public var licence: String?
    /// Whom the licence asks to name, and how.
    public var attribution: String?

    /// Sets every property.
    public init(
      name: String, fingerprints: [String: String] = [:], documents: [String: Int] = [:],
      licence: String? = nil, attribution: String? = nil
    ) {
      self.name = name
      self.fingerprints = fingerprints
      self.documents = documents
      self.licence = licence
      self.attribution = attribution
    }

    /// The corpus with its licence and attribution, by the name of the corpus; without where it has
    /// none.
    package func naming(_ sources: [String: ModelCard.Source]) -> Corpus {
      var named = self
      named.licence = sources[name]?.licence
      named.attribution = sources[name]?.attribution
      return named
    }
  }

  /// The licence of a corpus and whom it asks to name.
  public struct Source: Codable, Sendable, Hashable {
    /// The licence of the corpus.
    public var licence: String
    /// Whom the licence asks to name.
    public var attribution: String

    /// Sets every property.
    public init(licence: String, attribution: String) {
      self.licence = licence
      self.attribution = attribution
    }
  }

  /// A score with all that has to be known to compare it.
  public struct Metric: Codable, Sendable, Hashable {
    /// The name of the metric, such as `f1`.
    public var name: String
    /// `nil` where there was nothing to score.
    public var value: Double?
    /// What the score was measured on and how.
    public var signature: String

    /// Sets every property.
    public init(name: String, value: Double?, signature: String) {
      self.name = name
      self.value = value
      self.signature = signature
    }
  }

  /// What the model does.
  public var kind: Kind
  /// The name by which commands find the model.
  public var name: String
  /// One sentence.
  public var summary: String
  /// The language of the text, as a BCP 47 tag such as `en`; it chooses the rules of the tokenizer.
  public var language: String
  /// The languages of the text where it may be one of several, as BCP 47 tags; `nil` for
  /// ``language`` alone.
  public var languages: [String]?
  /// The version of the toolkit that made the model.
  public var toolkitVersion: String
  /// The version of ICU that segmented the training text.
  public var icuVersion: String
  /// The entity types or classes; empty for a language model.
  public var labels: [String]
  /// What the model was trained on.
  public var corpora: [Corpus]
  /// The seed of the training.
  public var seed: UInt64
  /// How well the model did when it was made.
  public var metrics: [Metric]
  /// What else users should know, one sentence each.
  public var notes: [String]

  /// Sets every property.
  public init(
    kind: Kind, name: String, summary: String = "", language: String = "en",
    languages: [String]? = nil, toolkitVersion: String, icuVersion: String, labels: [String] = [],
    corpora: [Corpus] = [],
    seed: UInt64 = 0, metrics: [Metric] = [], notes: [String] = []
  ) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.language = language
    self.languages = languages
    self.toolkitVersion = toolkitVersion
    self.icuVersion = icuVersion
    self.labels = labels
    self.corpora = corpora
    self.seed = seed
    self.metrics = metrics
    self.notes = notes
  }
}

extension ModelCard {
  /// Whether the model is for text in a language.
  ///
  /// Scripts and regions do not count. One of Bosnian, Croatian and Serbian stands for the others,
  /// and so do the two forms of Norwegian, and Indonesian and Malay.
  ///
  /// - Parameter tag: of BCP 47, such as `sv` or `zh-Hant`.
  public func reads(_ tag: String) -> Bool {
    let tag = Self.primary(tag)
    let own = (languages ?? [language]).map(Self.primary)
    if own.contains(tag) { return true }
    return Self.near.contains { $0.contains(tag) && !$0.isDisjoint(with: own) }
  }

  private static let near: [Set<String>] = [
    ["bs", "hr", "sr", "sh"], ["nb", "nn", "no"], ["id", "ms"],
  ]

  /// The language of a tag without its script and region.
  private static func primary(_ tag: String) -> String {
    tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
  }
}
