import NLPToolkit

extension InputRecord {
  /// Its document; `nil` where the file itself says that it is not to be used.
  ///
  /// - Throws: status 65 for what cannot be used: nothing of a file that is scored is passed over.
  func accepted(from file: String) throws -> Document? {
    if let problem = rejections.first(where: { !$0.isIntended }) {
      throw CommandError.badData("\(file):\(problem.line): \(problem.reason)")
    }
    return document
  }
}

/// A gold or prediction file, opened: its first lines say what is in it.
enum PredictionFile {
  case lines(SourceLines)
  case folder(path: String)

  /// - Parameter path: `-` is standard input.
  init(_ path: String) throws {
    self =
      FileStatus(path: path)?.isDirectory == true
      ? .folder(path: path) : .lines(try SourceLines(path))
  }

  var name: String {
    switch self {
    case .lines(let lines): lines.name
    case .folder(let path): path
    }
  }

  /// The format of documents with entities; `nil` if the file has columns of tags, a token a line.
  func taggingFormat(_ settings: PredictionFileSettings) -> InputFormat? {
    guard case .lines(let lines) = self else { return .brat }
    if let given = settings.format.inputFormat { return given == .conll ? nil : given }
    if settings.format != .auto { return nil }
    switch FormatRecognition.format(of: lines.input.sample, name: lines.name) {
    case .jsonl: return .jsonl
    case .json: return .json
    case .csv: return .csv
    case .tsv where FormatRecognition.isTable(lines.input.sample, settings.readingSettings):
      return .tsv
    default: return nil
    }
  }

  /// The format of items with labels; `nil` for a label a line.
  func labelFormat(_ settings: PredictionFileSettings) -> InputFormat? {
    guard case .lines(let lines) = self else { return .directory }
    switch settings.format {
    case .text: return nil
    case .auto: break
    default: return settings.format.inputFormat
    }
    switch FormatRecognition.format(of: lines.input.sample, name: lines.name) {
    case .jsonl: return .jsonl
    case .json: return .json
    case .csv: return .csv
    case .fasttext: return .fasttext
    case .tsv: return .tsv
    default:
      let first = lines.input.sample.lines.first { !FormatRecognition.isBlank($0) }
      return first?.utf8.contains(0x09) == true ? .tsv : nil
    }
  }
}
