import Text
import TextInput

/// Files of plain text as one text in the order given, split by proportion: first the training
/// text, then the part that validates, then, if asked for, a part that tests.
///
/// The files are mapped, so memory does not grow with them; they must not be cut short meanwhile.
public struct TextFiles: LanguageModelText {
  /// The files, in their order.
  public let paths: [String]
  /// The files' names, for messages and the card.
  public let name: String
  /// The scalars of all files; a byte that continues none counts as none.
  public let scalarCount: Int
  /// The scalars of each split.
  public let scalars: [Split: Range<Int>]
  private let files: [MappedBytes]
  /// The bytes of each split, counted through all files.
  private let bytes: [Split: Range<Int>]

  /// - Parameters:
  ///   - name: of the text, for cards and messages; by default the names of the files.
  ///   - validation: the share of the scalars, the last before the test part, that validates.
  ///   - test: the share of the scalars at the end that is left alone.
  /// - Throws: ``TextInputError`` if a file cannot be read.
  /// - Complexity: O(n) in the bytes of the files.
  public init(
    _ paths: [String], name: String? = nil, validation: Double = 0, test: Double = 0
  ) throws(TextInputError) {
    self.paths = paths
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    self.name = name ?? names.joined(separator: "+")
    var files: [MappedBytes] = []
    var count = 0
    for path in paths {
      let file = try MappedBytes(path)
      count += file.bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
      files.append(file)
    }
    self.files = files
    scalarCount = count
    // 1 - test - validation in this order: 1 - 0.1 - 0.1 is 0.8 to the last bit.
    let testStart = Int(Double(count) * (1 - test))
    let validationStart = min(testStart, Int(Double(count) * (1 - test - validation)))
    scalars = [
      .train: 0..<validationStart, .validation: validationStart..<testStart,
      .test: testStart..<count,
    ]
    let cuts = Self.byteOffsets(of: [validationStart, testStart], in: files)
    let end = files.reduce(0) { $0 + $1.bytes.count }
    bytes = [.train: 0..<cuts[0], .validation: cuts[0]..<cuts[1], .test: cuts[1]..<end]
  }

  /// Calls `body` with the bytes of a split, file by file.
  public func forEachPiece(
    of split: Split, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var start = 0
    for file in files {
      let all = start..<start + file.bytes.count
      let part = all.clamped(to: bytes[split] ?? 0..<0)
      if !part.isEmpty {
        try body(
          UnsafeRawBufferPointer(
            rebasing: file.bytes[part.lowerBound - start..<part.upperBound - start]))
      }
      start = all.upperBound
    }
  }

  /// A hash of the bytes of a split.
  public func fingerprint(of split: Split) -> String {
    var hash = StableHash()
    var count: UInt64 = 0
    try? forEachPiece(of: split) { piece in
      for byte in piece { hash.combine(byte: byte) }
      count += UInt64(piece.count)
    }
    hash.combine(count)
    return hash.hexadecimal
  }

  /// The text as a model card names it.
  public func corpora() -> [ModelCard.Corpus] {
    var fingerprints = ["train": fingerprint(of: .train)]
    if bytes[.validation]?.isEmpty == false {
      fingerprints["validation"] = fingerprint(of: .validation)
    }
    return [ModelCard.Corpus(name: name, fingerprints: fingerprints)]
  }

  /// The byte offsets of scalars, given by their ascending indices, both counted through all files.
  private static func byteOffsets(of scalars: [Int], in files: [MappedBytes]) -> [Int] {
    var offsets: [Int] = []
    var scalar = 0
    var offset = 0
    for file in files {
      for byte in file.bytes {
        if byte & 0xC0 != 0x80 {
          while offsets.count < scalars.count, scalars[offsets.count] == scalar {
            offsets.append(offset)
          }
          scalar += 1
        }
        offset += 1
      }
    }
    while offsets.count < scalars.count { offsets.append(offset) }
    return offsets
  }
}
