import NLPToolkit

/// The formats that predictions come in.
package enum PredictionFormat: String, OutputFormat {
  case auto, conll, jsonl, json, tsv, csv, fasttext, text
  package static let standard = PredictionFormat.auto

  /// The format of documents; `nil` for `auto`, and for a label a line.
  var inputFormat: InputFormat? { self == .text ? nil : InputFormat(rawValue: rawValue) }
}

/// How prediction files are read and scored: the options, resolved.
struct PredictionFileSettings {
  var gold: String
  var format: PredictionFormat
  var reading: TagReading
  var goldColumn: Int?
  var predictedColumn: Int?
  var labelField: String
  var textField: String
  var entitiesField: String
  var idField: String
  /// What the offsets of entities count, which matters only where their text is looked at.
  var offsets: OffsetUnit
  /// What the tagger was trained on, if seen and unseen entities are told apart.
  var training: String?
  /// Whether ROUGE compares words by their stems.
  var usesStems: Bool
  /// Whether what each item adds to the scores is kept, for intervals and comparisons.
  var keepsItems: Bool
  /// Whether sentences with errors are kept, to be shown.
  var keepsExamples: Bool
  /// What errors are added to, if they are to be analysed.
  var errors: ErrorAnalysis?
  /// What is reported, but for the hashes of the files.
  var context: EvaluationContext
  var diagnostics: Diagnostics

  /// How documents are read.
  var readingSettings: ReadingSettings {
    var reading = ReadingSettings()
    reading.fields.text = textField
    reading.fields.label = labelField
    reading.fields.entities = entitiesField
    reading.fields.identifier = idField
    reading.offsets = offsets
    return reading
  }
}

/// Scores a prediction file against the gold file of its settings.
protocol PredictionFileEvaluation {
  init(_ settings: PredictionFileSettings)

  /// - Parameter predicted: the prediction file; `nil` if the gold file has both.
  /// - Throws: status 65 where the files do not pair up, with file and line.
  func evaluate(_ predicted: String?) throws -> EvaluatedSystem
}
