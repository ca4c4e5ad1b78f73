import Foundation
import Sound
import TestSupport
import Testing

@Suite struct MusicTests {
  private let eighth = ABCTune.ticksPerWhole / 8

  private func tune(_ music: String, _ head: String = "X:1\nT:Test\nM:4/4\nL:1/8\nK:G\n") throws
    -> ABCTune
  {
    try #require(ABCTune(head + music))
  }

  @Test func notesOfAKey() throws {
    let tune = try tune("F ^c c =f | f z2 C, c' _B")
    #expect(
      tune.played.map(\.pitches) == [
        [66], [73], [73], [77], [78], [], [48], [84], [70],
      ])
    #expect(tune.played.map { $0.ticks / eighth } == [1, 1, 1, 1, 1, 2, 1, 1, 1])
    #expect(tune.title == "Test")
  }

  @Test func lengths() throws {
    let tune = try tune("A2 A/2 A/ A3/2 A>B A<B (3ABc [ceg]2 |")
    let half = eighth / 2
    #expect(
      tune.played.map(\.ticks) == [
        2 * eighth, half, half, 3 * half, 3 * half, half, half, 3 * half, eighth * 2 / 3,
        eighth * 2 / 3, eighth * 2 / 3, 2 * eighth,
      ])
    #expect(tune.played.last?.pitches == [72, 76, 79])
  }

  @Test func keys() throws {
    func pitches(_ key: String) throws -> [Int] {
      try tune("C D E F G A B", "X:1\nK:\(key)\n").played.compactMap(\.pitches.first)
    }
    #expect(try pitches("C") == [60, 62, 64, 65, 67, 69, 71])
    #expect(try pitches("D") == [61, 62, 64, 66, 67, 69, 71])
    #expect(try pitches("Bb") == [60, 62, 63, 65, 67, 69, 70])
    #expect(try pitches("Em") == [60, 62, 64, 66, 67, 69, 71])
    #expect(try pitches("A dorian") == [60, 62, 64, 66, 67, 69, 71])
    #expect(try pitches("Dmix") == [60, 62, 64, 66, 67, 69, 71])
  }

  @Test func repeatsAndEndings() throws {
    func played(_ music: String) throws -> [Int] {
      try tune(music, "X:1\nM:1/8\nL:1/8\nK:C\n").played.compactMap(\.pitches.first)
    }
    #expect(try played("|:C|D:|E|") == [60, 62, 60, 62, 64])
    #expect(try played("C|D::E|F:|") == [60, 62, 60, 62, 64, 65, 64, 65])
    #expect(try played("|:C|[1 D:|[2 E||F|") == [60, 62, 60, 64, 65])
    #expect(try played("|:C|1 D|E:|2 F|G|") == [60, 62, 64, 60, 65, 67])
  }

  @Test func barsOfWrongLength() throws {
    #expect(try tune("A2|A4 A4|A8|A6:|").wrongBars.isEmpty)
    let wrong = try tune("A8|A4|A8|\nA9|A8|").wrongBars
    #expect(wrong.map(\.line) == [6, 7])
    #expect(wrong.map { $0.ticks / eighth } == [4, 9])
  }

  @Test func textsWithoutATune() {
    for text in ["", "X:1\n", "K:C\n", "abc", "X:1\nT:x\n\nabc"] { #expect(ABCTune(text) == nil) }
  }

  @Test func midiBytes() throws {
    let tune = try tune("E2-E2 [CE] z", "X:1\nT:T\nL:1/4\nQ:1/4=100\nK:C\n")
    let track: [UInt8] = [
      0, 0xFF, 3, 1, 0x54, 0, 0xFF, 0x51, 3, 0x09, 0x27, 0xC0, 0, 0xC0, 73,
      // Both halves of the tied note are one of 4 · 480 ticks.
      0, 0x90, 64, 80, 0x8F, 0, 0x80, 64, 0, 0, 0x90, 60, 80, 0, 0x90, 64, 80, 0x83, 0x60, 0x80, 60,
      0, 0, 0x80, 64, 0, 0x83, 0x60, 0xFF, 0x2F, 0,
    ]
    let header: [UInt8] = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 1, 0xE0]
    #expect(
      MIDIFile.bytes(tune)
        == header + Array("MTrk".utf8) + [0, 0, 0, UInt8(track.count)] + track)
  }

  /// Any text is read without a trap, and its repeats end.
  @Test func anyText() {
    var random = SeededRandom(9)
    let letters = Array("abcABC|:[]()123489/<>^_=-,'\"{}!+ zKMLXQT\n%")
    for _ in 0..<3000 {
      let music = String((0..<60).map { _ in letters.randomElement(using: &random) ?? " " })
      guard let tune = ABCTune("K:G\n" + music) else { continue }
      #expect(MIDIFile.bytes(tune).count > 20)
      #expect(tune.wrongBars.count <= tune.bars.count)
    }
  }

  @Test(.enabled(if: SharedData.has("data/nottingham"), "the tunes are absent"))
  func realTunesHaveTheirBars() throws {
    let folder = try #require(SharedData.url("data/nottingham/ABC_cleaned"))
    var (bars, wrong) = (0, 0)
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where file.hasSuffix(".abc") {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .isoLatin1)
      for part in text.components(separatedBy: "X:").dropFirst() {
        let tune = try #require(ABCTune("X:" + part))
        bars += tune.bars.count
        wrong += tune.wrongBars.count
      }
    }
    #expect(bars > 20_000)
    #expect(Double(wrong) < 0.01 * Double(bars))
  }

  private func melody(_ abc: String) throws -> MIDIMelody {
    try MIDIMelody(MIDIFile.bytes(#require(ABCTune(abc))))
  }

  /// A tune that becomes MIDI and a melody again has the same notes.
  @Test(arguments: [
    "X:1\nT:A tune\nM:4/4\nL:1/8\nQ:1/4=90\nK:G\nG2 AB c>d e2 | f/g/a ^c=c z2 D,2 |\n",
    "X:1\nM:3/4\nL:1/4\nK:C\n(3CDE F z/ | C''3- | C''2 _B,, |\n",
    "X:1\nM:4/4\nL:1/4\nK:C\n^F _E ^G _B | C8 | z4 | c ^c =c c |\n",
  ])
  func melodiesComeBack(_ abc: String) throws {
    let tune = try #require(ABCTune(abc))
    let melody = try melody(abc)
    let again = try #require(ABCTune(melody.abc))
    func notes(_ tune: ABCTune) -> [String] {
      var result: [(pitch: [Int], start: Int, ticks: Int)] = []
      var (place, isTied) = (0, false)
      for note in tune.played {
        if isTied {
          result[result.count - 1].ticks += note.ticks
        } else if !note.pitches.isEmpty {
          result.append((note.pitches, place, note.ticks))
        }
        isTied = note.isTied
        place += note.ticks
      }
      return result.map { "\($0)" }
    }
    #expect(notes(again) == notes(tune), "\(melody.abc)")
    #expect(again.title == tune.title && again.tempo == tune.tempo)
    #expect(melody.notes.map { $0.start + $0.length }.last ?? 0 > 0)
  }

  @Test func melodiesAreWrittenInTheirKey() throws {
    let file = TestMIDI(tracks: [
      [0, 0xFF, 0x58, 4, 3, 2, 24, 8, 0, 0xFF, 0x59, 2, 0xFE, 0]
        + [0x81, 0x70, 0x90, 70, 80, 0x83, 0x60, 70, 0, 0, 0x90, 71, 80, 0x83, 0x60, 0x80, 71, 0]
    ])
    let melody = try MIDIMelody(file.bytes)
    #expect(melody.sharps == -2 && melody.meter == (3, 4))
    #expect(
      melody.abc == "X:1\nM:3/4\nL:1/8\nQ:1/4=120\nK:Bb\nz B2 =B2 z | ")
  }

  /// A title is one line of text, whatever is in it.
  @Test func titlesAreLines() throws {
    let title: [UInt8] = [0, 0xFF, 0x03, 9] + Array("A\0\nX:2%\u{1B}".utf8) + [0xE9]
    let file = TestMIDI(tracks: [title + [0, 0x90, 60, 80, 0x83, 0x60, 0x80, 60, 0]])
    #expect(try MIDIMelody(file.bytes).abc.hasPrefix("X:1\nT:A X:2\nM:4/4\n"))
  }

  /// The highest notes of the highest channel, and none of percussion.
  @Test func oneVoiceOfMany() throws {
    let high: [UInt8] = [0, 0x90, 60, 80, 0, 0x90, 72, 80, 0x83, 0x60, 0x80, 60, 0, 0, 0x80, 72, 0]
    let low: [UInt8] = [0, 0x91, 40, 80, 0x83, 0x60, 0x81, 40, 0]
    let drums: [UInt8] = [0, 0x99, 100, 80, 0x83, 0x60, 0x89, 100, 0]
    let melody = try MIDIMelody(TestMIDI(tracks: [low, high, drums]).bytes)
    #expect(melody.notes.map { [$0.pitch, $0.start, $0.length] } == [[72, 0, 12]])
  }

  @Test func tornAndWrongMIDI() throws {
    let whole = TestMIDI(tracks: [[0, 0x90, 60, 80, 0x83, 0x60, 0x80, 60, 0]]).bytes
    #expect(try MIDIMelody(whole).notes.count == 1)
    for count in 0..<whole.count {
      #expect(throws: MIDIError.self) { try MIDIMelody(Array(whole[..<count])) }
    }
    for track: [UInt8] in [
      [], [0, 0x80, 60], [0, 1, 2, 3], [0xFF, 0xFF, 0xFF, 0xFF, 0], [0, 0xFF, 1, 9, 1],
      [0, 0x90, 0x90, 80], [0, 0xF0, 4],
      // The second note is 10,000 bars behind the first.
      [0, 0x90, 60, 80, 1, 60, 0, 0x89, 0xB0, 0xA0, 0, 60, 80, 1, 60, 0],
    ] {
      #expect(throws: MIDIError.self) { try MIDIMelody(TestMIDI(tracks: [track]).bytes) }
    }
    #expect(throws: MIDIError.self) {
      try MIDIMelody(TestMIDI(division: 0xE728, tracks: [[0, 0x90, 60, 80]]).bytes)
    }
  }
}

/// A MIDI file of tracks without their ends.
private struct TestMIDI {
  var division: UInt16 = 480
  var tracks: [[UInt8]]

  var bytes: [UInt8] {
    func big(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    var bytes = Array("MThd".utf8) + big(UInt32(6)) + big(UInt16(1))
    bytes += big(UInt16(tracks.count)) + big(division)
    for track in tracks {
      let events = track + [0, 0xFF, 0x2F, 0]
      bytes += Array("MTrk".utf8) + big(UInt32(events.count)) + events
    }
    return bytes
  }
}
