import Text

/// Reads a JSON file as a whole: an array of values in the shapes of ``JSONRecord``, on its own or
/// as a member of an object (CLINC150).
///
/// The file is held in memory, so it may have at most 256 MiB.
final class JSONArrayReader: DocumentReader {
  private let elements: [JSONValue]
  private let settings: ReadingSettings
  private var record: JSONRecord
  private let name: String
  private var nextElement = 0
  private(set) var position = LineReader.Position()

  private static let maximumBytes = 256 << 20

  /// - Throws: `nothingUsable` for what is no JSON or has no array, `noSuchFile` where the member
  ///   is missing, `unreadableFile`.
  init(_ stream: any ByteStream, settings: ReadingSettings) throws(TextInputError) {
    self.settings = settings
    name = stream.name
    record = JSONRecord(settings: settings)
    let location = TextInputError.Location(file: stream.name)
    let bytes = try PeekableStream(stream).peek(Self.maximumBytes + 1)
    guard bytes.count <= Self.maximumBytes else {
      throw .nothingUsable(location, reason: "longer than 256 MiB; make JSON lines of it")
    }
    guard let text = String(validating: bytes.withoutByteOrderMark, as: UTF8.self) else {
      throw .nothingUsable(location, reason: "not well-formed UTF-8")
    }
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONValue(parsing: text)
    } catch {
      let line = 1 + text.utf8.prefix(error.offset).count { $0 == 0x0A }
      throw .nothingUsable(.init(file: stream.name, line: line), reason: error.reason)
    }
    if let member = settings.member {
      guard let values = root[member]?.array else {
        throw .noSuchFile(path: "\(stream.name): array '\(member)'")
      }
      elements = values
    } else {
      guard let values = root.array else {
        throw .nothingUsable(location, reason: "not an array; name its member with --member")
      }
      elements = values
    }
  }

  var layout: String {
    "a JSON array" + (settings.member.map { ", the member '\($0)'" } ?? "")
  }

  var endsClean: Bool { false }

  var absentFields: Set<String> { nextElement > 0 ? record.absentFields : [] }

  /// The position counts documents: all of the file is read at once.
  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    position == LineReader.Position()
  }

  func next() throws(TextInputError) -> InputRecord? {
    guard nextElement < elements.count else { return nil }
    let element = elements[nextElement]
    nextElement += 1
    let line = element.serialized
    position.byte = nextElement
    position.line = nextElement
    var hash = WordHash(position.digest)
    hash.combine(line)
    position.digest = hash.state
    do throws(RecordProblem) {
      return .document(try record.document(of: element), line: nextElement)
    } catch {
      return .rejected(line: nextElement, error)
    }
  }
}
