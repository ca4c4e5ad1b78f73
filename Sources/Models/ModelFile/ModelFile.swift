import Text

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A model file: named tensors and text metadata, in the safetensors format.
///
/// The format: the length of the header in eight bytes (little-endian), the header as a JSON object
/// of `name: {"dtype", "shape", "data_offsets"}` and `"__metadata__"` (text to text), then the
/// tensors, which follow each other without gaps. Any reader of safetensors opens it.
///
/// The file is data: opening runs nothing of it. The header is checked completely when the file is
/// opened and the numbers of a tensor when they are read; nothing is believed before.
public final class ModelFile: Sendable {
  /// One tensor of the file.
  public struct Tensor: Sendable, Hashable {
    /// The name of the parameter.
    public let name: String
    /// The type of the elements.
    public let scalarType: ScalarType
    /// The size in each dimension, the last one contiguous.
    public let shape: [Int]
    /// The bytes of the file that hold its elements, row-major and little-endian.
    public let range: Range<Int>
  }

  /// The type of a tensor's elements, by its name in the format.
  public enum ScalarType: String, Sendable, Hashable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// The bytes of one element.
    public var size: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  /// How the bytes of a file are reached.
  public enum Access: Sendable, Hashable {
    /// In place: only what is looked at comes into memory, and the system may drop it again. Who
    /// cuts the file short meanwhile ends the process. Writing a model replaces its file as a
    /// whole, so it never does that.
    case mapped
    /// Read as a whole when the file is opened, after which nothing that happens to it counts. For
    /// processes that are to outlive whatever is done to their files.
    case inMemory
  }

  /// The name for messages: the path, or the name of an embedded model.
  public let name: String
  /// The texts of the header by their keys.
  public let metadata: [String: String]
  /// In the order of their bytes.
  public let tensors: [Tensor]

  /// The model whose vectors of words this one reads, if its own file has none.
  let vectorSource: ModelFile?

  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let ownsBytes: Bool
  /// Whether the bytes are a part of the program: as sound as its code, and there to the end.
  let isEmbedded: Bool
  private let indices: [String: Int]

  /// Opens a file and checks its header.
  ///
  /// - Parameters:
  ///   - access: whether the file is mapped or read.
  ///   - vectorSource: the model that ``vectorSourceName`` names, for a file without vectors of its
  ///     own.
  public convenience init(
    contentsOf path: String, access: Access = .mapped, vectorSource: ModelFile? = nil
  ) throws(ModelError) {
    let bytes = try Self.bytes(of: path, access)
    let header: ModelFileHeader
    do {
      header = try ModelFileHeader(bytes, file: path)
    } catch {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
      throw error
    }
    self.init(
      bytes: bytes, name: path, header: header, ownsBytes: true, isEmbedded: false,
      vectorSource: vectorSource)
  }

  /// Opens a file that is in memory already, such as an embedded one.
  ///
  /// - Parameters:
  ///   - bytes: storage that is never freed nor changed.
  ///   - isEmbedded: whether it is a part of the program. Then models read large tables in place,
  ///     and do not compare the checksum when they are opened.
  ///   - vectorSource: the model that ``vectorSourceName`` names, for a file without vectors of its
  ///     own.
  public convenience init(
    bytes: UnsafeRawBufferPointer, name: String, isEmbedded: Bool = false,
    vectorSource: ModelFile? = nil
  ) throws(ModelError) {
    let header = try ModelFileHeader(bytes, file: name)
    self.init(
      bytes: bytes, name: name, header: header, ownsBytes: false, isEmbedded: isEmbedded,
      vectorSource: vectorSource)
  }

