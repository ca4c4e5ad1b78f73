import Foundation
import Sound

/// Recordings of tones, made by a seed: each letter is a tone of its own, and each speaker has a
/// voice of their own.
package enum SyntheticSound {
  package static let sampleRate = 8000

  /// The letters, and the Hz of their tones.
  private static let tones: [Character: Double] = ["a": 350, "b": 800, "c": 1500, "d": 2600]

  /// The sound of a text: a tone of about 80 ms for each letter, with a gap behind each; a space is
  /// a pause.
  package static func samples(_ text: String, speaker: Int, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed &* 1000 &+ UInt64(speaker))
    let pitch = 1 + 0.04 * Double(speaker % 5 - 2)
    let noise = 0.01
    var samples: [Float] = []
    func add(seconds: Double, frequency: Double?) {
      let count = Int(seconds * Double(sampleRate))
      for n in 0..<count {
        let t = Double(n) / Double(sampleRate)
        let fade = min(1, min(Double(n), Double(count - n)) / 80)
        let tone = frequency.map { 0.4 * fade * sin(2 * .pi * $0 * pitch * t) } ?? 0
        samples.append(Float(tone + noise * random.normal()))
      }
    }
    add(seconds: 0.05, frequency: nil)
    for letter in text {
      if letter == " " {
        add(seconds: 0.15, frequency: nil)
        continue
      }
      add(seconds: Double.random(in: 0.07...0.1, using: &random), frequency: tones[letter])
      add(seconds: 0.03, frequency: nil)
    }
    add(seconds: 0.05, frequency: nil)
    return samples
  }

  /// Writes a folder with a folder of recordings for each text; speakers are in the files' names.
  ///
  /// - Parameter count: recordings of each text, by twenty speakers in turns.
  package static func write(_ texts: [String], count: Int, to folder: String) throws {
    for (place, text) in texts.enumerated() {
      let path = "\(folder)/\(text)"
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      for index in 0..<count {
        let speaker = index % 20
        try WAVWriter.write(
          samples(text, speaker: speaker, seed: UInt64(place * count + index)),
          sampleRate: sampleRate, to: "\(path)/s\(speaker)_\(index).wav")
      }
    }
  }
}
