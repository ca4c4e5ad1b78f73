import NLPToolkit

/// A document of the input and where it stands.
package struct InputDocument: Sendable {
  /// The file as it was named, `standard input` or `--text`.
  package var source: String
  /// The line in the source, from 1; `nil` where the document is more than a line.
  package var line: Int?
  /// The text, or why it cannot be used.
  package var content: Result<String, CommandError>

  /// `FILE:LINE`, for messages.
  package var location: String { line.map { "\(source):\($0)" } ?? source }

  /// The text.
  ///
  /// - Throws: status 65 if the bytes are not UTF-8 or too many.
  package func text() throws(CommandError) -> String { try content.get() }
}

/// Gives the documents of files, standard input or a literal one after the other, in memory that
/// depends on the longest of them only.
///
/// Byte order marks at the start of a source and line ends are not part of the text; one of UTF-16
/// is heeded. Before it waits for standard input it writes out ``Output/standard``.
package final class InputReader {
  /// A longer document is refused, unless the command can do with more.
  package static let maximumDocumentBytes = 64 << 20

  private let maximumBytes: Int
  private let repairsText: Bool
  /// How many ill-formed sequences were replaced by U+FFFD.
  package private(set) var repairs = 0

  private let unit: InputUnit
  private let diagnostics: Diagnostics?
  private var paths: ArraySlice<String>
  private var literal: String?
  private var lines: LineReader?
  private var standardInput: StandardInputStream?
  /// The lines that were taken from standard input.
  private var taken = 0

  /// - Parameters:
  ///   - paths: `-` is standard input.
  ///   - repairsText: whether what is not UTF-8 becomes U+FFFD and is counted.
  package init(
    paths: [String], unit: InputUnit = .line, maximumBytes: Int = maximumDocumentBytes,
    repairsText: Bool = false, diagnostics: Diagnostics? = nil
  ) {
    self.paths = paths[...]
    self.maximumBytes = maximumBytes
    self.repairsText = repairsText
    self.unit = unit
    self.diagnostics = diagnostics
  }

  /// One document that was given on the command line.
  package init(literal: String) {
    self.literal = literal
    paths = []
    maximumBytes = Self.maximumDocumentBytes
    repairsText = false
    unit = .line
    diagnostics = nil
  }

  /// The next document, `nil` at the end of the last source.
  ///
  /// - Throws: status 66 for a source that cannot be read, 130 after Ctrl-C.
  package func next() throws -> InputDocument? {
    if let text = literal {
      literal = nil
      return InputDocument(source: "--text", line: nil, content: .success(text))
    }
    while true {
      try Interruption.check()
      guard let lines = try currentLines() else { return nil }
      if unit == .file {
        defer { self.lines = nil }
        return try wholeFile(lines)
      }
      try flushBeforeWaiting()
      if try lines.advance() {
        // The end of the stream, and so of the line, may be the user's.
        try Interruption.check()
        taken += 1
        return document(of: lines)
      }
      self.lines = nil
      standardInput = nil
    }
  }

  /// Up to `count` documents; fewer at the end, fewer if the next one would have to be waited for,
  /// and fewer if they have so many bytes together. Empty at the end of the last source only.
  package func nextBatch(upTo count: Int, bytes: Int = .max) throws -> [InputDocument] {
    var batch: [InputDocument] = []
    var size = 0
    while batch.count < count, size < bytes {
      if !batch.isEmpty, wouldWait { break }
      guard let document = try next() else { break }
      if case .success(let text) = document.content { size += text.utf8.count }
      batch.append(document)
    }
    return batch
  }

  /// Whether more input comes from somebody who may be waiting for answers.
  package var mayWait: Bool { wouldWait }

  private var wouldWait: Bool {
    guard let standardInput, standardInput.isInteractive else { return false }
    return standardInput.lineFeeds <= taken && !standardInput.isReady
  }

  private func flushBeforeWaiting() throws {
    if wouldWait { try Output.standard.flush() }
  }

  private func currentLines() throws -> LineReader? {
    if let lines { return lines }
    guard let path = paths.popFirst() else { return nil }
    let stream: any ByteStream
    if path == "-" {
      let input = StandardInputStream()
      if input.isInteractive { Output.standard.answerPromptly() }
      if input.isTerminal { diagnostics?.note("reading from the terminal; Ctrl-D ends the text") }
      standardInput = input
      taken = 0
      stream = input
    } else {
      stream = try FileStream(path: path, isCancelled: { Interruption.isRequested })
    }
    let reader = LineReader(
      MarkedStream(stream, mendsLineEnds: path != "-" && !isPipe(path) && unit == .line),
      maximumLineBytes: maximumBytes)
    lines = reader
    return reader
  }

  private func document(of lines: LineReader) -> InputDocument {
    let location = "\(lines.name):\(lines.lineNumber)"
    let content: Result<String, CommandError>
    if lines.isTooLong {
      content = .failure(
        .badData("\(location): longer than \(maximumBytes >> 20) MiB; break the line up"))
    } else if let offset = lines.nulOffset, !repairsText {
      content = .failure(.nul(at: "\(location), byte \(offset + 1)"))
    } else if let text = lines.text ?? lines.withBytes({ repaired($0) }) {
      content = .success(withoutNUL(text))
    } else {
      content = .failure(
        .badData("\(location): not UTF-8; convert the file, for example with iconv"))
    }
    return InputDocument(source: lines.name, line: lines.lineNumber, content: content)
  }

  /// The bytes with U+FFFD where they are not UTF-8, if that was asked for.
  private func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard repairsText else { return nil }
    var decoder = UTF8Decoder()
    defer { repairs += decoder.replacements }
    return decoder.decode(bytes, isLast: true)
  }

  /// The text with U+FFFD for each NUL; only where text is repaired there are any.
  private func withoutNUL(_ text: String) -> String {
    guard repairsText, text.utf8.contains(0) else { return text }
    repairs += text.utf8.count { $0 == 0 }
    return text.replacing("\0", with: "\u{FFFD}")
  }

  /// All lines of the source, with their ends, as one document.
  private func wholeFile(_ lines: LineReader) throws -> InputDocument {
    var bytes: [UInt8] = []
    while try lines.advance() {
      lines.withBytes { bytes.append(contentsOf: $0) }
      if lines.isTerminated { bytes.append(UInt8(ascii: "\n")) }
      if lines.isTooLong || bytes.count > maximumBytes {
        return InputDocument(
          source: lines.name, line: nil,
          content: .failure(
            .badData(
              "\(lines.name): longer than \(maximumBytes >> 20) MiB; "
                + "leave out --whole-file")))
      }
    }
    try Interruption.check()
    if !repairsText, let offset = bytes.firstIndex(of: 0) {
      return InputDocument(
        source: lines.name, line: nil,
        content: .failure(.nul(at: "\(lines.name), byte \(offset + 1)")))
    }
    guard
      let text = String(validating: bytes, as: UTF8.self)
        ?? bytes.withUnsafeBufferPointer({ repaired($0) })
    else {
      return InputDocument(
        source: lines.name, line: nil,
        content: .failure(
          .badData("\(lines.name): not UTF-8; convert the file, for example with iconv")))
    }
    return InputDocument(source: lines.name, line: nil, content: .success(withoutNUL(text)))
  }
}

extension CommandError {
  /// No text has a byte of 0: so ingestion has it, too.
  static func nul(at location: String) -> CommandError {
    .badData(
      "\(location): a NUL, which is no text; if the file is UTF-16, convert it: "
        + "iconv -f UTF-16LE -t UTF-8")
  }
}
