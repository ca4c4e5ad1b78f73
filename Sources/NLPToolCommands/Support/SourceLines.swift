import NLPToolkit

/// The lines of a file, decompressed and decoded, with the place of each for messages.
final class SourceLines {
  let input: DecodedInput
  private var reader: LineReader { input.lines }
  private(set) var text = ""

  /// - Parameter path: `-` is standard input.
  init(_ path: String) throws {
    let stream: any ByteStream =
      path == "-" ? StandardInputStream() : try FileStream(path: path)
    input = try DecodedInput(stream)
  }

  var name: String { reader.name }

  /// `FILE:LINE` of the current line.
  var location: String { "\(reader.name):\(reader.lineNumber)" }

  var lineNumber: Int { reader.lineNumber }

  /// Moves to the next line.
  ///
  /// - Throws: status 65 if it is not UTF-8 or too long.
  func advance() throws -> Bool {
    try Interruption.check()
    guard try reader.advance() else { return false }
    if reader.isTooLong {
      throw CommandError.badData("\(location): the line is too long; break it up")
    }
    guard let text = reader.text else {
      throw CommandError.badData("\(location): not UTF-8; convert the file, for example with iconv")
    }
    if let offset = reader.nulOffset {
      throw CommandError.nul(at: "\(location), byte \(offset + 1)")
    }
    self.text = text
    return true
  }
}
