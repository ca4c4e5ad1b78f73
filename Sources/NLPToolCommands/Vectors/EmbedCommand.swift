import ArgumentParser
import NLPToolkit

/// `nlptool embed`: vectors of texts.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Give texts vectors, or find the nearest texts of a file.",
    discussion: """
      A text's vector is the mean of the vectors of its words, frequent words weighing less; a line is \
      a JSON object with the text and the vector. With --nearest the lines of another file are compared \
      and the most similar ones named instead. JSON lines keep their other fields. A line that can't be \
      used is told and passed over, and the exit status is 65 at the end.

      Example:
        nlptool train vectors --input news.txt --lowercase --output news-vectors.nlpmodel
        nlptool embed --vectors news-vectors.nlpmodel --text "The senator went home."
        nlptool embed --vectors news-vectors.nlpmodel --nearest answers.txt --top 3 questions.txt
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var vectors: VectorsOptions

  @Option(
    help: ArgumentHelp(
      "Show the most similar lines of this file and their cosines instead.", valueName: "file"),
    completion: .file())
  var nearest: String?

  @Option(help: ArgumentHelp("With --nearest, show so many lines.", valueName: "k"))
  var top = 1

  @OptionGroup var form: TextFormOptions

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top \(top): give 1 or more") }
    if nearest == "-" { throw ValidationError("--nearest -: name a file") }
  }

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let vectors = try vectors.open()
    let embedding = Embedding(
      vectors: vectors, candidates: try nearest.map { try EmbeddedLines(path: $0, vectors) },
      count: top)
    var pipeline = DocumentPipeline(
      embedding,
      input: form.parser,
      isStrict: strict, diagnostics: diagnostics)
    try pipeline.run(reader)
  }
}

/// Finds the vectors of documents, or the nearest lines of a file, and prints them as JSON lines.
private struct Embedding: DocumentOperation {
  let vectors: WordVectors
  let candidates: EmbeddedLines?
  /// How many of the nearest lines are printed.
  let count: Int

  static let batchCount = 256

  func begin() {}
  func compute(_ records: [DocumentRecord]) {}

  func write(_ record: DocumentRecord) throws {
    var object = record.object
    let vector = vectors.sentenceVector(of: record.document.text)
    if let candidates {
      object.set("nearest", toRaw: candidates.nearest(to: vector, count: count))
    } else {
      let numbers = vector.map { String($0 == 0 ? 0 : $0) }
      object.set("vector", toRaw: "[" + numbers.joined(separator: ",") + "]")
    }
    try Output.standard.writeLine(object.serialized)
  }

  func writeBlank() throws { try Output.standard.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try Output.standard.writeLine(failure.object().serialized)
    return true
  }

  func end() {}
}

/// The lines of a file with their vectors.
private struct EmbeddedLines {
  private var texts: [String] = []
  private var vectors: [[Float]] = []

  init(path: String, _ vectors: WordVectors) throws {
    let reader = InputReader(paths: [path])
    while let document = try reader.next() {
      let text = try document.text()
      texts.append(text)
      self.vectors.append(vectors.sentenceVector(of: text))
    }
  }

  /// `[{"line":3,"text":"…","similarity":0.81},…]`
  func nearest(to vector: [Float], count: Int) -> String {
    let similarities = vectors.map { WordVectors.cosine(vector, $0) }
    let order = similarities.indices.sorted {
      (similarities[$0], $1) > (similarities[$1], $0)
    }
    return "["
      + order.prefix(count).map { index in
        var object = JSONObject()
        object.set("line", to: .integer(index + 1))
        object.set("text", to: .string(texts[index]))
        object.set("similarity", toRaw: formattedScore(Double(similarities[index])))
        return object.serialized
      }.joined(separator: ",") + "]"
  }
}
