import NLPToolkit

/// What people have to say about a model: the contents of a `--card` file.
struct CardText: Codable {
  var summary = ""
  /// BCP 47 tags of the languages, where there are several.
  var languages: [String] = []
  /// By the name of the corpus.
  var corpora: [String: ModelCard.Source] = [:]
  var notes: [String] = []

  /// A card that says this; what is left out here stays as it is there.
  func applied(to card: ModelCard) -> ModelCard {
    var card = card
    if !summary.isEmpty { card.summary = summary }
    if !languages.isEmpty { card.languages = languages }
    if !notes.isEmpty { card.notes = notes }
    card.corpora = card.corpora.map { corpora[$0.name] == nil ? $0 : $0.naming(corpora) }
    return card
  }

  /// The languages, if any are given.
  var givenLanguages: [String]? { languages.isEmpty ? nil : languages }
}
