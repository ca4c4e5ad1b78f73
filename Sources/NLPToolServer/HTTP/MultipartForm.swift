/// Reads forms of the type `multipart/form-data` (RFC 7578).
enum MultipartForm {
  /// - Parameter contentType: the field with the boundary.
  /// - Returns: `nil` if the body is not made of parts with names and of text.
  static func fields(of body: [UInt8], contentType: String) -> FormFields? {
    guard let boundary = parameter("boundary", of: contentType), !boundary.isEmpty else {
      return nil
    }
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter may stand at the very start.
    var rest = (Array("\r\n".utf8) + body)[...]
    guard let start = firstRange(of: delimiter, in: rest) else { return nil }
    rest = rest[start.upperBound...]
    var fields: [FormFields.Field] = []
    while !rest.starts(with: Array("--".utf8)) {
      guard let next = firstRange(of: delimiter, in: rest),
        let field = field(of: rest[..<next.lowerBound])
      else { return nil }
      fields.append(field)
      rest = rest[next.upperBound...]
    }
    return FormFields(fields)
  }

  /// A part: the line end behind the delimiter, headers, a blank line, the value.
  private static func field(of part: ArraySlice<UInt8>) -> FormFields.Field? {
    guard let end = firstRange(of: Array("\r\n\r\n".utf8), in: part),
      let headers = String(validating: part[..<end.lowerBound], as: UTF8.self),
      let value = String(validating: part[end.upperBound...], as: UTF8.self)
    else { return nil }
    for line in headers.split(whereSeparator: \.isNewline)
    where line.lowercased().hasPrefix("content-disposition:") {
      guard let name = parameter("name", of: String(line)) else { return nil }
      return FormFields.Field(name: name, value: value)
    }
    return nil
  }

  /// The value of a parameter: `name="data"` or `boundary=abc`.
  private static func parameter(_ name: String, of header: String) -> String? {
    for part in header.split(separator: ";").dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, sides[0].filter({ $0 != " " }).lowercased() == name else { continue }
      return sides[1].filter { $0 != "\"" && $0 != " " }
    }
    return nil
  }

  private static func firstRange(
    of pattern: [UInt8], in bytes: ArraySlice<UInt8>
  ) -> Range<Int>? {
    guard let first = pattern.first else { return nil }
    var position = bytes.startIndex
    while position + pattern.count <= bytes.endIndex {
      guard let found = bytes[position...].firstIndex(of: first) else { return nil }
      if bytes[found...].starts(with: pattern) { return found..<found + pattern.count }
      position = found + 1
    }
    return nil
  }
}
