/// Why a language model cannot be trained or used.
public enum LanguageModelError: Error, Sendable, Hashable {
  /// The text has bytes that are no UTF-8, the first at this offset of the split.
  case notUTF8(text: String, split: String, byte: Int)
  /// There is too little text to train on.
  case tooShort(text: String, characters: Int, needed: Int)
  /// A state is of another model, or of another number of texts.
  case stateMismatch(expected: Int, found: Int)
}

extension LanguageModelError: CustomStringConvertible {
  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .notUTF8(let text, let split, let byte):
      "\(text): not UTF-8 at byte \(byte) of the \(split) text; convert it, for example with iconv, "
        + "or train on bytes"
    case .tooShort(let text, let characters, let needed):
      "\(text): \(characters) characters to train on, and at least \(needed) are needed"
    case .stateMismatch(let expected, let found):
      "a saved state with \(found) numbers, where this model has \(expected): it is of another model"
    }
  }
}
