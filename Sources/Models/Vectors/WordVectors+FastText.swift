import Text
import TextInput

/// The models of fastText (`.bin`): its dictionary, then the rows of the words and of the buckets.
///
/// All numbers are little-endian. Magic number and version; the arguments (twelve 32-bit numbers
/// and a double); of the dictionary the sizes (words and labels, words, labels: 32 bits; words of
/// the text and pruned entries: 64) and the entries (word, zero byte, 64-bit count, a byte for the
/// kind); whether the matrix is quantized; its rows and columns in 64 bits and the floats.
extension WordVectors {
  /// 793712314.
  package static let fastTextMagic: [UInt8] = [0xBA, 0x16, 0x4F, 0x2F]

  /// Reads a model of fastText that is not quantized.
  ///
  /// - Throws: ``ModelError``, ``TextInputError`` for a file that cannot be read.
  package convenience init(fastText path: String, precision: Precision = .int8) throws {
    let file = try MappedBytes(path)
    var reader = FastTextBytes(bytes: file.bytes, file: path)
    let model = try reader.readModel(precision: precision)
    self.init(
      vocabulary: model.words, counts: model.counts, rows: model.rows, subwords: model.subwords,
      ngrams: model.ngrams, dimension: model.dimension,
      isLowercased: Self.isLowercased(model.words), foldsDigits: false)
  }

  /// Whether no word of a table has an ASCII capital.
  static func isLowercased(_ words: StringTable) -> Bool {
    !words.bytes.contains { $0 >= 0x41 && $0 <= 0x5A }
  }
}

private struct FastTextBytes {
  let bytes: UnsafeRawBufferPointer
  let file: String
  var position = 0

  struct Model {
    var dimension: Int
    var words: StringTable
    var counts: [Int]
    var rows: VectorRows
    var subwords: VectorRows
    var ngrams: CharacterNGrams
  }

  private func failure(_ problem: String) -> ModelError {
    .malformed(file: file, byte: position, problem: problem)
  }

  private mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type
  ) throws(ModelError) -> Int {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw truncated(size) }
    defer { position += size }
    return Int(
      truncatingIfNeeded: Value(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self)))
  }

  private func truncated(_ size: Int) -> ModelError {
    .truncated(
      file: file, part: "the fastText model", expectedBytes: position + size,
      foundBytes: bytes.count)
  }

  mutating func readModel(precision: WordVectors.Precision) throws(ModelError) -> Model {
    guard try integer(Int32.self) == 793_712_314 else { throw failure("no model of fastText") }
    let version = try integer(Int32.self)
    guard version == 11 || version == 12 else { throw failure("version \(version) of fastText") }
    var settings: [Int] = []
    for _ in 0..<12 { settings.append(try integer(Int32.self)) }
    _ = try integer(Int64.self)
    let (dimension, kind, buckets) = (settings[0], settings[7], settings[8])
    let (minimum, maximum) = (settings[9], settings[10])
    guard kind != 3 else {
      throw failure("a supervised model of fastText has classes, no vectors for other uses")
    }
    guard (1...100_000).contains(dimension), (0...Int(Int32.max)).contains(buckets),
      (0...32).contains(minimum), (0...32).contains(maximum)
    else { throw failure("settings of fastText that can't be") }
    let (words, counts) = try readDictionary()
    guard try integer(UInt8.self) == 0 else {
      throw failure("a quantized model of fastText; give the one before quantization")
    }
    let rowCount = try integer(Int64.self)
    let columns = try integer(Int64.self)
    // With maxn 0 fastText has rows for buckets too, that nothing uses.
    guard columns == dimension, rowCount == words.count + buckets else {
      throw failure("\(rowCount) rows of \(columns) numbers instead of those of its settings")
    }
    let (size, overflows) = rowCount.multipliedReportingOverflow(by: 4 * dimension)
    guard !overflows, size <= bytes.count - position else { throw truncated(overflows ? 0 : size) }
    let ngrams =
      maximum == 0 || maximum < minimum || buckets == 0
      ? CharacterNGrams.none
      : CharacterNGrams(minimum: minimum, maximum: maximum, buckets: buckets)
    return try readRows(
      Model(
        dimension: dimension, words: words, counts: counts,
        rows: VectorRows(dimension: dimension, precision: precision),
        subwords: VectorRows(dimension: dimension, precision: precision), ngrams: ngrams))
  }

  private mutating func readDictionary() throws(ModelError) -> (StringTable, [Int]) {
    let size = try integer(Int32.self)
    let wordCount = try integer(Int32.self)
    let labels = try integer(Int32.self)
    _ = try integer(Int64.self)
    let pruned = try integer(Int64.self)
    // An entry has ten bytes at least.
    guard size == wordCount, labels == 0, (0...(bytes.count - position) / 10).contains(size) else {
      throw failure("a dictionary of \(size) entries that can't be")
    }
    guard pruned <= 0 else { throw failure("a model of fastText whose n-grams are pruned") }
    var words = StringTable(minimumCapacity: size)
    var counts: [Int] = []
    for _ in 0..<size {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[position...].prefix(1 << 16))
      guard let length = rest.firstIndex(of: 0) else { throw failure("a word without end") }
      let word = UnsafeRawBufferPointer(rebasing: rest[..<length])
      // A line feed ends words in our files.
      guard !word.contains(0x0A), words.append(word.bindMemory(to: UInt8.self)) != nil else {
        throw failure("a word that is there twice or has a line feed")
      }
      position += length + 1
      counts.append(min(1 << 48, max(0, try integer(Int64.self))))
      guard try integer(UInt8.self) == 0 else { throw failure("an entry that is no word") }
    }
    return (words, counts)
  }

  /// A word's vector is the mean of its row and those of its n-grams.
  private func readRows(_ shape: Model) throws(ModelError) -> Model {
    var model = shape
    let dimension = model.dimension
    let wordCount = model.words.count
    var rows = VectorRows.Builder(dimension: dimension, precision: model.rows.precision)
    var subwords = VectorRows.Builder(dimension: dimension, precision: model.rows.precision)
    var sum = [Float](repeating: 0, count: dimension)
    func add(_ row: Int) throws(ModelError) {
      let start = position + 4 * dimension * row
      for column in 0..<dimension {
        let number = Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(
              fromByteOffset: start + 4 * column, as: UInt32.self)))
        guard WordVectorReader.isUsable(number) else {
          throw ModelError.malformed(
            file: file, byte: start + 4 * column,
            problem: "\(number) is not within ±\(WordVectorReader.largestMagnitude)")
        }
        sum[column] += number
      }
    }
    for index in 0..<wordCount {
      for column in 0..<dimension { sum[column] = 0 }
      try add(index)
      var count: Float = 1  // of the rows in the sum
      // fastText keeps the end of a sentence as a word without n-grams.
      if model.words[index] != "</s>" {
        var buckets: [Int] = []
        model.words.withBytes(of: index) { word in
          model.ngrams.forEachBucket(of: word) { buckets.append($0) }
        }
        for bucket in buckets { try add(wordCount + bucket) }
        count += Float(buckets.count)
      }
      for column in 0..<dimension { sum[column] /= count }
      sum.withUnsafeBufferPointer { rows.append($0) }
    }
    for bucket in 0..<model.ngrams.buckets {
      for column in 0..<dimension { sum[column] = 0 }
      try add(wordCount + bucket)
      sum.withUnsafeBufferPointer { subwords.append($0) }
    }
    model.rows = rows.rows
    model.subwords = subwords.rows
    return model
  }
}
