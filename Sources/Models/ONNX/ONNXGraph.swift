/// A graph of ONNX operators (https://onnx.ai/onnx/repo-docs/IR.html), as a model file that
/// runtimes load.
///
/// Numbers of fields are those of `onnx.proto`.
struct ONNXGraph {
  /// The type of the elements of a tensor, by its number in `TensorProto.DataType`.
  enum ElementType: Int {
    case float = 1
    case int32 = 6
    case int64 = 7
  }

  /// A dimension of an input or output: a size, or the name of one that varies.
  enum Dimension {
    case size(Int)
    case name(String)
  }

  /// An attribute of a node.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)
    case text(String)
  }

  /// The version of the set of operators.
  static let operatorVersion = 17
  /// The version of the format, the first that knows these operators.
  private static let formatVersion = 8

  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []
  private var lastName = 0

  /// A value that is fed.
  mutating func input(_ name: String, _ type: ElementType, _ shape: [Dimension]) -> String {
    inputs.append(Self.value(name, type, shape))
    return name
  }

  /// Gives floats out under a name.
  mutating func output(_ value: String, as name: String, _ shape: [Dimension]) {
    add("Identity", [value], outputs: [name])
    outputs.append(Self.value(name, .float, shape))
  }

  /// A tensor of floats that belongs to the model.
  mutating func constant(_ elements: [Float], _ shape: [Int], name: String? = nil) -> String {
    let name = name ?? nextName()
    var tensor = Self.tensor(name, .float, shape)
    tensor.add(9, raw: elements)
    constants.append(tensor)
    return name
  }

  /// A tensor of whole numbers that belongs to the model: a vector, or without a shape a single
  /// one.
  mutating func constant(_ elements: [Int], isScalar: Bool = false) -> String {
    let name = nextName()
    var tensor = Self.tensor(name, .int64, isScalar ? [] : [elements.count])
    tensor.add(
      9,
      bytes: elements.flatMap { element in
        (0..<8).map { UInt8(truncatingIfNeeded: element >> (8 * $0)) }
      })
    constants.append(tensor)
    return name
  }

  /// Adds an operation with one result, and gives its name.
  mutating func node(
    _ operation: String, _ inputs: [String], _ attributes: [(name: String, value: Attribute)] = []
  ) -> String {
    let name = nextName()
    add(operation, inputs, outputs: [name], attributes)
    return name
  }

  /// Adds an operation with several results; those whose names are empty are left out.
  mutating func add(
    _ operation: String, _ inputs: [String], outputs: [String],
    _ attributes: [(name: String, value: Attribute)] = []
  ) {
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }
    for output in outputs { node.add(2, output) }
    node.add(3, "\(operation)_\(nodes.count)")
    node.add(4, operation)
    for (name, value) in attributes { node.add(5, Self.attribute(name, value)) }
    nodes.append(node)
  }

  /// A name that nothing has yet.
  mutating func nextName() -> String {
    lastName += 1
    return "value_\(lastName)"
  }

  /// The bytes of the model.
  ///
  /// - Parameter metadata: texts by their names.
  func model(name: String, metadata: [(key: String, value: String)]) -> [UInt8] {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(1, node) }
    graph.add(2, name)
    for constant in constants { graph.add(5, constant) }
    for input in inputs { graph.add(11, input) }
    for output in outputs { graph.add(12, output) }
    var version = ProtobufMessage()
    version.add(1, "")
    version.add(2, Self.operatorVersion)
    var model = ProtobufMessage()
    model.add(1, Self.formatVersion)
    model.add(2, "nlptool")
    model.add(7, graph)
    model.add(8, version)
    for (key, value) in metadata {
      var entry = ProtobufMessage()
      entry.add(1, key)
      entry.add(2, value)
      model.add(14, entry)
    }
    return model.bytes
  }

  private static func tensor(_ name: String, _ type: ElementType, _ shape: [Int])
    -> ProtobufMessage
  {
    var tensor = ProtobufMessage()
    for size in shape { tensor.add(1, size) }
    tensor.add(2, type.rawValue)
    tensor.add(8, name)
    return tensor
  }

  private static func value(_ name: String, _ type: ElementType, _ shape: [Dimension])
    -> ProtobufMessage
  {
    var dimensions = ProtobufMessage()
    for dimension in shape {
      var message = ProtobufMessage()
      switch dimension {
      case .size(let size): message.add(1, size)
      case .name(let name): message.add(2, name)
      }
      dimensions.add(1, message)
    }
    var tensor = ProtobufMessage()
    tensor.add(1, type.rawValue)
    tensor.add(2, dimensions)
    var kind = ProtobufMessage()
    kind.add(1, tensor)
    var value = ProtobufMessage()
    value.add(1, name)
    value.add(2, kind)
    return value
  }

  private static func attribute(_ name: String, _ value: Attribute) -> ProtobufMessage {
    var attribute = ProtobufMessage()
    attribute.add(1, name)
    switch value {
    case .float(let number):
      attribute.add(2, number)
      attribute.add(20, 1)
    case .integer(let number):
      attribute.add(3, number)
      attribute.add(20, 2)
    case .text(let text):
      attribute.add(4, text)
      attribute.add(20, 3)
    case .integers(let numbers):
      for number in numbers { attribute.add(8, number) }
      attribute.add(20, 7)
    }
    return attribute
  }
}
