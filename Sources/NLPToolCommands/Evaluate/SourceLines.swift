import NLPToolkit

/// The lines of a file as text, with their places.
final class SourceLines {
  private let reader: LineReader
  private(set) var text = ""

  /// - Parameter path: `-` is standard input.
  init(_ path: String) throws {
    let stream: any ByteStream =
      path == "-" ? StandardInputStream() : try FileStream(path: path)
    reader = LineReader(MarkedStream(stream, mendsLineEnds: path != "-" && !isPipe(path)))
  }

  var name: String { reader.name }

  /// `FILE:LINE` of the current line.
  var place: String { "\(reader.name):\(reader.lineNumber)" }

  var lineNumber: Int { reader.lineNumber }

  /// Moves to the next line.
  ///
  /// - Throws: status 65 if it is not UTF-8 or too long.
  func advance() throws -> Bool {
    try Interruption.check()
    guard try reader.advance() else { return false }
    if reader.isTooLong {
      throw CommandError.badData("\(place): the line is too long; break it up")
    }
    guard let text = reader.text else {
      throw CommandError.badData("\(place): not UTF-8; convert the file, for example with iconv")
    }
    if let offset = reader.nulOffset { throw CommandError.nul(at: "\(place), byte \(offset + 1)") }
    self.text = text
    return true
  }
}
