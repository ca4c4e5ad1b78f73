/// Reads a tune in ABC notation line by line. What it does not know, such as decorations and words,
/// it passes over.
struct ABCParser {
  private var result = ABCTune()
  private var hasKey = false
  private var key = ABCKey()
  /// Accidentals of the bar, by letter and octave.
  private var accidentals: [String: Int] = [:]
  private var meterTicks = ABCTune.ticksPerWhole
  private var unit = ABCTune.ticksPerWhole / 8
  private var hasUnit = false
  private var bar = ABCTune.Bar(meterTicks: ABCTune.ticksPerWhole, line: 1)
  private var line = 1
  /// How the next note's length is changed by `>` or `<`, as a numerator over 2.
  private var broken: Int?
  /// The notes that are left of a tuplet, and its ratio.
  private var tuplet = (left: 0, numerator: 1, denominator: 1)

  /// The tune, if there is one.
  var tune: ABCTune? {
    var tune = result
    if !bar.notes.isEmpty { tune.bars.append(bar) }
    return hasKey && tune.bars.contains { !$0.notes.isEmpty } ? tune : nil
  }

  /// - Returns: whether the tune goes on: it ends with a blank line or the next tune.
  mutating func read(_ text: String, number: Int) -> Bool {
    line = number
    let content = text.prefix { $0 != "%" }
    if content.allSatisfy(\.isWhitespace) {
      return !(hasKey && (!result.bars.isEmpty || !bar.notes.isEmpty))
    }
    let start = content.drop { $0 == " " }
    if let name = start.first, name.isLetter, start.dropFirst().first == ":",
      start.dropFirst(2).first != "|"
    {
      if name == "X", hasKey { return false }
      field(name, start.dropFirst(2).trimmed)
      return true
    }
    if hasKey { music(Array(content)) }
    return true
  }

  private mutating func field(_ name: Character, _ value: String) {
    switch name {
    case "T": if result.title.isEmpty { result.title = value }
    case "M": meter(value)
    case "L":
      if let ratio = Self.ratio(value) {
        unit = ABCTune.ticksPerWhole * ratio.0 / ratio.1
        hasUnit = true
      }
    case "Q": tempo(value)
    case "K":
      hasKey = true
      key = ABCKey(value)
      accidentals = [:]
    default: break
    }
  }

  private mutating func meter(_ value: String) {
    let ratio = value == "C" ? (4, 4) : value == "C|" ? (2, 2) : Self.ratio(value)
    guard let ratio else { return }
    meterTicks = ABCTune.ticksPerWhole * ratio.0 / ratio.1
    if bar.notes.isEmpty { bar.meterTicks = meterTicks }
    // Without L: a sixteenth below 3/4, and an eighth from there on.
    if !hasUnit { unit = ABCTune.ticksPerWhole / (4 * ratio.0 < 3 * ratio.1 ? 16 : 8) }
  }

  /// `1/4=120`, or `120` of the unit.
  private mutating func tempo(_ value: String) {
    let parts = value.split(separator: "=").map { $0.filter { $0.isNumber || $0 == "/" } }
    guard let beats = parts.last.flatMap({ Int($0) }), (10...1000).contains(beats) else { return }
    let note = parts.count > 1 ? Self.ratio(String(parts[0])) : nil
    let ticks = note.map { ABCTune.ticksPerWhole * $0.0 / $0.1 } ?? unit
    result.tempo = min(1000, max(10, beats * ticks * 4 / ABCTune.ticksPerWhole))
  }

  private static func ratio(_ text: String) -> (Int, Int)? {
    let parts = text.split(separator: "/").map { Int($0.trimmed) }
    guard parts.count == 2, let a = parts[0], let b = parts[1], (1...64).contains(a),
      [1, 2, 4, 8, 16, 32, 64].contains(b)
    else { return nil }
    return (a, b)
  }

  private mutating func music(_ text: [Character]) {
    var place = 0
    func peek(_ offset: Int = 0) -> Character? {
      place + offset < text.count ? text[place + offset] : nil
    }
    func skip(past end: Character) {
      place += 1
      while let c = peek(), c != end { place += 1 }
      place += 1
    }
    while let c = peek() {
      switch c {
      case "\"", "!", "+": skip(past: c)
      case "{": skip(past: "}")
      case "|", ":": place = barLine(text, place)
      case "[":
        if let next = peek(1), next.isNumber {
          ending(next)
          place += 2
        } else if let next = peek(1), next.isLetter, peek(2) == ":" {
          let end = text[place...].firstIndex(of: "]") ?? text.endIndex
          field(next, String(text[min(place + 3, end)..<end]).trimmed)
          place = end + 1
        } else if peek(1) == "|" {
          place = barLine(text, place + 1)
        } else {
          place = chord(text, place)
        }
      case "(":
        if let next = peek(1), let count = next.wholeNumberValue, (2...9).contains(count) {
          startTuplet(count)
          place += 1
        }
        place += 1
      case ">", "<":
        dot(c)
        place += 1
      case "-":
        if let last = bar.notes.indices.last { bar.notes[last].isTied = true }
        place += 1
      default: place = note(text, place) ?? place + 1
      }
    }
  }

