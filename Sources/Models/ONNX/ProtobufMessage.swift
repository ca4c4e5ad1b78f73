/// The bytes of a message in the encoding of Protocol Buffers
/// (https://protobuf.dev/programming-guides/encoding): fields by their numbers, in the order in
/// which they are added.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum WireType: UInt64 {
    case varint = 0
    case bytes = 2
    case fixed32 = 5
  }

  /// A number of any integer type, or a value of an enumeration.
  mutating func add(_ field: UInt64, _ value: Int) {
    addKey(field, .varint)
    addVarint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: UInt64, _ value: Float) {
    addKey(field, .fixed32)
    append(value.bitPattern)
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, bytes: Array(text.utf8)) }

  mutating func add(_ field: UInt64, _ message: ProtobufMessage) {
    add(field, bytes: message.bytes)
  }

  mutating func add(_ field: UInt64, bytes: [UInt8]) {
    addKey(field, .bytes)
    addVarint(UInt64(bytes.count))
    self.bytes += bytes
  }

  /// Floats as they lie in memory, the lowest byte first.
  mutating func add(_ field: UInt64, raw floats: [Float]) {
    addKey(field, .bytes)
    addVarint(UInt64(4 * floats.count))
    bytes.reserveCapacity(bytes.count + 4 * floats.count)
    for value in floats { append(value.bitPattern) }
  }

  private mutating func append(_ bits: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  private mutating func addKey(_ field: UInt64, _ type: WireType) {
    addVarint(field << 3 | type.rawValue)
  }

  /// Seven bits in a byte, the lowest first; the highest bit says that more follow.
  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
