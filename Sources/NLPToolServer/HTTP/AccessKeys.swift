import FoundationEssentials
import NLPToolCommands
import NLPToolkit

/// The keys with which requests are let in, kept as their SHA-256.
struct AccessKeys: Sendable {
  private let sums: [[UInt8]]

  /// Fewer characters could be guessed.
  private static let minimumLength = 16

  /// - Parameter path: a file with a key a line; blank lines and those that start with `#` are
  ///   none.
  /// - Throws: status 66 if the file cannot be read, 65 if it has no key or one that is too short.
  init(contentsOf path: String) throws(CommandError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .noInput("\(path): no file of keys that can be read; check the path of --key-file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .badData("\(path): not UTF-8; write a key a line")
    }
    var sums: [[UInt8]] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let key = line.trimmingBlanks()
      if key.isEmpty || key.hasPrefix("#") { continue }
      guard key.utf8.count >= Self.minimumLength else {
        throw .badData(
          "\(path):\(index + 1): a key of fewer than \(Self.minimumLength) characters; make one "
            + "with: openssl rand -hex 32")
      }
      sums.append(Self.sum(key))
    }
    guard !sums.isEmpty else {
      throw .badData("\(path): no key; make one with: openssl rand -hex 32 > \(path)")
    }
    self.sums = sums
  }

  /// Whether a header `Authorization` has one of the keys.
  ///
  /// All keys are compared, and all bytes of each, so the time tells nothing of them.
  func allow(_ authorization: String?) -> Bool {
    guard let authorization, authorization.prefix(7).lowercased() == "bearer " else { return false }
    let given = Self.sum(authorization.dropFirst(7).trimmingBlanks())
    var isKnown = false
    for sum in sums {
      var difference: UInt8 = 0
      for (left, right) in zip(sum, given) { difference |= left ^ right }
      isKnown = isKnown || difference == 0
    }
    return isKnown
  }

  private static func sum(_ text: some StringProtocol) -> [UInt8] {
    var hash = SHA256()
    Array(text.utf8).withUnsafeBytes { hash.combine($0) }
    return Array(hash.hexadecimal.utf8)
  }
}