  /// - Returns: the place behind the line.
  private mutating func barLine(_ text: [Character], _ start: Int) -> Int {
    var end = start
    while end < text.count, "|:]".contains(text[end]) { end += 1 }
    let symbol = String(text[start..<end])
    finishBar(endsRepeat: symbol.count > 1 && symbol.hasPrefix(":"))
    if symbol.count > 1, symbol.hasSuffix(":") { bar.startsRepeat = true }
    if end < text.count, text[end].isNumber, symbol.contains("|") {
      ending(text[end])
      end += 1
    }
    return end
  }

  private mutating func finishBar(endsRepeat: Bool) {
    var next = ABCTune.Bar(meterTicks: meterTicks, line: line)
    if bar.notes.isEmpty {
      // A line at the start of a text's line repeats the bar line of the one before.
      if endsRepeat, let last = result.bars.indices.last { result.bars[last].endsRepeat = true }
      next.startsRepeat = bar.startsRepeat
      next.ending = endsRepeat ? nil : bar.ending
    } else {
      bar.endsRepeat = endsRepeat
      // The bars of an ending, up to the end of the part.
      if let ending = bar.ending, ending == 1, !endsRepeat { next.ending = 1 }
      result.bars.append(bar)
    }
    bar = next
    accidentals = [:]
  }

  private mutating func ending(_ number: Character) {
    bar.ending = number.wholeNumberValue.map { $0 == 1 ? 1 : 2 }
  }

  private mutating func startTuplet(_ count: Int) {
    // (3 is three notes in the time of two, (2 and (4 in that of three, and so on.
    let times: [Int: Int] = [2: 3, 3: 2, 4: 3, 6: 2, 8: 3]
    tuplet = (left: count, numerator: times[count] ?? 2, denominator: count)
  }

  /// A dotted note and a shorter one, or the other way round.
  private mutating func dot(_ sign: Character) {
    guard let last = bar.notes.indices.last, bar.notes[last].ticks.isMultiple(of: 2) else { return }
    let half = bar.notes[last].ticks / 2
    bar.notes[last].ticks += sign == ">" ? half : -half
    broken = sign == ">" ? 1 : 3
  }

  private mutating func chord(_ text: [Character], _ start: Int) -> Int {
    var place = start + 1
    var pitches: [Int] = []
    var ticks = unit
    while place < text.count, text[place] != "]" {
      if let found = pitch(text, place) {
        let length = length(text, found.end)
        if pitches.isEmpty { ticks = length.ticks }
        pitches.append(found.pitch)
        place = max(found.end, length.end)
      } else {
        place += 1
      }
    }
    let outer = length(text, place + 1)
    if outer.end > place + 1 { ticks = ticks * outer.ticks / unit }
    if !pitches.isEmpty { add(pitches, ticks) }
    return outer.end
  }

  /// - Returns: the place behind the note; `nil` if there is none.
  private mutating func note(_ text: [Character], _ start: Int) -> Int? {
    if "zx".contains(text[start]) {
      let length = length(text, start + 1)
      add([], length.ticks)
      return length.end
    }
    guard let found = pitch(text, start) else { return nil }
    let length = length(text, found.end)
    add([found.pitch], length.ticks)
    return length.end
  }

  private mutating func add(_ pitches: [Int], _ given: Int) {
    var ticks = given
    if tuplet.left > 0 {
      ticks = ticks * tuplet.numerator / tuplet.denominator
      tuplet.left -= 1
    }
    if let broken {
      ticks = ticks * broken / 2
      self.broken = nil
    }
    if bar.notes.isEmpty { bar.line = line }
    bar.notes.append(ABCTune.Note(pitches: pitches, ticks: min(ticks, 64 * ABCTune.ticksPerWhole)))
  }

  /// An accidental, a letter and octave signs.
  private mutating func pitch(_ text: [Character], _ start: Int) -> (pitch: Int, end: Int)? {
    var place = start
    var accidental: Int?
    while place < text.count, let step = ["^": 1, "_": -1, "=": 0][text[place]] {
      accidental = (accidental ?? 0) + step
      place += 1
    }
    guard place < text.count, let letter = text[place].lowercased().first,
      let semitone = ["c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11][letter]
    else { return nil }
    var octave = text[place].isLowercase ? 6 : 5
    place += 1
    while place < text.count, "',".contains(text[place]) {
      octave += text[place] == "'" ? 1 : -1
      place += 1
    }
    let name = "\(letter)\(octave)"
    if let accidental { accidentals[name] = accidental }
    let raised = accidentals[name] ?? key.raised[letter] ?? 0
    let pitch = 12 * octave + semitone + raised
    return (0...127).contains(pitch) ? (pitch, place) : nil
  }

  /// `3`, `3/2`, `/`, `/4`, `//` times the unit.
  private func length(_ text: [Character], _ start: Int) -> (ticks: Int, end: Int) {
    var place = min(start, text.count)
    func number() -> Int? {
      let first = place
      while place < text.count, text[place].isASCII, text[place].isNumber { place += 1 }
      return Int(String(text[first..<place]))
    }
    let numerator = min(64, max(1, number() ?? 1))
    var denominator = 1
    while place < text.count, text[place] == "/" {
      place += 1
      denominator = min(128, denominator * min(128, max(1, number() ?? 2)))
    }
    return (unit * numerator / denominator, place)
  }
}

extension Substring {
  fileprivate var trimmed: String { String(self).trimmed }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(
      start[
        ..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)
      ])
  }
}
