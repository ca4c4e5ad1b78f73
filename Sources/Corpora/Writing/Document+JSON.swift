import Text
import TextInput

extension Document {
  /// The entities with their words.
  func entityArray(_ converter: inout OffsetConverter) -> JSONValue {
    .array(
      spans.map { span in
        let range = converter.convert(span.range)
        return .object([
          JSONMember("start", .integer(range.lowerBound)),
          JSONMember("end", .integer(range.upperBound)),
          JSONMember("label", .string(span.label)),
          JSONMember("text", .string(slice(span.range))),
        ])
      })
  }
}
