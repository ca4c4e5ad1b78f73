import ArgumentParser
import NLPToolkit

/// The forms of an exported model.
enum ModelExportFormat: String, OutputFormat {
  case nlpmodel, onnx

  static let standard = Self.nlpmodel
}

/// `nlptool model export`: a model as a file, or its words as text.
struct ModelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model to a file, or its vocabulary as text.",
    discussion: """
      Any program that reads safetensors opens the file.
      --vocabulary writes a line for each entry: the vocabulary, the entry and how often training \
      saw it, with tabs between; the labels come first. --format onnx writes the network of a classifier, a \
      tagger of entities or a language model for other runtimes; tools/python/run_onnx.py runs it.

      Example:
        nlptool model export en-entities --vocabulary --output words.tsv
        nlptool model export en-intents --format onnx --output intents.onnx
      """)

  @Argument(
    help: ArgumentHelp("A model file or the name of a model.", valueName: "model"))
  var model: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write; needed for a model, standard output is the default for --vocabulary.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A YAML file with what the card is to say of the model: summary, languages, corpora, notes. What it "
        + "leaves out stays.", valueName: "file"),
    completion: .file())
  var card: String?

  @OptionGroup var format: FormatOptions<ModelExportFormat>

  @Flag(help: "Write the labels and vocabularies as text.")
  var vocabulary = false

  @OptionGroup var folder: ModelFolderOptions

  func validate() throws {
    if vocabulary && card != nil {
      throw ValidationError("--card is for the export of a model; leave out --vocabulary")
    }
    if !vocabulary && output == nil {
      throw ValidationError("say where to write the model, with --output FILE.nlpmodel")
    }
    if format.format == .onnx, vocabulary || card != nil {
      throw ValidationError("--format onnx writes the network; leave out --vocabulary and --card")
    }
  }

  func run() throws {
    let file = try folder.open(model)
    let card = try file.card()
    if format.format == .onnx {
      try file.verify()
      let bytes = try file.onnx()
      let output = try Output.create(output ?? "-", reading: file.paths)
      try output.write(bytes: bytes)
      return try output.close()
    }
    guard vocabulary else {
      try OverwriteCheck.check([output ?? model], against: file.paths)
      try file.verify()
      guard let text = self.card else { return try file.copy(to: output ?? model) }
      try OverwriteCheck.check([output ?? model], against: [text])
      let changed = try RecipeFile(path: text).apply(to: CardText()).applied(to: card)
      try file.write(card: changed, to: output ?? model)
      return
    }
    let vocabularies = try file.vocabularies()
    let output = try Output.create(output ?? "-", reading: file.paths)
    for label in card.labels { try output.writeLine("label\t\(escapedField(label))\t") }
    for (name, vocabulary) in vocabularies.sorted(by: { $0.key < $1.key }) {
      for (word, count) in zip(vocabulary.words, vocabulary.counts) {
        try output.writeLine("\(escapedField(name))\t\(escapedField(word))\t\(count)")
      }
    }
    try output.close()
  }
}

/// A field of a line of tab-separated values.
private func escapedField(_ text: String) -> String {
  var field = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": field.append(contentsOf: "\\\\".unicodeScalars)
    case "\t": field.append(contentsOf: "\\t".unicodeScalars)
    case "\n": field.append(contentsOf: "\\n".unicodeScalars)
    case "\r": field.append(contentsOf: "\\r".unicodeScalars)
    default: field.append(scalar)
    }
  }
  return String(field)
}
