import Foundation
import Sound
import TestSupport
import Testing

@Suite struct AIFFTests {
  private func big(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  private func read(_ file: TestAIFF) throws -> [Float] {
    let folder = try TestFolder()
    return try SoundFileReader.samples(path: folder.write(file.bytes, as: "test.aiff"))
  }

  @Test func everyEncoding() throws {
    let eight = TestAIFF(bits: 8, samples: [0x80, 0, 64, 127])
    #expect(try read(eight) == [-1, 0, 0.5, 127 / 128])
    let sixteen = TestAIFF(samples: [Int16.min, 0, 16384, 32767].flatMap(big))
    #expect(try read(sixteen) == [-1, 0, 0.5, 32767 / 32768])
    let twentyFour = TestAIFF(bits: 24, samples: [0x80, 0, 0, 0x40, 0, 0, 0xFF, 0xFF, 0xFF])
    #expect(try read(twentyFour) == [-1, 0.5, -0x1p-23])
    let thirtyTwo = TestAIFF(bits: 32, samples: [Int32.min, 1 << 30].flatMap(big))
    #expect(try read(thirtyTwo) == [-1, 0.5])
  }

  @Test func everyEncodingThatIsNamed() throws {
    let sixteen = [Int16(16384), -8192]
    for name in ["NONE", "twos"] {
      #expect(try read(TestAIFF(encoding: name, samples: sixteen.flatMap(big))) == [0.5, -0.25])
    }
    let little = sixteen.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    #expect(try read(TestAIFF(encoding: "sowt", samples: little)) == [0.5, -0.25])
    #expect(try read(TestAIFF(encoding: "sowt", bits: 8, samples: [0xC0, 64])) == [-0.5, 0.5])
    for name in ["fl32", "FL32"] {
      let float = [Float(0.25), -2].flatMap { big($0.bitPattern) }
      #expect(try read(TestAIFF(encoding: name, bits: 32, samples: float)) == [0.25, -2])
    }
    let double = [0.25, -2].flatMap { big($0.bitPattern) }
    #expect(try read(TestAIFF(encoding: "fl64", bits: 64, samples: double)) == [0.25, -2])
  }

  @Test func channelsChunksAndRates() throws {
    let stereo = TestAIFF(channels: 2, samples: [Int16(16384), 0, -16384, -16384].flatMap(big))
    #expect(try read(stereo) == [0.25, -0.5])
    let name = Array("NAME".utf8) + big(UInt32(3)) + [1, 2, 3, 0]
    let samples = [Int16(16384), -8192].flatMap(big)
    #expect(try read(TestAIFF(offset: 6, extra: name, samples: samples)) == [0.5, -0.25])
    for rate in [1000, 8000, 11_025, 44_100, 48_000, 768_000] {
      let folder = try TestFolder()
      let path = try folder.write(TestAIFF(rate: rate, samples: samples).bytes)
      #expect(try SoundFileReader(path: path).format.sampleRate == rate)
    }
  }

  @Test func tornAndWrongFiles() throws {
    try expectRefusedIfTorn(TestAIFF(samples: [UInt8](repeating: 7, count: 64)).bytes)
    let folder = try TestFolder()
    let unknown = try folder.write(TestAIFF(encoding: "ulaw", samples: [0, 0]).bytes)
    #expect(throws: SoundError.unsupported(file: unknown, encoding: "AIFF-C encoding 'ulaw'")) {
      try SoundFileReader(path: unknown)
    }
  }

  @Test(arguments: [
    TestAIFF(bits: 12, samples: [0, 0]), TestAIFF(rate: 10, samples: [0, 0]),
    TestAIFF(rate: 0, samples: [0, 0]), TestAIFF(channels: 0, samples: [0, 0]),
    TestAIFF(samples: []), TestAIFF(declaredFrames: 2, samples: [0, 0]),
    TestAIFF(declaredFrames: .max, samples: [0, 0]),
    TestAIFF(declaredBytes: 7, samples: [0, 0]),
    TestAIFF(declaredFrames: .max, declaredBytes: .max, samples: [0, 0]),
    TestAIFF(encoding: "fl32", bits: 32, samples: [0x7F, 0xC0, 0, 0]),
  ])
  func refuses(_ file: TestAIFF) throws {
    #expect(throws: SoundError.self) { try read(file) }
  }

  /// What is behind the frames that the header counts is none of the sound.
  @Test func framesAreCounted() throws {
    let file = TestAIFF(declaredFrames: 1, samples: [Int16(16384), 5].flatMap(big))
    #expect(try read(file) == [0.5])
  }

  /// A sparse file of more than 2 GB: ten hours of silence.
  @Test func longFilesInFlatMemory() throws {
    let folder = try TestFolder()
    let frames = UInt32(36_000 * 16_000)
    let file = TestAIFF(
      rate: 16_000, declaredFrames: frames, declaredBytes: 8 + 2 * frames, samples: [])
    let path = try folder.write(file.bytes)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(file.bytes.count) + 2 * UInt64(frames))
    try handle.close()
    let before = try residentBytes()
    let reader = try SoundFileReader(path: path)
    #expect(reader.frameCount == Int(frames))
    var (read, greatest) = (0, 0)
    while read < 20_000_000 {
      read += try reader.read(1 << 20).count
      greatest = max(greatest, try residentBytes())
    }
    #expect(greatest - before < 64 << 20)
  }
}
