import Sound
import Text

/// Reads the melody of a MIDI file as one document, in ABC notation.
final class MelodyReader: DocumentReader {
  private let stream: any ByteStream
  private let identifier: String
  private(set) var position = LineReader.Position()

  /// Files of music are small.
  private static let largestFile = 1 << 24

  init(_ stream: any ByteStream) {
    self.stream = stream
    identifier = stream.name.split(separator: "/").last.map(String.init) ?? stream.name
  }

  var layout: String { "the melody of a MIDI file" }

  var endsClean: Bool { false }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    position == LineReader.Position()
  }

  func next() throws(TextInputError) -> InputRecord? {
    if position.line > 0 { return nil }
    position.line = 1
    let bytes = try PeekableStream(stream).peek(Self.largestFile + 1)
    position.byte = max(1, bytes.count)
    if bytes.count > Self.largestFile {
      return .rejected(line: 1, reason: "longer than \(Self.largestFile) bytes")
    }
    do throws(MIDIError) {
      let melody = try MIDIMelody(bytes)
      return .document(Document(identifier: identifier, text: melody.abc), line: 1)
    } catch {
      return .rejected(line: 1, reason: error.description)
    }
  }
}
