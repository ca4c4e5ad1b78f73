#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The memory that this process may have.
package enum ProcessMemory {
  /// In bytes: the least of what the machine has, what the process is allowed, and what its control
  /// group is allowed.
  package static var byteCount: Int {
    var bytes = Int.max
    let (pages, pageSize) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    if pages > 0, pageSize > 0 { bytes = min(bytes, pages * pageSize) }
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let resource = RLIMIT_AS
    #endif
    if getrlimit(resource, &limit) == 0 { bytes = min(bytes, Int(clamping: limit.rlim_cur)) }
    if let group = controlGroupLimit { bytes = min(bytes, group) }
    return bytes
  }

  private static var controlGroupLimit: Int? {
    guard let file = fopen("/sys/fs/cgroup/memory.max", "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let digits = line.prefix { $0 >= 0x30 && $0 <= 0x39 }.map { UInt8($0) }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// Makes sure that there is memory for what is about to be allocated.
  ///
  /// - Parameters:
  ///   - bytes: what is needed at least.
  ///   - subject: what needs it, for the message.
  /// - Throws: ``NeuralError/tooLarge(subject:bytes:available:)``.
  package static func check(_ bytes: Double, for subject: String) throws(NeuralError) {
    let available = byteCount
    guard bytes < Double(available) else {
      throw .tooLarge(
        subject: subject, bytes: bytes < 9e18 ? Int(bytes) : .max, available: available)
    }
  }
}

extension ParameterLayout {
  /// Weights and their packed panels, gradients, two moments of an optimizer and the best weights.
  private static let trainingCopies = 7.0

  /// Makes sure that a network can be trained in the memory that there is, before any is taken.
  ///
  /// - Parameter activations: the numbers that one batch needs at least.
  /// - Throws: ``NeuralError/tooLarge(subject:bytes:available:)``.
  package func checkTrainingMemory(activations: Double = 0) throws(NeuralError) {
    let weights = entries.reduce(0.0) { $0 + Double($1.rows) * Double($1.columns) }
    let size = Double(MemoryLayout<Float>.stride)
    try ProcessMemory.check(
      (weights * Self.trainingCopies + activations) * size,
      for: "training a network of \(Int(min(weights, 9e18))) weights")
  }
}
