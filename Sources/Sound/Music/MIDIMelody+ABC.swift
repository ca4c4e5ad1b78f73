extension MIDIMelody {
  /// The melody in ABC notation, as ``ABCTune`` reads it: a line for every four bars.
  public var abc: String {
    var text = "X:1\n"
    let title = title.split { character in
      character == "%" || character == "\u{FFFD}"
        || character.unicodeScalars.contains {
          [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
    }.joined(separator: " ")
    if !title.isEmpty { text += "T:\(title)\n" }
    text += "M:\(meter.beats)/\(meter.unit)\nL:1/8\nQ:1/4=\(tempo)\nK:\(keyName)\n"
    var writer = ABCBars(key: ABCKey(keyName), prefersFlats: sharps < 0, barLength: barLength)
    // What comes before the first bar with a note is left out.
    let first = (notes.first?.start ?? 0) / barLength * barLength
    var place = first
    for note in notes {
      writer.add(nil, length: note.start - place)
      writer.add(note.pitch, length: note.length)
      place = note.start + note.length
    }
    writer.add(nil, length: (barLength - (place - first) % barLength) % barLength)
    return text + writer.text
  }

  /// The key by its first note, such as `Bb` or `F#m`.
  private var keyName: String {
    // By fifths from the seven flats of C flat major on.
    let tonics = [
      "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#",
      "D#", "A#",
    ]
    return isMinor ? tonics[sharps + 10] + "m" : tonics[sharps + 7]
  }
}

/// Writes notes and rests with bar lines between them.
private struct ABCBars {
  let key: ABCKey
  let prefersFlats: Bool
  let barLength: Int
  private(set) var text = ""
  private var filled = 0
  private var bars = 0
  /// Accidentals of the bar, by letter and octave.
  private var accidentals: [String: Int] = [:]

  private static let letters: [(name: Character, semitone: Int)] = [
    ("c", 0), ("d", 2), ("e", 4), ("f", 5), ("g", 7), ("a", 9), ("b", 11),
  ]

  init(key: ABCKey, prefersFlats: Bool, barLength: Int) {
    (self.key, self.prefersFlats, self.barLength) = (key, prefersFlats, barLength)
  }

  /// - Parameter pitch: `nil` for a rest.
  mutating func add(_ pitch: Int?, length: Int) {
    var rest = length
    while rest > 0 {
      let part = min(rest, barLength - filled)
      rest -= part
      filled += part
      text += (pitch.map { name($0) } ?? "z") + Self.length(part)
      if pitch != nil, rest > 0 { text += "-" }
      text += " "
      if filled == barLength {
        bars += 1
        text += bars.isMultiple(of: 4) ? "|\n" : "| "
        filled = 0
        accidentals = [:]
      }
    }
  }

  /// In eighths, of which one has six units.
  private static func length(_ units: Int) -> String {
    var (numerator, denominator) = (units, 6)
    for factor in [2, 3] where numerator.isMultiple(of: factor) && denominator > 1 {
      if denominator.isMultiple(of: factor) {
        (numerator, denominator) = (numerator / factor, denominator / factor)
      }
    }
    return (numerator == 1 ? "" : "\(numerator)") + (denominator == 1 ? "" : "/\(denominator)")
  }

  private mutating func name(_ pitch: Int) -> String {
    // As the bar has it, as the key has it, and with a sign: the first that fits.
    let steps = prefersFlats ? [0, -1, 1] : [0, 1, -1]
    func find(_ raised: (Character, Int) -> Int?) -> (letter: Character, octave: Int, by: Int)? {
      for octave in [pitch / 12, pitch / 12 + 1, pitch / 12 - 1] {
        for (letter, semitone) in Self.letters {
          if let by = raised(letter, octave), 12 * octave + semitone + by == pitch {
            return (letter, octave, by)
          }
        }
      }
      return nil
    }
    if let found = find({ accidentals["\($0)\($1)"] ?? key.raised[$0] ?? 0 }) {
      return Self.symbol(found.letter, found.octave)
    }
    var best = find { letter, _ in key.raised[letter] ?? 0 }
    for step in steps where best == nil { best = find { _, _ in step } }
    guard let best else { return "z" }
    accidentals["\(best.letter)\(best.octave)"] = best.by
    let sign = best.by == 0 ? "=" : best.by > 0 ? "^" : "_"
    return sign + Self.symbol(best.letter, best.octave)
  }

  /// `C` is in the octave of middle C, the fifth, and `c` in the next.
  private static func symbol(_ letter: Character, _ octave: Int) -> String {
    octave >= 6
      ? String(letter) + String(repeating: "'", count: octave - 6)
      : letter.uppercased() + String(repeating: ",", count: max(0, 5 - octave))
  }
}
