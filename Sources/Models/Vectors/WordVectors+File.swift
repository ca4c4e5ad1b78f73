import Text
import Tokenization

extension WordVectors {
  private static let maximumDimension = 100_000

  /// The tensors of the vectors for a model file, whose names start with a prefix: `words.weight`
  /// and `subwords.weight` (8 bits with `….scales`, or bfloat16), `words.text` (UTF-8, words ended
  /// by line feeds), `words.counts`, and `settings`: the shortest and longest n-gram, lower case,
  /// folded digits.
  func tensors(prefix: String) -> [ModelFile.TensorContent] {
    var text: [UInt8] = []
    text.reserveCapacity(vocabulary.bytes.count + count)
    for index in 0..<count {
      text.append(
        contentsOf: vocabulary.bytes[vocabulary.starts[index]..<vocabulary.starts[index + 1]])
      text.append(0x0A)
    }
    let settings = [ngrams.minimum, ngrams.maximum, isLowercased ? 1 : 0, foldsDigits ? 1 : 0]
    return Self.tensors(of: rows, named: prefix + "words.weight", dimension)
      + Self.tensors(of: subwords, named: prefix + "subwords.weight", dimension)
      + [
        .init(name: prefix + "words.text", shape: [text.count], elements: .bytes(text, .uint8)),
        .init(
          name: prefix + "words.counts", shape: [counts.count],
          elements: .int64(counts.map(Int64.init))),
        .init(
          name: prefix + "settings", shape: [settings.count],
          elements: .int64(settings.map(Int64.init))),
      ]
  }

  private static func tensors(
    of rows: VectorRows, named name: String, _ dimension: Int
  ) -> [ModelFile.TensorContent] {
    switch rows {
    case .int8(_, let elements, let scales):
      [
        .init(name: name, shape: [scales.count, dimension], elements: .int8(elements.elements)),
        .init(name: name + ".scales", shape: [scales.count], elements: .float32(scales)),
      ]
    case .bfloat16(_, let elements):
      [
        .init(
          name: name, shape: [rows.count, dimension], elements: .bfloat16(elements.elements))
      ]
    }
  }

  /// Reads the tensors that ``tensors(prefix:)`` describes.
  package convenience init(
    from file: ModelFile, prefix: String, card: ModelCard? = nil,
    recipe: WordVectorRecipe? = nil
  ) throws(ModelError) {
    let rows = try file.vectorRows(named: prefix + "words.weight")
    let subwords = try file.vectorRows(named: prefix + "subwords.weight")
    let text: [UInt8] = try file.integers(named: prefix + "words.text", .uint8)
    let counts: [Int64] = try file.integers(named: prefix + "words.counts", .int64)
    let settings: [Int64] = try file.integers(named: prefix + "settings", .int64)
    func invalid(_ name: String, _ expected: String, _ found: String) -> ModelError {
      .invalidTensor(
        file: file.name, tensor: prefix + name, aspect: "content", expected: expected, found: found)
    }
    guard rows.dimension == subwords.dimension, (1...Self.maximumDimension).contains(rows.dimension)
    else {
      throw invalid(
        "subwords.weight", "rows as long as those of the words", "\(subwords.dimension) numbers")
    }
    guard settings.count == 4, (0...32).contains(settings[0]), (0...32).contains(settings[1]),
      settings[0] <= settings[1], (0...1).contains(settings[2]), (0...1).contains(settings[3])
    else { throw invalid("settings", "lengths of n-grams and two switches", "\(settings)") }
    let rowCount = rows.rows.count
    guard rowCount <= Int32.max, counts.isEmpty || counts.count == rowCount,
      counts.allSatisfy({ (0...(1 << 48)).contains($0) })
    else { throw invalid("words.counts", "a count for each word", "\(counts.count)") }
    var words = StringTable(minimumCapacity: min(rowCount, text.count))
    var start = 0
    let isDistinct = text.withUnsafeBufferPointer { text in
      while let end = text[start...].firstIndex(of: 0x0A) {
        let word = UnsafeBufferPointer(rebasing: text[start..<end])
        if words.count == rowCount || words.append(word) == nil { return false }
        start = end + 1
      }
      return true
    }
    guard isDistinct, start == text.count, words.count == rowCount else {
      throw invalid("words.text", "\(rowCount) different words", "\(words.count)")
    }
    let ngrams = CharacterNGrams(
      minimum: Int(settings[0]), maximum: Int(settings[1]), buckets: subwords.rows.count)
    self.init(
      vocabulary: words, counts: counts.map(Int.init), rows: rows.rows, subwords: subwords.rows,
      ngrams: ngrams, dimension: rows.dimension, isLowercased: settings[2] == 1,
      foldsDigits: settings[3] == 1, card: card, recipe: recipe)
  }

  /// The vectors of a model file of kind `vectors`, or those that a tagger or a classifier was
  /// trained with.
  ///
  /// - Throws: ``ModelError``.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let kind = try file.card().kind
    if [.tagger, .tokenTagger, .classifier].contains(kind),
      let vectors = try file.pretrainedVectors()
    {
      self.init(vectors)
      return
    }
    let card = try file.card(of: .vectors)
    try file.checkNoLabels(card)
    let configuration: VectorsConfiguration = try file.configuration()
    try self.init(from: file, prefix: "", card: card, recipe: configuration.recipe)
  }

  /// Writes a model file of kind `vectors`; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    let card =
      card
      ?? ModelCard(
        kind: .vectors, name: "vectors", summary: "Vectors of \(count) words.",
        toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion)
    try ModelFile.write(
      contents: tensors(prefix: ""), card: card,
      configuration: VectorsConfiguration(dimension: dimension, recipe: recipe), vocabularies: [:],
      to: path)
  }
}

/// What the configuration of a file of vectors says.
struct VectorsConfiguration: Codable {
  var dimension: Int
  var recipe: WordVectorRecipe?
}

extension ModelFile {
  fileprivate func integers<Element: BitwiseCopyable>(
    named name: String, _ type: ScalarType
  ) throws(ModelError) -> [Element] {
    guard let tensor = tensor(named: name) else {
      throw .missingTensor(file: self.name, tensor: name, shape: [])
    }
    guard tensor.scalarType == type, tensor.shape.count == 1 else {
      throw .invalidTensor(
        file: self.name, tensor: name, aspect: "type", expected: type.rawValue,
        found: tensor.scalarType.rawValue)
    }
    return copy(tensor, as: Element.self)
  }

  fileprivate func vectorRows(
    named name: String
  ) throws(ModelError) -> (rows: VectorRows, dimension: Int) {
    guard let tensor = tensor(named: name) else {
      throw .missingTensor(file: self.name, tensor: name, shape: [])
    }
    guard tensor.shape.count == 2 else {
      throw .invalidTensor(
        file: self.name, tensor: name, aspect: "shape", expected: "rows and columns",
        found: "\(tensor.shape)")
    }
    let dimension = tensor.shape[1]
    switch tensor.scalarType {
    case .int8:
      let scales = try floats(named: name + ".scales", shape: [tensor.shape[0]])
      return (
        .int8(dimension: dimension, elements: storage(of: tensor, as: Int8.self), scales: scales),
        dimension
      )
    case .bfloat16:
      _ = try floats(named: name, shape: tensor.shape)
      return (
        .bfloat16(dimension: dimension, elements: storage(of: tensor, as: UInt16.self)), dimension
      )
    default:
      throw .invalidTensor(
        file: self.name, tensor: name, aspect: "type", expected: "I8 or BF16",
        found: tensor.scalarType.rawValue)
    }
  }
}