  private init(
    bytes: UnsafeRawBufferPointer, name: String, header: ModelFileHeader, ownsBytes: Bool,
    isEmbedded: Bool, vectorSource: ModelFile?
  ) {
    self.vectorSource = vectorSource
    self.bytes = bytes
    self.name = name
    self.ownsBytes = ownsBytes
    self.isEmbedded = isEmbedded
    metadata = header.metadata
    tensors = header.tensors
    indices = Dictionary(
      uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
  }

  deinit {
    if ownsBytes { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
  }

  /// The size of the file.
  public var byteCount: Int { bytes.count }

  /// The tensor of this name.
  public func tensor(named name: String) -> Tensor? { indices[name].map { tensors[$0] } }

  /// The elements of a tensor, row-major: 32-bit floats, or what ``write(_:to:)`` has rounded.
  ///
  /// - Throws: ``ModelError`` if there is no such tensor, if its type or shape differs, or if an
  ///   element is not a number, infinite, or so large that no training made it.
  /// - Complexity: O(n) in the number of elements.
  public func floats(named name: String, shape: [Int]) throws(ModelError) -> [Float] {
    guard let tensor = tensor(named: name) else {
      throw .missingTensor(file: self.name, tensor: name, shape: shape)
    }
    guard tensor.shape == shape else {
      throw .invalidTensor(
        file: self.name, tensor: name, aspect: "shape", expected: "\(shape)",
        found: "\(tensor.shape)")
    }
    let elements: [Float]
    switch tensor.scalarType {
    case .float32: elements = copy(tensor, as: Float.self)
    case .bfloat16:
      elements = copy(tensor, as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case .int8 where shape.count == 2: elements = try scaled(tensor)
    default:
      throw .invalidTensor(
        file: self.name, tensor: name, aspect: "type", expected: ScalarType.float32.rawValue,
        found: tensor.scalarType.rawValue)
    }
    // The squares of gradients that checkpoints have may be of any size.
    let limit = metadata[MetadataKey.kind] == TrainingCheckpoint.kind ? nil : Self.largestMagnitude
    try Self.check(name, elements, within: limit, file: self.name)
    return elements
  }

  /// Copied byte by byte, since other writers' tensors may start at any address.
  func copy<Element: BitwiseCopyable>(_ tensor: Tensor, as type: Element.Type) -> [Element] {
    let source = UnsafeRawBufferPointer(rebasing: bytes[tensor.range])
    let count = source.count / MemoryLayout<Element>.size
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      initialized = count
    }
  }

  /// The elements of a tensor, in place where the bytes stay as long as the program runs.
  func storage<Element: BitwiseCopyable>(
    of tensor: Tensor, as type: Element.Type
  ) -> TensorStorage<Element> {
    let source = UnsafeRawBufferPointer(rebasing: bytes[tensor.range])
    guard isEmbedded, Int(bitPattern: source.baseAddress) % MemoryLayout<Element>.alignment == 0
    else { return .array(copy(tensor, as: type)) }
    return .embedded(source.bindMemory(to: type))
  }

  /// Weights that are larger come of damage: it is 2^64, and a number below 2 whose highest bit
  /// flips is larger.
  static let largestMagnitude: Float = 0x1p64

  /// The place of the first number that is larger, infinite or none at all: as bits, magnitudes are
  /// ordered, and those that are no numbers come last.
  ///
  /// - Parameter limit: `nil` for any finite number.
  static func firstBeyond(_ limit: Float? = nil, in elements: [Float]) -> Int? {
    let limit = (limit ?? .greatestFiniteMagnitude).bitPattern
    var largest: UInt32 = 0
    for element in elements { largest = max(largest, element.magnitude.bitPattern) }
    return largest <= limit
      ? nil : elements.firstIndex { $0.magnitude.bitPattern > limit }
  }

  /// Reads every tensor once: whether the file is the one that was written, and the numbers of the
  /// floating-point tensors are some that a model may have.
  ///
  /// - Throws: ``ModelError`` for the first that are not. Types that no model has are not looked
  ///   into.
  public func verify() throws(ModelError) {
    try checkChecksum()
    for tensor in tensors where [.float32, .bfloat16, .int8].contains(tensor.scalarType) {
      _ = try floats(named: tensor.name, shape: tensor.shape)
    }
  }

  /// A fingerprint of all bytes of the file, for signatures of scores: sixteen hexadecimal digits,
  /// the same on every machine. It is not cryptographic.
  ///
  /// - Complexity: O(n) in the size of the file, eight bytes a step.
  public var hash: String {
    var state = UInt64(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let mixed = state ^ word
      state = (mixed << 29 | mixed >> 35) &* 0x9e37_79b9_7f4a_7c15
      offset += 8
    }
    var rest = StableHash(seed: state)
    for byte in bytes[offset...] { rest.combine(byte: byte) }
    return rest.hexadecimal
  }

  func withBytes(
    _ body: (UnsafeRawBufferPointer) throws(ModelError) -> Void
  ) throws(ModelError) {
    try body(bytes)
  }

  /// The bytes of a file, or of as much memory, to be unmapped.
  private static func bytes(
    of path: String, _ access: Access
  ) throws(ModelError) -> UnsafeRawBufferPointer {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .noSuchFile(file: path) }
      throw .cannotOpen(file: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .cannotOpen(file: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw .cannotOpen(
        file: path, reason: isDirectory ? "it is a directory" : "not a regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      throw .truncated(file: path, part: "the header", expectedBytes: 10, foundBytes: 0)
    }
    let address =
      switch access {
      case .mapped: mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
      case .inMemory:
        mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      }
    guard let address, address != MAP_FAILED else {
      throw .cannotOpen(file: path, reason: String(cString: strerror(errno)))
    }
    if access == .inMemory {
      do {
        try fill(UnsafeMutableRawBufferPointer(start: address, count: count), descriptor, path)
      } catch {
        munmap(address, count)
        throw error
      }
    }
    return UnsafeRawBufferPointer(start: address, count: count)
  }

  /// Reads as many bytes as the file had when it was opened.
  private static func fill(
    _ memory: UnsafeMutableRawBufferPointer, _ descriptor: Int32, _ path: String
  ) throws(ModelError) {
    var filled = 0
    while filled < memory.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
      let count = read(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw .cannotOpen(file: path, reason: String(cString: strerror(errno)))
      }
      guard count > 0 else {
        throw .truncated(
          file: path, part: "what it had when it was opened", expectedBytes: memory.count,
          foundBytes: filled)
      }
      filled += count
    }
  }
}
