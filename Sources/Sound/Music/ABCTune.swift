/// A tune in ABC notation (version 2.1, the part of it that folk tunes use): one voice with chords,
/// tuplets, ties, repeats and alternative endings.
public struct ABCTune: Sendable, Hashable {
  /// A note or a rest.
  public struct Note: Sendable, Hashable {
    /// MIDI numbers, 60 for middle C; empty for a rest.
    public var pitches: [Int]
    /// In ``ticksPerWhole``.
    public var ticks: Int
    /// Whether the next note of the same pitch goes on with it.
    public var isTied = false
  }

  /// The notes between two bar lines.
  public struct Bar: Sendable, Hashable {
    /// The notes, in their order.
    public var notes: [Note] = []
    /// The length that the meter asks for, in ticks.
    public var meterTicks: Int
    /// The line of the text, from 1.
    public var line: Int
    /// How the bar begins and ends.
    var startsRepeat = false
    var endsRepeat = false
    /// 1 or 2 in alternative endings.
    var ending: Int?

    /// The length of the notes, in ticks.
    public var ticks: Int { notes.reduce(0) { $0 + $1.ticks } }
  }

  /// The ticks of a whole note: divisible by all lengths that tunes have, tuplets included.
  public static let ticksPerWhole = 1920 * 21

  /// The title; empty without one.
  public var title = ""
  /// Quarter notes a minute.
  public var tempo = 120
  /// In the order of the text, before repeats.
  public var bars: [Bar] = []

  /// The first tune of a text.
  ///
  /// - Returns: `nil` if the text has no tune with a key (`K:`) and a note.
  public init?(_ text: String) {
    var parser = ABCParser()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if !parser.read(String(line), number: index + 1) { break }
    }
    guard let tune = parser.tune else { return nil }
    self = tune
  }

  init() {}

  /// The bars whose notes are longer or shorter than the meter says. An upbeat, and what completes
  /// it where a part ends, may be shorter.
  public var wrongBars: [Bar] {
    bars.indices.filter { index in
      let bar = bars[index]
      if bar.ticks == bar.meterTicks { return false }
      let isFirst = index == 0 || bar.startsRepeat || bars[index - 1].endsRepeat
      let isLast = index == bars.count - 1 || bar.endsRepeat || bars[index + 1].startsRepeat
      return !((isFirst || isLast || bar.ending != nil) && bar.ticks < bar.meterTicks)
    }.map { bars[$0] }
  }

  /// The notes in the order in which they are played, with repeats and endings.
  public var played: [Note] {
    var notes: [Note] = []
    var (start, index, pass) = (0, 0, 1)
    while index < bars.count {
      let bar = bars[index]
      if bar.startsRepeat, index != start {
        (start, pass) = (index, 1)
      }
      if let ending = bar.ending, ending != pass {
        index += 1
        continue
      }
      notes += bar.notes
      if bar.endsRepeat, pass == 1 {
        pass = 2
        index = start
        continue
      }
      if bar.endsRepeat
        || bar.ending == 2 && (index + 1 == bars.count || bars[index + 1].ending == nil)
      {
        (start, pass) = (index + 1, 1)
      }
      index += 1
    }
    return notes
  }
}
