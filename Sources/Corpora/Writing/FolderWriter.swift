import Text
import TextInput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a folder of texts that ``FolderReader`` reads: with a folder for each class, or with the
/// entities of each text beside it.
public final class FolderWriter {
  /// How documents lie in the folder.
  public enum Layout: Sendable {
    case brat
    case classes
  }

  private let path: String
  private let layout: Layout
  private var count = 0

  /// - Throws: `unwritableFile` if there is something at the path that is not an empty folder.
  public init(path: String, layout: Layout) throws(CorporaError) {
    self.path = path
    self.layout = layout
    if let status = FileStatus(path: path) {
      guard status.isDirectory else {
        throw .unwritableFile(path: path, reason: "it is a file; name a folder")
      }
      guard let directory = opendir(path) else {
        throw .unwritableFile(path: path, reason: systemMessage(errno))
      }
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let isSelf = withUnsafeBytes(of: &entry.pointee.d_name) { $0[0] == UInt8(ascii: ".") }
        if !isSelf {
          throw .unwritableFile(path: path, reason: "the folder is not empty; choose another")
        }
      }
    } else {
      try makeFolder(path)
    }
  }

  /// The parts of a document that are not written. Its name is one where it cannot be that of a
  /// file of the layout.
  public func omitted(from document: Document) -> DocumentParts {
    var parts = DocumentParts(of: document).subtracting(
      [layout == .brat ? .entities : .classes, .spacing])
    if name(of: document) != nil { parts.remove(.identifier) }
    return parts
  }

  /// Writes a document into a file of its own, which bears its identifier if that can name one.
  ///
  /// - Throws: ``CorporaError/unwritableFile(path:reason:)``, ``UnwritableDocument`` for a label
  ///   that the layout has no way to say.
  public func write(_ document: Document) throws {
    count += 1
    switch layout {
    case .brat:
      for span in document.spans where span.label.contains(where: \.isWhitespace) {
        throw UnwritableDocument(reason: "there is white space in the label '\(span.label)'")
      }
    case .classes:
      guard document.labels.count == 1 else {
        throw UnwritableDocument(reason: "it has \(document.labels.count) classes, not one")
      }
      guard Self.isSafe(document.labels[0]), !document.labels[0].contains("/") else {
        throw UnwritableDocument(reason: "the class '\(document.labels[0])' cannot name a folder")
      }
    }
    let digits = String(count)
    let number = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    let numbered = (layout == .brat ? "" : document.labels[0] + "/") + "\(number).txt"
    var name = name(of: document) ?? numbered
    // Two documents of one name are two files.
    if FileStatus(path: path + "/" + name) != nil { name = numbered }
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      if FileStatus(path: folder) == nil { try makeFolder(folder) }
    }
    try write(document.text, to: name)
    if layout == .brat { try write(annotations(of: document), to: name.dropLast(4) + ".ann") }
  }

  /// The identifier, if it can be the name of a file that the reader finds.
  private func name(of document: Document) -> String? {
    guard let name = document.identifier, Self.isSafe(name) else { return nil }
    switch layout {
    case .brat: return name.hasSuffix(".txt") ? name : nil
    case .classes:
      return document.labels.first.map { name.hasPrefix($0 + "/") } == true ? name : nil
    }
  }

  private func annotations(of document: Document) -> String {
    var converter = OffsetConverter(document.text, to: .scalar)
    var lines = ""
    for (index, span) in document.spans.enumerated() {
      let range = converter.convert(span.range)
      let words = LineEscapes.flattened(document.slice(span.range))
      lines += "T\(index + 1)\t\(span.label) \(range.lowerBound) \(range.upperBound)\t\(words)\n"
    }
    return lines
  }

  /// Whether a name stays within the folder and is one that the reader looks at.
  private static func isSafe(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count < 1000, !name.utf8.contains(0) else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.count < 250
    }
  }

  private func makeFolder(_ path: String) throws(CorporaError) {
    guard mkdir(path, 0o777) == 0 else {
      throw .unwritableFile(path: path, reason: systemMessage(errno))
    }
  }

  /// Writes a file. A text that starts with U+FEFF has a byte order mark before it, which alone is
  /// what a reader passes over.
  private func write(_ text: String, to name: some StringProtocol) throws(CorporaError) {
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritableFile(path: file, reason: systemMessage(errno))
    }
    defer { close(descriptor) }
    let content = Array(text.utf8)
    var bytes =
      content.withoutByteOrderMark.count < content.count
      ? [0xEF, 0xBB, 0xBF] + content : content[...]
    while !bytes.isEmpty {
      #if canImport(Glibc)
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      #elseif canImport(Musl)
        let written = bytes.withUnsafeBytes { Musl.write(descriptor, $0.baseAddress, $0.count) }
      #else
        let written = bytes.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress, $0.count) }
      #endif
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno != EINTR {
        throw .unwritableFile(path: file, reason: systemMessage(errno))
      }
    }
  }
}
