import Text

/// The tokens and sentences of a document as a compact blob, and back.
///
/// Layout: the version (1), then numbers as LEB128: the count of tokens; for each token the bytes
/// between it and the one before, times 16, plus its kind, and its length; the count of sentences;
/// for each sentence the bytes between it and the one before, its length, and its count of tokens.
/// Most tokens take two bytes.
package enum Segmentation {
  static let version: UInt8 = 1

  package static func encode(_ document: Document) -> [UInt8] {
    let size = maximumSize(of: document)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = write(document, to: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// More bytes than the blob of a document can have.
  static func maximumSize(of document: Document) -> Int {
    1 + maximumNumberSize * (2 + 2 * document.tokens.count + 3 * document.sentences.count)
  }

  /// Writes the blob.
  ///
  /// - Parameter buffer: has ``maximumSize(of:)`` bytes.
  /// - Returns: the number of bytes that were written.
  static func write(_ document: Document, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    precondition(buffer.count >= maximumSize(of: document))
    var cursor = buffer.baseAddress!
    cursor.storeBytes(of: version, as: UInt8.self)
    cursor += 1
    write(document.tokens.count, to: &cursor)
    var end = 0
    for token in document.tokens {
      write((token.range.lowerBound - end) << 4 | Int(token.kind.rawValue), to: &cursor)
      write(token.range.count, to: &cursor)
      end = token.range.upperBound
    }
    write(document.sentences.count, to: &cursor)
    end = 0
    for sentence in document.sentences {
      write(sentence.range.lowerBound - end, to: &cursor)
      write(sentence.range.count, to: &cursor)
      write(sentence.tokens.count, to: &cursor)
      end = sentence.range.upperBound
    }
    return UnsafeRawPointer(cursor) - UnsafeRawPointer(buffer.baseAddress!)
  }

  /// Of 64 bits, seven a byte.
  private static let maximumNumberSize = 10

  @inline(__always)
  private static func write(_ value: Int, to cursor: inout UnsafeMutableRawPointer) {
    precondition(value >= 0, "tokens and sentences have to be in the order of the text")
    var rest = UInt(value)
    while rest >= 0x80 {
      cursor.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      cursor += 1
      rest >>= 7
    }
    cursor.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    cursor += 1
  }

  /// - Parameter textLength: the length of the text in bytes, which no range may go beyond.
  /// - Returns: `nil` if the bytes are not a segmentation of such a text.
  package static func decode(_ bytes: UnsafeRawBufferPointer, textLength: Int) -> (
    tokens: [Token], sentences: [Sentence]
  )? {
    var reader = VariableLengthReader(bytes)
    guard bytes.first == version else { return nil }
    reader.position = 1
    guard let tokenCount = reader.next(), tokenCount <= bytes.count / 2 else { return nil }
    var tokens: [Token] = []
    tokens.reserveCapacity(tokenCount)
    var end = 0
    for _ in 0..<tokenCount {
      guard let head = reader.next(), let length = reader.next(),
        let kind = Token.Kind(rawValue: UInt8(truncatingIfNeeded: head & 15)),
        head >> 4 <= textLength - end, length <= textLength - end - head >> 4
      else { return nil }
      let start = end + head >> 4
      end = start + length
      tokens.append(Token(range: start..<end, kind: kind))
    }
    guard let sentenceCount = reader.next(), sentenceCount <= bytes.count / 3 else { return nil }
    var sentences: [Sentence] = []
    sentences.reserveCapacity(sentenceCount)
    end = 0
    var firstToken = 0
    for _ in 0..<sentenceCount {
      guard let gap = reader.next(), let length = reader.next(), let count = reader.next(),
        gap <= textLength - end, length <= textLength - end - gap, count <= tokenCount - firstToken
      else { return nil }
      let start = end + gap
      end = start + length
      sentences.append(Sentence(range: start..<end, tokens: firstToken..<firstToken + count))
      firstToken += count
    }
    guard firstToken == tokenCount, reader.position == bytes.count else { return nil }
    return (tokens, sentences)
  }
}

/// Reads LEB128 numbers of at most 56 bits.
private struct VariableLengthReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  @inline(__always)
  mutating func next() -> Int? {
    var value = 0
    var shift = 0
    while position < bytes.count, shift < 56 {
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
