import ArgumentParser
import NLPToolkit

/// The tasks whose predictions can be scored from files.
package enum PredictionTask: String, ExpressibleByArgument, CaseIterable, Sendable {
  case tagging, classification, translation, generation, speech
  case languageModel = "language-model"
  case treebank = "conllu"
}

/// `--gold`, `--predicted` and how to read them.
package struct PredictionFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The file with what is right.", valueName: "file"), completion: .file())
  package var gold: String?

  @Option(
    help: ArgumentHelp(
      "The file with what was predicted, item by item as in the gold file. Left out for a column "
        + "file that has gold and predicted tags in its last two columns.",
      valueName: "file"),
    completion: .file())
  package var predicted: String?

  @Option(help: "What was predicted.")
  package var task: PredictionTask?

  @Option(
    help: "The format of both files: auto, conll, jsonl, json, tsv, csv, fasttext or text.")
  package var inputFormat: PredictionFormat = .auto

  @Option(
    help: ArgumentHelp(
      "How tags are read: lenient (as seqeval and conlleval do), conlleval, strict-IOB2, "
        + "strict-IOB1, strict-IOBES, strict-BILOU, strict-IOE1, strict-IOE2, strict-IO.",
      valueName: "reading"))
  package var read: TagReading = .lenient

  @Option(
    help: ArgumentHelp("The column of gold tags or labels, from 1; the last.", valueName: "n"))
  package var goldColumn: Int?

  @Option(
    help: ArgumentHelp("The column of predicted tags or labels, from 1; the last.", valueName: "n"))
  package var predictedColumn: Int?

  @Option(
    help: ArgumentHelp(
      "What the tagger was trained on, in the format of the gold file: entities that occur in it "
        + "and those that do not are scored apart.", valueName: "file"),
    completion: .file())
  package var training: String?

  @Option(help: ArgumentHelp("The field of a JSON object that has the label.", valueName: "name"))
  package var labelField = "label"

  @Option(help: ArgumentHelp("The field that has the text.", valueName: "name"))
  package var textField = "text"

  @Option(help: ArgumentHelp("The field that has the entities.", valueName: "name"))
  package var entitiesField = "entities"

  @Option(help: ArgumentHelp("The field that tells items apart.", valueName: "name"))
  package var idField = "id"

  @Flag(help: "Compare words by their stems: --task generation, as rouge-score's use_stemmer.")
  package var stem = false

  @OptionGroup package var offsets: OffsetOptions

  package init() {}

  package func validate() throws {
    for (name, column) in [("gold", goldColumn), ("predicted", predictedColumn)] {
      if let column, column < 1 {
        throw ValidationError("--\(name)-column \(column): columns count from 1")
      }
    }
    if predicted == "-" && gold == "-" {
      throw ValidationError("'-' stands for both files; standard input can be read once")
    }
    if training != nil && task != .tagging {
      throw ValidationError("--training tells seen and unseen entities apart: --task tagging")
    }
    if stem && task != .generation {
      throw ValidationError("--stem is of ROUGE: --task generation")
    }
    if predicted != nil && gold == nil {
      throw ValidationError("--predicted needs a --gold to compare it with")
    }
  }

  /// The evaluation of the task that was asked for.
  func makeEvaluation(
    keepsItems: Bool, keepsExamples: Bool, errors: ErrorAnalysis? = nil,
    context: EvaluationContext, diagnostics: Diagnostics
  ) throws -> any PredictionFileEvaluation {
    guard let gold else {
      throw CommandError.usage("nothing to score; give --gold and --predicted")
    }
    guard let task else {
      throw CommandError.usage(
        "give --task: \(PredictionTask.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let settings = PredictionFileSettings(
      gold: gold, format: inputFormat, reading: read, goldColumn: goldColumn,
      predictedColumn: predictedColumn, labelField: labelField, textField: textField,
      entitiesField: entitiesField, idField: idField, offsets: offsets.offsets, training: training,
      usesStems: stem, keepsItems: keepsItems, keepsExamples: keepsExamples, errors: errors,
      context: context, diagnostics: diagnostics)
    switch task {
    case .tagging: return TaggingFileEvaluation(settings)
    case .classification: return ClassificationFileEvaluation(settings)
    case .translation: return TranslationFileEvaluation(settings)
    case .generation: return GenerationFileEvaluation(settings)
    case .speech: return SpeechFileEvaluation(settings)
    case .languageModel: return LanguageModelFileEvaluation(settings)
    case .treebank: return TreebankFileEvaluation(settings)
    }
  }
}

extension TagReading: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }

  public static var allValueStrings: [String] {
    let all: [TagReading] = [
      .lenient, .conlleval, .strict(.bio), .strict(.iob1), .strict(.bioes), .strict(.bilou),
      .strictIOE1, .strictIOE2, .strict(.io),
    ]
    return all.map(\.name)
  }
}
