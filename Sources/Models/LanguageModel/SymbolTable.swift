import Text

/// The symbols of a language model and their indices: bytes, or the scalars that training saw with
/// index 0 for all others.
package struct SymbolTable: Sendable, Hashable {
  /// Of scalars; `nil` where symbols are bytes.
  let vocabulary: Vocabulary?
  /// The number of different symbols.
  package let count: Int
  let areBytes: Bool
  /// The scalar of each index; that of the unknown one stands for nothing.
  private let scalars: [Unicode.Scalar]
  private let ascii: [Int32]
  private let others: [UInt32: Int32]

  /// The 256 bytes.
  static let bytes = SymbolTable(vocabulary: nil, scalars: [])

  /// - Returns: `nil` if a word is not a single scalar.
  package init?(_ vocabulary: Vocabulary) {
    var scalars: [Unicode.Scalar] = ["\u{FFFD}"]
    for word in vocabulary.words.dropFirst() {
      guard let scalar = word.unicodeScalars.first, word.unicodeScalars.count == 1 else {
        return nil
      }
      scalars.append(scalar)
    }
    self.init(vocabulary: vocabulary, scalars: scalars)
  }

  private init(vocabulary: Vocabulary?, scalars: [Unicode.Scalar]) {
    self.vocabulary = vocabulary
    count = vocabulary?.count ?? 256
    areBytes = vocabulary == nil
    self.scalars = scalars
    var ascii = [Int32](repeating: 0, count: 128)
    var others: [UInt32: Int32] = [:]
    for (index, scalar) in scalars.enumerated().dropFirst() {
      if scalar.isASCII {
        ascii[Int(scalar.value)] = Int32(index)
      } else {
        others[scalar.value] = Int32(index)
      }
    }
    self.ascii = ascii
    self.others = others
  }

  /// The symbols of both.
  func adding(_ other: SymbolTable) -> SymbolTable {
    guard let vocabulary, let others = other.vocabulary else { return self }
    // Every word of both is one scalar.
    return SymbolTable(vocabulary.adding(others))!
  }

  /// The index for everything that training did not see; bytes have none.
  var unknown: Int32? { areBytes ? nil : 0 }

  /// What a text is taken to come after: a line feed, or the unknown character where there is none.
  var start: Int32 { areBytes ? 10 : ascii[10] }

  @inline(__always)
  func index(of scalar: Unicode.Scalar) -> Int32 {
    scalar.isASCII ? ascii[Int(scalar.value)] : others[scalar.value] ?? 0
  }

  /// - Precondition: symbols are scalars.
  func scalar(_ index: Int32) -> Unicode.Scalar { scalars[Int(index)] }

  /// The symbols of a text.
  func indices(of text: String) -> [Int32] {
    areBytes
      ? text.utf8.map { Int32($0) } : text.unicodeScalars.map { index(of: $0) }
  }
}
