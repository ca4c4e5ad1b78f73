import Sound
import Text

/// Reads recordings by reference: a document is what is spoken, or the label of the sound, and says
/// where the file is, how long it is and what is in it. The samples stay where they are.
///
/// - Complexity: each file is read through for its digest; memory does not grow with it.
final class RecordingReader: DocumentReader {
  private let references: RecordingReferences
  private(set) var position = LineReader.Position()

  init(_ references: RecordingReferences) {
    self.references = references
  }

  var layout: String { references.layout }

  var endsClean: Bool { false }

  /// The position counts recordings: that a list is as it was says nothing of the files.
  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    position == LineReader.Position()
  }

  func next() throws(TextInputError) -> InputRecord? {
    guard let result = try references.next() else { return nil }
    position.byte += 1
    position.line += 1
    switch result {
    case .failure(let problem): return .rejected(line: problem.line, reason: problem.reason)
    case .success(let reference):
      do throws(SoundError) {
        return .document(try Self.document(reference), line: reference.line)
      } catch {
        return .rejected(line: reference.line, reason: error.description)
      }
    }
  }

  private static func document(_ reference: RecordingReference) throws(SoundError) -> Document {
    var document = Document(
      identifier: reference.name, text: reference.text ?? reference.label ?? "")
    if let label = reference.label { document.labels = [label] }
    document.recording = try Recording(reading: reference.path, speaker: reference.speaker)
    return document
  }
}

extension Recording {
  /// Reads through a file of sound.
  ///
  /// - Throws: `SoundError` if it can't be read, or is no file of sound.
  package init(reading path: String, speaker: String) throws(SoundError) {
    // A pipe or a device might never end.
    if let status = FileStatus(path: path), !status.isRegular {
      throw .cannotRead(file: path, reason: "it is no file")
    }
    let reader = try SoundFileReader(path: path)
    self.init(
      path: canonicalPath(path), speaker: speaker, sampleRate: reader.format.sampleRate,
      frameCount: try reader.countFrames(), digest: try Self.digest(of: path))
  }

  /// The SHA-256 of a file.
  ///
  /// - Throws: `SoundError` if it can't be read.
  package static func digest(of path: String) throws(SoundError) -> String {
    do throws(TextInputError) {
      return try SHA256.sum(of: FileStream(path: path))
    } catch {
      if case .noSuchFile = error { throw .noSuchFile(file: path) }
      throw .cannotRead(file: path, reason: "\(error)")
    }
  }
}

extension SoundFileReader {
  /// The frames of the file, which are counted where its header does not tell.
  fileprivate func countFrames() throws(SoundError) -> Int {
    if let frameCount { return frameCount }
    while try !read().isEmpty {}
    return position
  }
}
