import ArgumentParser
import NLPToolkit

/// `nlptool vectors`
struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Look into vectors of words.",
    subcommands: [NearestCommand.self])
}

/// `--vectors`
struct VectorsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A vector file of 'train vectors', one of GloVe, word2vec or fastText, or a tagger that "
        + "has vectors (en-entities).", valueName: "path or name"),
    completion: .file())
  var vectors: String

  @OptionGroup var folder: ModelFolderOptions

  /// - Throws: status 66 if there is no such file, 65 if it holds no vectors.
  func open() throws -> WordVectors {
    try WordVectors.open(vectors, in: folder.catalog())
  }
}

extension WordVectors {
  /// Opens a file by its path, or the vectors of a model by its name.
  ///
  /// - Throws: status 66 if there is no such file, 65 if it holds no vectors.
  static func open(_ pathOrName: String, in catalog: ModelCatalog) throws -> WordVectors {
    if FileIdentity(path: pathOrName) == nil,
      let entry = catalog.entries().first(where: { $0.name == pathOrName })
    {
      return try WordVectors(entry.file())
    }
    return try WordVectors(contentsOf: pathOrName)
  }
}

/// `nlptool vectors nearest`
struct NearestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nearest",
    abstract: "Show the words whose vectors are nearest.",
    discussion: """
      A word that is not in the table has a vector of its character n-grams, if the file has some. \
      Exit status 1 if nothing is known of a word.

      Example:
        nlptool train vectors --input news.txt --lowercase --output news-vectors.nlpmodel
        nlptool vectors nearest senator monday --vectors news-vectors.nlpmodel
        nlptool vectors nearest --analogy paris france berlin --vectors news-vectors.nlpmodel
      """)

  enum Format: String, OutputFormat {
    case text, tsv, jsonl
    static let standard = Self.text
  }

  @Argument(help: "The words.")
  var words: [String] = []

  @OptionGroup var vectors: VectorsOptions

  @Option(help: ArgumentHelp("Show so many neighbours.", valueName: "k"))
  var top = 10

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Three words A B C: show what is to C as B is to A.", valueName: "word"))
  var analogy: [String] = []

  @OptionGroup var format: FormatOptions<Format>

  func validate() throws {
    if top < 1 { throw ValidationError("--top \(top): give 1 or more") }
    if analogy.isEmpty ? words.isEmpty : analogy.count != 3 || !words.isEmpty {
      throw ValidationError("give words, or --analogy and three words")
    }
  }

  func run() throws {
    let vectors = try vectors.open()
    var unknown: [String] = []
    if !analogy.isEmpty {
      guard let found = vectors.analogy(analogy[0], analogy[1], analogy[2], count: top) else {
        throw Self.unknown(analogy.filter { vectors.vector(of: $0) == nil })
      }
      try write("\(analogy[0]) : \(analogy[1]) = \(analogy[2]) : ?", found, isTitled: false)
    }
    for word in words {
      guard let found = vectors.nearest(to: word, count: top) else {
        unknown.append(word)
        continue
      }
      try write(word, found, isTitled: words.count > 1)
    }
    if !unknown.isEmpty { throw Self.unknown(unknown) }
  }

  private static func unknown(_ words: [String]) -> CommandError {
    CommandError(
      .no,
      "nothing is known of \(words.map { "'\($0.inOneLine)'" }.joined(separator: ", "))"
    )
  }

  private func write(_ word: String, _ found: [WordVectors.Neighbor], isTitled: Bool) throws {
    let output = Output.standard
    switch format.format {
    case .text:
      if isTitled { try output.writeLine(word.inOneLine) }
      for neighbor in found {
        try output.writeLine(
          (isTitled ? "  " : "") + DecimalText.fixed(Double(neighbor.similarity), digits: 4) + "  "
            + neighbor.word.inOneLine)
      }
    case .tsv:
      for neighbor in found {
        try output.writeLine(
          word.inOneLine + "\t" + neighbor.word.inOneLine + "\t"
            + DecimalText.fixed(Double(neighbor.similarity), digits: 4))
      }
    case .jsonl:
      var line = "{\"word\":"
      JSONValue.write(word, to: &line)
      line += ",\"neighbors\":["
      for (index, neighbor) in found.enumerated() {
        line += (index > 0 ? "," : "") + "{\"word\":"
        JSONValue.write(neighbor.word, to: &line)
        line += ",\"similarity\":\(formattedScore(Double(neighbor.similarity)))}"
      }
      try output.writeLine(line + "]}")
    }
  }
}
