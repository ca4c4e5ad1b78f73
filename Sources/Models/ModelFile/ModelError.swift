/// What can be wrong with a model file, or with a model for the use that is made of it.
public enum ModelError: Error, Sendable, Hashable {
  /// There is no such file.
  case noSuchFile(file: String)
  /// The file can't be opened or mapped.
  case cannotOpen(file: String, reason: String)
  /// The file can't be written; whatever was at its place before is still there.
  case cannotWrite(file: String, reason: String)
  /// The file is shorter than the format, or its own header, says.
  case truncated(file: String, part: String, expectedBytes: Int, foundBytes: Int)
  /// The bytes are not those that were written: the checksum differs.
  case damaged(file: String)
  /// The bytes are not those of a model file; `byte` counts from the start of the file.
  case malformed(file: String, byte: Int, problem: String)
  /// A tensor is not what its description, or the network that reads it, says.
  case invalidTensor(file: String, tensor: String, aspect: String, expected: String, found: String)
  /// A parameter of the network is not in the file.
  case missingTensor(file: String, tensor: String, shape: [Int])
  /// The file has a tensor that the network has no parameter for.
  case unexpectedTensor(file: String, tensor: String)
  /// A value of the metadata is missing or can't be used.
  case invalidMetadata(file: String, key: String, problem: String)
  /// The file was written by a later version of the toolkit.
  case newerFormat(file: String, found: Int, supported: Int)
  /// The model is for another task.
  case wrongKind(file: String, expected: String, found: String)
}

extension ModelError: CustomStringConvertible {
  /// One line: the file, what is wrong with which part of it, and what helps.
  public var description: String {
    switch self {
    case .noSuchFile(let file):
      "\(file.isEmpty ? "''" : file): no such model file"
    case .cannotOpen(let file, let reason):
      "\(file): can't open the model file: \(reason)"
    case .cannotWrite(let file, let reason):
      "\(file): can't write the model file: \(reason)"
    case .truncated(let file, let part, let expected, let found):
      "\(file): cut short: \(part) needs \(expected) bytes, found \(found); copy the file again"
    case .damaged(let file):
      "\(file): damaged: its checksum is not that of its bytes; copy the file again"
    case .malformed(let file, let byte, let problem):
      "\(file): not a model file, or damaged: \(problem) at byte \(byte)"
    case .invalidTensor(let file, let tensor, let aspect, let expected, let found):
      "\(file): tensor \(quoted(tensor)): \(aspect): expected \(expected), found \(found)"
    case .missingTensor(let file, let tensor, let shape):
      "\(file): no tensor \(quoted(tensor)) of shape \(shape), which this model needs"
    case .unexpectedTensor(let file, let tensor):
      "\(file): tensor \(quoted(tensor)) is not a part of this model"
    case .invalidMetadata(let file, let key, let problem):
      "\(file): metadata \(quoted(key)): \(problem)"
    case .newerFormat(let file, let found, let supported):
      "\(file): written in format version \(found), this version reads up to \(supported);"
        + " update nlptool"
    case .wrongKind(let file, let expected, let found):
      "\(file): expected a model of kind \(expected), found \(quoted(found))"
        + (ModelCard.Kind(rawValue: found)?.command.map { ", which `nlptool \($0)` reads" } ?? "")
    }
  }
}

extension ModelCard.Kind {
  /// The command that reads models of this kind; `nil` if it depends on what is wanted.
  fileprivate var command: String? {
    switch self {
    case .tagger: "tag"
    case .tokenTagger: "analyze"
    case .classifier: "classify"
    case .soundClassifier: "classify --input-format wav"
    case .speechRecognizer: "transcribe"
    case .translator: "translate"
    case .languageRecognizer: "language"
    case .vectors: "embed --vectors"
    case .languageModel: nil
    }
  }
}

/// A name out of an untrusted file, short and on one line.
private func quoted(_ name: String) -> String {
  let shown = String(String.UnicodeScalarView(name.unicodeScalars.prefix(80)))
  let escaped = shown.unicodeScalars.map { scalar in
    scalar.properties.generalCategory == .control
      ? "\\u{\(String(scalar.value, radix: 16))}"
      : String(scalar)
  }
  return "\"" + escaped.joined() + (shown == name ? "\"" : "…\"")
}
