import Text

/// What the lines of a separated file that were read so far make of a record (RFC 4180).
package enum SeparatedFields: Sendable, Hashable {
  case complete([String])
  /// A quoted field goes on in the next line.
  case open
  case malformed(String)

  /// - Parameter isPadded: whether spaces around a field are no part of it.
  /// - Complexity: O(n).
  package init(_ bytes: [UInt8], separator: UInt8, isPadded: Bool = false) {
    func string(_ bytes: some Collection<UInt8>) -> String {
      String(decoding: bytes, as: UTF8.self)
    }
    if separator == UInt8(ascii: "\t") {
      let fields = bytes.split(separator: separator, omittingEmptySubsequences: false).map(string)
      self = .complete(isPadded ? fields.map { $0.trimmingBlanks() } : fields)
      return
    }
    let quote = UInt8(ascii: "\"")
    var fields: [String] = []
    var position = 0
    func skipPadding() {
      while isPadded, position < bytes.count, bytes[position] == 0x20 { position += 1 }
    }
    while true {
      skipPadding()
      if position < bytes.count, bytes[position] == quote {
        var field: [UInt8] = []
        position += 1
        while true {
          guard let end = bytes[position...].firstIndex(of: quote) else {
            self = .open
            return
          }
          field += bytes[position..<end]
          position = end + 1
          guard position < bytes.count, bytes[position] == quote else { break }
          field.append(quote)
          position += 1
        }
        fields.append(string(field))
        skipPadding()
        if position < bytes.count, bytes[position] != separator {
          self = .malformed("text behind a closing quote")
          return
        }
      } else {
        let end = bytes[position...].firstIndex(of: separator) ?? bytes.count
        let field = string(bytes[position..<end])
        fields.append(isPadded ? field.trimmingBlanks() : field)
        position = end
      }
      if position >= bytes.count {
        self = .complete(fields)
        return
      }
      position += 1
    }
  }
}
