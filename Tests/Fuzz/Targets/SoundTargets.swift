import Sound
import TextInput

extension FuzzTarget {
  static let soundTargets = [
    FuzzTarget("sound", readSound), FuzzTarget("recordings", readRecordings),
    FuzzTarget("midi", readMelody),
  ]

  /// Samples are numbers, and pieces of any length give those that the whole gives.
  private static func readSound(_ bytes: [UInt8]) throws {
    let path = try ScratchFiles.write(bytes, to: "sound.wav")
    let samples = try SoundFileReader.samples(path: path)
    try check(samples.allSatisfy(\.isFinite), "a sample that is no number")
    try check(samples.count <= bytes.count, "more samples than bytes")
    let reader = try SoundFileReader(path: path)
    var pieces: [Float] = []
    while true {
      let piece = try reader.read(1 + Int(bytes.last ?? 0))
      if piece.isEmpty { break }
      pieces += piece
    }
    try check(pieces == samples, "\(pieces.count) samples in pieces, \(samples.count) at once")
    // Some rates would make too much of few samples.
    guard (4000...96_000).contains(reader.format.sampleRate) else { return }
    let resampled = try SoundStream.samples(path: path, sampleRate: 16_000)
    try check(resampled.allSatisfy(\.isFinite), "a resampled sample that is no number")
  }

  /// Lists name recordings that have a path and something that is said of them, and what they name
  /// is a document only if it is a file of sound.
  private static func readRecordings(_ bytes: [UInt8]) throws {
    var settings = ReadingSettings()
    settings.format = .wav
    settings.maximumRecordBytes = 1 << 12
    let reader = try DocumentReaders.reader(of: MemoryStream(bytes), settings: settings)
    var count = 0
    while let record = try reader.next() {
      count += 1
      try check(record.line >= 1, "a line before the first")
      try check(reader.position.byte == count, "a position that does not count recordings")
      guard let document = record.document else { continue }
      try check(!document.text.isEmpty, "a recording without a text")
      try check(document.recording?.frameCount ?? 0 > 0, "a recording without sound")
    }
  }

  /// A melody is read again as the notes that it has, whatever the file was.
  private static func readMelody(_ bytes: [UInt8]) throws {
    let melody = try MIDIMelody(bytes)
    let ends = melody.notes.map { $0.start + $0.length }
    try check(
      zip(ends, melody.notes.dropFirst()).allSatisfy { $0 <= $1.start }, "notes that overlap")
    let tune = ABCTune(melody.abc)
    try check(tune != nil, "no tune in \(melody.abc)")
    let pitches = tune?.played.filter { !$0.pitches.isEmpty } ?? []
    let starts = pitches.indices.filter { $0 == 0 || !pitches[$0 - 1].isTied }
    try check(
      starts.map { pitches[$0].pitches } == melody.notes.map { [$0.pitch] }, "other notes")
  }
}
