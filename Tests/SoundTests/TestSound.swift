import Foundation
import Sound
import TestSupport
import Testing

/// Tones, a sweep and a hum, rounded to 16 bits; `sound` of `Golden/make-features.py`.
func testSound(rate: Int = 8000, seconds: Double = 0.5) -> [Float] {
  (0..<Int(Double(rate) * seconds)).map { index in
    let n = Double(index)
    let t = n / Double(rate)
    var x = 0.3 * sin(2 * .pi * (200 * t + 900 * t * t)) + 0.1 * sin(2 * .pi * 1234.5 * t + 1)
    x += 0.05 * sin(2 * .pi * 50 * t) + 0.02 * cos(n * n * 0.37)
    x *= 0.5 - 0.5 * cos(2 * .pi * 2 * t)
    return Float((x * 32767).rounded(.toNearestOrEven) / 32768)
  }
}

/// A folder for the files of a test, removed with the last reference to it.
final class TestFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sound-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8], as name: String = "test.wav") throws -> String {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file.path
  }
}

/// Expects every beginning of a file with 64 bytes of samples at its end to be refused.
func expectRefusedIfTorn(_ whole: [UInt8]) throws {
  let folder = try TestFolder()
  for count in 0..<whole.count {
    let path = try folder.write(Array(whole[..<count]))
    #expect(throws: SoundError.self) { try SoundFileReader.samples(path: path) }
  }
  let path = try folder.write(Array(whole[..<(whole.count - 10)]))
  #expect(throws: SoundError.truncated(file: path, expectedBytes: 64, foundBytes: 54)) {
    try SoundFileReader(path: path)
  }
}

/// The memory that the process has at present.
func residentBytes() throws -> Int {
  let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
  return (Int(fields[1]) ?? 0) * 4096
}

/// A WAV file of any form.
struct TestWAV {
  var code: UInt16 = 1
  var bits = 16
  var channels = 1
  var rate = 8000
  var isExtensible = false
  var magic = "RIFF"
  /// What the header says of the samples' bytes; `nil` for the truth.
  var declaredBytes: UInt32?
  /// Chunks between the format and the samples.
  var extra: [UInt8] = []
  var samples: [UInt8] = []

  var bytes: [UInt8] {
    func little(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let block = channels * bits / 8
    var format = little(isExtensible ? 0xFFFE : code) + little(UInt16(channels))
    format += little(UInt32(rate)) + little(UInt32(rate * block)) + little(UInt16(block))
    format += little(UInt16(bits))
    if isExtensible {
      format += little(UInt16(22)) + little(UInt16(bits)) + little(UInt32(3)) + little(code)
      format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    }
    var bytes = Array(magic.utf8) + little(UInt32(36 + samples.count)) + Array("WAVE".utf8)
    if magic != "RIFF" {
      bytes += Array("ds64".utf8) + little(UInt32(28)) + little(UInt64(0))
      bytes += little(UInt64(samples.count)) + little(UInt64(0)) + little(UInt32(0))
    }
    bytes += Array("fmt ".utf8) + little(UInt32(format.count)) + format + extra
    bytes += Array("data".utf8) + little(declaredBytes ?? UInt32(samples.count)) + samples
    return bytes
  }
}

/// An AIFF file of any form.
struct TestAIFF {
  /// `nil` for AIFF, which has no name of an encoding.
  var encoding: String? = nil
  var bits = 16
  var channels = 1
  var rate = 8000
  /// What the header says of the frames; `nil` for the truth.
  var declaredFrames: UInt32?
  /// What the header says of the chunk of samples; `nil` for the truth.
  var declaredBytes: UInt32?
  /// Bytes between the head of the chunk of samples and the samples.
  var offset = 0
  /// Chunks between the format and the samples.
  var extra: [UInt8] = []
  var samples: [UInt8] = []

  var bytes: [UInt8] {
    func big(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    // The rate as a number of 80 bits: its highest bit is the first of the mantissa.
    let exponent = rate <= 0 ? 0 : 63 - rate.leadingZeroBitCount
    let mantissa = rate <= 0 ? 0 : UInt64(rate) << UInt64(63 - exponent)
    let frames = samples.count / max(1, channels * bits / 8)
    var common = big(UInt16(channels)) + big(declaredFrames ?? UInt32(frames)) + big(UInt16(bits))
    common += big(UInt16(16_383 + exponent)) + big(mantissa)
    if let encoding { common += Array(encoding.utf8) + [0, 0] }
    var body = Array("COMM".utf8) + big(UInt32(common.count)) + common + extra
    body += Array("SSND".utf8) + big(declaredBytes ?? UInt32(8 + offset + samples.count))
    body += big(UInt32(offset)) + big(UInt32(0)) + [UInt8](repeating: 9, count: offset) + samples
    return Array("FORM".utf8) + big(UInt32(4 + body.count))
      + Array((encoding == nil ? "AIFF" : "AIFC").utf8) + body
  }
}
