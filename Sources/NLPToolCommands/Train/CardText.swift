import NLPToolkit

/// What people have to say about a model: the contents of a `--card` file.
struct CardText: Codable {
  var summary = ""
  /// By the name of the corpus.
  var corpora: [String: Source] = [:]
  var notes: [String] = []

  struct Source: Codable {
    var licence: String
    var attribution: String
  }

  /// As the trainers take them.
  var sources: [String: (licence: String, attribution: String)] {
    corpora.mapValues { ($0.licence, $0.attribution) }
  }
}
