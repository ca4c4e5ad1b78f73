import Text
import TextInput

/// The records that a reader makes of a text.
package func records(
  of text: String, _ settings: ReadingSettings = .init(), name: String = "text"
) throws -> [InputRecord] {
  try records(of: Array(text.utf8), settings, name: name)
}

package func records(
  of bytes: [UInt8], _ settings: ReadingSettings = .init(), name: String = "text"
) throws -> [InputRecord] {
  let reader = try DocumentReaders.reader(
    of: MemoryStream(bytes, name: name), settings: settings)
  var records: [InputRecord] = []
  while let record = try reader.next() { records.append(record) }
  return records
}

extension Document {
  package var words: [String] { tokens.map { slice($0.range) } }
  package var entities: [String] { spans.map { "\($0.label):\(slice($0.range))" } }
}
