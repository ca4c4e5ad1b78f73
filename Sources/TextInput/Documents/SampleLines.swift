/// The first lines of a stream, for recognition.
package struct SampleLines: Sendable {
  /// Lines that are not UTF-8 are left out.
  package let lines: [String]

  package init(_ bytes: [UInt8], isWhole: Bool) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var slices = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    // The last one may be torn.
    if !isWhole, slices.count > 1 { slices.removeLast() }
    if let last = slices.last, last.isEmpty { slices.removeLast() }
    lines = slices.compactMap { slice in
      String(validating: slice.last == 0x0D ? slice.dropLast() : slice, as: UTF8.self)
    }
  }
}
