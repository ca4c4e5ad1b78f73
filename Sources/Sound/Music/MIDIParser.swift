/// Reads the chunks and events of a standard MIDI file (MIDI Manufacturers Association, RP-001).
struct MIDIParser {
  struct Note {
    /// The track and the channel.
    var voice: Int
    var pitch: Int
    /// In ticks from the start of the file.
    var start: Int
    var end: Int
  }

  private(set) var notes: [Note] = []
  private(set) var title = ""
  private(set) var tempo: Int?
  private(set) var meter: (beats: Int, unit: Int)?
  private(set) var key: (sharps: Int, isMinor: Bool)?
  /// The ticks of a quarter note.
  private(set) var division = 480
  private let bytes: [UInt8]
  private var place = 0

  private static let percussion = 9
  /// Beyond this a time is not one of a tune; no sum of times of a file leaves an integer.
  private static let mostTicks = 1 << 40

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(MIDIError) {
    guard bytes.starts(with: "MThd".utf8), bytes.count >= 14, number(at: 4, 4) >= 6 else {
      throw MIDIError(byte: 0, problem: "no header")
    }
    let (format, divided) = (number(at: 8, 2), number(at: 12, 2))
    guard format <= 1 else { throw MIDIError(byte: 8, problem: "format \(format)") }
    guard (1..<0x8000).contains(divided) else {
      throw MIDIError(byte: 12, problem: "times that are not counted in notes")
    }
    division = divided
    place = 8 + number(at: 4, 4)
    var track = 0
    while place + 8 <= bytes.count {
      let length = number(at: place + 4, 4)
      let isTrack = bytes[place...].starts(with: "MTrk".utf8)
      guard length <= bytes.count - place - 8 else {
        throw MIDIError(byte: place, problem: "a chunk of \(length) bytes that is cut short")
      }
      place += 8
      let end = place + length
      if isTrack { try readTrack(track, upTo: end) }
      track += 1
      place = end
    }
  }

  private func number(at start: Int, _ count: Int) -> Int {
    bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func byte(_ end: Int) throws(MIDIError) -> Int {
    guard place < end else { throw MIDIError(byte: place, problem: "an event that is cut short") }
    place += 1
    return Int(bytes[place - 1])
  }

  /// A number in groups of seven bits, four of them at most.
  private mutating func variable(_ end: Int) throws(MIDIError) -> Int {
    var value = 0
    for _ in 0..<4 {
      let next = try byte(end)
      value = value << 7 | next & 0x7F
      if next < 0x80 { return value }
    }
    throw MIDIError(byte: place, problem: "a number of more than four bytes")
  }

  private mutating func readTrack(_ track: Int, upTo end: Int) throws(MIDIError) {
    var (time, status) = (0, 0)
    // When each key of each channel went down.
    var held: [Int: Int] = [:]
    func close(_ key: Int, _ notes: inout [Note]) {
      guard let start = held.removeValue(forKey: key), key >> 7 != Self.percussion else { return }
      notes.append(Note(voice: track << 4 | key >> 7, pitch: key & 0x7F, start: start, end: time))
    }
    while place < end {
      time += try variable(end)
      if time > Self.mostTicks { throw MIDIError(byte: place, problem: "a time beyond all tunes") }
      let next = Int(bytes[min(place, end - 1)])
      if next >= 0x80 { status = try byte(end) }
      switch status {
      case 0x80..<0xA0:
        let (pitch, velocity) = (try byte(end), try byte(end))
        guard pitch < 0x80 else { throw MIDIError(byte: place, problem: "key \(pitch)") }
        let key = (status & 0xF) << 7 | pitch
        close(key, &notes)
        if status >= 0x90, velocity > 0 { held[key] = time }
      case 0xA0..<0xC0, 0xE0..<0xF0: (_, _) = (try byte(end), try byte(end))
      case 0xC0..<0xE0: _ = try byte(end)
      case 0xFF:
        let kind = try byte(end)
        let length = try variable(end)
        try meta(kind, length, upTo: end)
        if kind == 0x2F { place = end }
      case 0xF0, 0xF7:
        let length = try variable(end)
        try skip(length, upTo: end)
      default: throw MIDIError(byte: place, problem: "no event")
      }
    }
    for key in held.keys.sorted() { close(key, &notes) }
  }

  private mutating func skip(_ length: Int, upTo end: Int) throws(MIDIError) {
    guard length <= end - place else {
      throw MIDIError(byte: place, problem: "an event that is cut short")
    }
    place += length
  }

  /// What a track says beside its notes; of several, the first counts.
  private mutating func meta(_ kind: Int, _ length: Int, upTo end: Int) throws(MIDIError) {
    let start = place
    try skip(length, upTo: end)
    switch (kind, length) {
    case (0x03, 1...) where title.isEmpty:
      title = String(decoding: bytes[start..<place], as: UTF8.self)
    case (0x51, 3) where tempo == nil:
      let microseconds = number(at: start, 3)
      if microseconds > 0 { tempo = min(1000, max(10, 60_000_000 / microseconds)) }
    case (0x58, 4) where meter == nil:
      let (beats, power) = (number(at: start, 1), number(at: start + 1, 1))
      if (1...64).contains(beats), power <= 6 { meter = (beats, 1 << power) }
    case (0x59, 2) where key == nil:
      let sharps = Int(Int8(bitPattern: bytes[start]))
      if abs(sharps) <= 7 { key = (sharps, bytes[start + 1] == 1) }
    default: break
    }
  }
}
