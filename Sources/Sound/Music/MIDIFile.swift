/// A standard MIDI file of one track (format 0; MIDI Manufacturers Association, RP-001).
public enum MIDIFile {
  /// The ticks of a quarter note in the file.
  private static let division = 480

  /// The bytes of a file with a tune as it is played.
  ///
  /// - Parameter program: of General MIDI, from 0: 73 is a flute.
  public static func bytes(_ tune: ABCTune, program: Int = 73) -> [UInt8] {
    precondition((0...127).contains(program))
    var track: [UInt8] = []
    let title = Array(tune.title.utf8.prefix(127))
    if !title.isEmpty { track += [0, 0xFF, 0x03, UInt8(title.count)] + title }
    let microseconds = 60_000_000 / max(1, tune.tempo)
    track += [0, 0xFF, 0x51, 3] + big(UInt32(microseconds)).dropFirst()
    track += [0, 0xC0, UInt8(program)]
    var wait = 0
    var held: Set<Int> = []
    func event(_ bytes: [UInt8]) {
      track += variable(wait) + bytes
      wait = 0
    }
    // Times are rounded from the start of the tune, so that no error adds up.
    var (place, written) = (0, 0)
    for note in tune.played {
      for pitch in note.pitches where !held.contains(pitch) {
        event([0x90, UInt8(clamping: pitch), 80])
      }
      place += note.ticks
      let time = place * 4 * division / ABCTune.ticksPerWhole
      wait += time - written
      written = time
      held = note.isTied ? Set(note.pitches) : []
      for pitch in note.pitches where !held.contains(pitch) {
        event([0x80, UInt8(clamping: pitch), 0])
      }
    }
    for pitch in held.sorted() { event([0x80, UInt8(clamping: pitch), 0]) }
    track += variable(wait) + [0xFF, 0x2F, 0]
    return Array("MThd".utf8) + big(6) + [0, 0, 0, 1] + big(UInt32(division)).suffix(2)
      + Array("MTrk".utf8) + big(UInt32(track.count)) + track
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// A number in groups of seven bits, the highest first.
  private static func variable(_ value: Int) -> [UInt8] {
    var rest = max(0, min(value, 0x0FFF_FFFF))
    var bytes = [UInt8(rest & 0x7F)]
    rest >>= 7
    while rest > 0 {
      bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
      rest >>= 7
    }
    return bytes
  }
}
