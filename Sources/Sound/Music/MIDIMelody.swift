/// The melody of a standard MIDI file: one voice, at the lengths that notes are written in.
///
/// Of several channels the one with the highest notes on average is taken, never that of
/// percussion, and of notes that sound together the highest. Times go to the nearest sixteenth or
/// third of an eighth.
///
/// - Complexity: O(n log n) in the events of the file.
public struct MIDIMelody: Sendable {
  /// A note of the melody.
  public struct Note: Sendable, Hashable {
    /// The MIDI number, 60 for middle C.
    public var pitch: Int
    /// From the start of the tune, in units of which a whole note has 48.
    public var start: Int
    /// In the same units; at least one.
    public var length: Int
  }

  /// In the order of time; no note starts before the one before it has ended.
  public private(set) var notes: [Note] = []
  /// The name of the first track that has one; empty without one.
  public private(set) var title = ""
  /// Quarter notes a minute, at the start.
  public private(set) var tempo = 120
  /// The meter at the start, such as 3 over 4.
  public private(set) var meter = (beats: 4, unit: 4)
  /// The sharps of the key at the start, or as a negative number its flats.
  public private(set) var sharps = 0
  /// Whether that key is a minor one.
  public private(set) var isMinor = false

  /// The units of a quarter note.
  static let unitsPerQuarter = 12
  /// A longer tune is none.
  private static let mostBars = 10_000

  /// Reads a file of format 0, or of format 1, whose tracks sound together.
  ///
  /// - Throws: ``MIDIError`` if the bytes are no such file, or have no melody.
  public init(_ bytes: [UInt8]) throws(MIDIError) {
    var file = MIDIParser(bytes)
    try file.parse()
    title = file.title
    if let found = file.tempo { tempo = found }
    if let found = file.meter { meter = found }
    (sharps, isMinor) = file.key ?? (0, false)
    notes = Self.skyline(file)
    guard let last = notes.last else { throw MIDIError(byte: 0, problem: "no note in it") }
    guard (last.start + last.length) / barLength < Self.mostBars else {
      throw MIDIError(byte: 0, problem: "a tune of more than \(Self.mostBars) bars")
    }
  }

  /// The units of a bar.
  var barLength: Int { max(1, 4 * Self.unitsPerQuarter * meter.beats / meter.unit) }

  private static func skyline(_ file: MIDIParser) -> [Note] {
    let voices = Dictionary(grouping: file.notes, by: \.voice)
    func height(_ notes: [MIDIParser.Note]) -> Double {
      Double(notes.reduce(0) { $0 + $1.pitch }) / Double(notes.count)
    }
    let best = voices.max { (height($0.value), $1.key) < (height($1.value), $0.key) }
    var melody: [Note] = []
    for note in (best?.value ?? []).sorted(by: { ($0.start, $1.pitch) < ($1.start, $0.pitch) }) {
      let start = units(note.start, file.division)
      let length = max(1, units(note.end, file.division) - start)
      if let last = melody.last {
        // Of notes that start together the highest comes first.
        if last.start == start { continue }
        melody[melody.count - 1].length = min(last.length, start - last.start)
      }
      melody.append(Note(pitch: note.pitch, start: start, length: length))
    }
    return melody
  }

  /// The nearest place of a sixteenth or of a third of an eighth's pair.
  private static func units(_ ticks: Int, _ division: Int) -> Int {
    let (quarter, rest) = ticks.quotientAndRemainder(dividingBy: division)
    let place = Double(rest * unitsPerQuarter) / Double(division)
    let nearest = [0, 3, 4, 6, 8, 9, 12].min { abs(Double($0) - place) < abs(Double($1) - place) }
    return quarter * unitsPerQuarter + (nearest ?? 0)
  }
}

/// Why bytes are no melody.
public struct MIDIError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where, from the start of the file.
  public var byte: Int
  /// What is wrong there.
  public var problem: String

  public var description: String { "not a MIDI file with a melody: \(problem) at byte \(byte)" }
}
