#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads pretrained vectors of words one at a time: text as GloVe, word2vec and fastText (`.vec`)
/// write it, and the binary form of word2vec. The file may be compressed with gzip or zstd.
///
/// Memory does not depend on the length of the file.
public final class WordVectorReader {
  /// How many numbers each vector has.
  public let dimension: Int
  /// What was recognised, in words.
  public let layout: String

  private let stream: any ByteStream
  private let isBinary: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The line of a text file, the number of the vector in a binary one; from 1.
  private var entryNumber = 0

  /// 793712314, the least significant byte first: how the models of fastText start.
  private static let fastTextMagic: [UInt8] = [0xBA, 0x16, 0x4F, 0x2F]
  private static let maximumDimension = 100_000
  /// The largest magnitude of a number: that of no training, and small enough that the squares of
  /// a vector's numbers have a finite sum.
  package static let largestMagnitude: Float = 0x1p48

  /// Whether a number is one that a vector may have.
  package static func isUsable(_ number: Float) -> Bool { number.magnitude <= largestMagnitude }
  private static let maximumWordBytes = 1 << 16

  /// - Throws: `nothingUsable`, `unrecognizedFormat`, `unreadableFile`.
  public init(_ stream: any ByteStream) throws(TextInputError) {
    let found = try Compression.decompressed(stream, sampleBytes: 1 << 20)
    let content = found.stream
    var sample = found.sample
    if sample.withoutByteOrderMark.count < sample.count {
      // The mark would be a part of the first word, or make a word of the number of words.
      let markLength = sample.count - sample.withoutByteOrderMark.count
      let mark = UnsafeMutableRawBufferPointer.allocate(byteCount: markLength, alignment: 1)
      defer { mark.deallocate() }
      _ = try content.read(into: mark)
      sample.removeFirst(markLength)
    }
    self.stream = content
    let file = TextInputError.Location(file: stream.name)
    if sample.starts(with: Self.fastTextMagic) {
      throw .unrecognizedFormat(
        file,
        reason: "a model of fastText, read from a file only; or take the .vec file beside it")
    }
    guard let end = sample.firstIndex(of: 0x0A) else {
      throw .nothingUsable(file, reason: "no line of vectors in it")
    }
    let first = String(decoding: sample[..<end], as: UTF8.self)
      .split { $0 == " " || $0.isNewline }
    let numbers = first.compactMap { Int($0) }
    if first.count == 2, numbers.count == 2 {
      dimension = numbers[1]
      guard (1...Self.maximumDimension).contains(dimension) else {
        throw .unrecognizedFormat(file, reason: "vectors of \(dimension) numbers")
      }
      let second = sample[(end + 1)...]
      let line = second.firstIndex(of: 0x0A).map { second[..<$0] } ?? second
      let fields = String(validating: line, as: UTF8.self)?.split(separator: " ").dropFirst() ?? []
      isBinary = fields.count < dimension || fields.suffix(dimension).contains { Float($0) == nil }
      layout =
        isBinary ? "word2vec, binary" : "text with a header, as word2vec and fastText have it"
      entryNumber = 1
      var skipped = 0
      while skipped <= end {
        guard try fill() else { break }
        let count = min(buffer.count - start, end + 1 - skipped)
        start += count
        skipped += count
      }
    } else {
      dimension = first.count - 1
      guard dimension >= 1, dimension <= Self.maximumDimension,
        first.dropFirst().allSatisfy({ Float($0) != nil })
      else {
        throw .unrecognizedFormat(
          .init(file: stream.name, line: 1), reason: "not a word and its numbers")
      }
      isBinary = false
      layout = "text without a header, as GloVe has it"
    }
  }

  /// A word with its vector.
  public struct Entry: Sendable, Hashable {
    /// The word.
    public let word: String
    /// Its vector, of ``dimension`` numbers.
    public let vector: [Float]
  }

  /// The next word with its vector, or `nil` at the end.
  ///
  /// - Throws: `malformedRecord` for what is no vector, `unreadableFile`.
  public func next() throws(TextInputError) -> Entry? {
    isBinary ? try nextBinary() : try nextLine()
  }

  private func failure(_ reason: String) -> TextInputError {
    .nothingUsable(
      .init(file: stream.name, line: entryNumber),
      reason: reason + "; nothing of the file was taken")
  }

  private func nextLine() throws(TextInputError) -> Entry? {
    while true {
      var searched = 0
      var end: Int?
      while true {
        end = buffer[(start + searched)...].firstIndex(of: 0x0A)
        if end != nil { break }
        searched = buffer.count - start
        guard searched < Self.maximumWordBytes + 32 * dimension else {
          throw failure("a line too long for a vector")
        }
        guard try fill() else { break }
      }
      let stop = end ?? buffer.count
      if stop == start, end == nil { return nil }
      var line = buffer[start..<stop]
      start = min(buffer.count, stop + 1)
      entryNumber += 1
      while let last = line.last, last == 0x0D || last == 0x20 { line = line.dropLast() }
      if line.isEmpty { continue }
      return try vector(of: line)
    }
  }

  /// Words of some files have spaces in them, so the numbers are counted from the end.
  private func vector(of line: ArraySlice<UInt8>) throws(TextInputError) -> Entry {
    var fields = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard fields.count > dimension else {
      throw failure("\(fields.count - 1) numbers instead of \(dimension)")
    }
    let numbers = fields.suffix(dimension)
    fields.removeLast(dimension)
    var vector: [Float] = []
    vector.reserveCapacity(dimension)
    for field in numbers {
      guard let value = Float(String(decoding: field, as: UTF8.self)), Self.isUsable(value) else {
        let found = String(decoding: field.prefix(40), as: UTF8.self)
        throw failure("'\(found)' is not a number within ±\(Self.largestMagnitude)")
      }
      vector.append(value)
    }
    let word = Array(fields.joined(separator: [0x20]))
    return Entry(word: String(decoding: word, as: UTF8.self), vector: vector)
  }

  private func nextBinary() throws(TextInputError) -> Entry? {
    entryNumber += 1
    var word: [UInt8] = []
    while true {
      if start == buffer.count {
        guard try fill() else {
          if word.isEmpty { return nil }
          throw failure("the file ends within a word")
        }
      }
      let byte = buffer[start]
      start += 1
      if byte == 0x20 { break }
      // A line feed may stand between vectors.
      if byte == 0x0A, word.isEmpty { continue }
      word.append(byte)
      if word.count > Self.maximumWordBytes { throw failure("a word too long") }
    }
    while buffer.count - start < 4 * dimension {
      guard try fill() else { throw failure("the file ends within a vector") }
    }
    let vector = buffer[start..<start + 4 * dimension].withUnsafeBytes { bytes in
      (0..<dimension).map {
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    guard vector.allSatisfy(Self.isUsable) else {
      throw failure("a number that is not within ±\(Self.largestMagnitude)")
    }
    start += 4 * dimension
    return Entry(word: String(decoding: word, as: UTF8.self), vector: vector)
  }

  /// - Returns: whether there are more bytes than before.
  private func fill() throws(TextInputError) -> Bool {
    if isAtEnd { return false }
    buffer.removeFirst(start)
    start = 0
    let old = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: 1 << 16))
    var failure: TextInputError?
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      do throws(TextInputError) {
        return try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[old...]))
      } catch {
        failure = error
        return 0
      }
    }
    buffer.removeLast(buffer.count - old - count)
    if let failure { throw failure }
    if count == 0 { isAtEnd = true }
    return count > 0
  }
}
