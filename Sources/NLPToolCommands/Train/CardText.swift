import NLPToolkit

/// What people have to say about a model: the contents of a `--card` file.
struct CardText: Codable {
  var summary = ""
  /// By the name of the corpus.
  var corpora: [String: ModelCard.Source] = [:]
  var notes: [String] = []
}
