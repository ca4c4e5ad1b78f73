/// What can go wrong with an input. Each description is one line: where, what, what to do.
public enum TextInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in an input something is: `FILE:LINE`, or the file alone.
  public struct Location: Hashable, Sendable, CustomStringConvertible {
    /// The path, or the name of standard input.
    public var file: String
    /// Counted from 1.
    public var line: Int?

    /// Sets every property.
    public init(file: String, line: Int? = nil) {
      self.file = file
      self.line = line
    }

    public var description: String { line.map { "\(file):\($0)" } ?? file }
  }

  case noSuchFile(path: String)
  case unreadableFile(path: String, reason: String)
  /// A compressed file that is cut short or damaged, or bytes that are not of their encoding.
  case damagedFile(path: String, reason: String)
  /// A record that a strict run does not set aside.
  case malformedRecord(Location, reason: String)
  /// An input that has no record that could be used.
  case nothingUsable(Location, reason: String)
  /// An input whose format, layout or tag scheme is unknown.
  case unrecognizedFormat(Location, reason: String)
  /// Settings that do not go together, or that the format cannot follow.
  case invalidSetting(String)

  public var description: String {
    switch self {
    case .noSuchFile(let path):
      "\(path): no such file; check the path"
    case .unreadableFile(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .damagedFile(let path, let reason):
      "\(path): damaged: \(reason); get the file anew"
    case .malformedRecord(let location, let reason):
      "\(location): \(reason); correct it, or leave out --strict to set such records aside"
    case .nothingUsable(let location, let reason):
      "\(location): nothing usable in it: \(reason)"
    case .unrecognizedFormat(let location, let reason):
      "\(location): \(reason)"
    case .invalidSetting(let reason):
      reason
    }
  }
}
