import Foundation
import Sound
import TestSupport
import Testing

@Suite struct SoundFileReaderTests {
  private func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private func read(_ wav: TestWAV) throws -> [Float] {
    let folder = try TestFolder()
    return try SoundFileReader.samples(path: folder.write(wav.bytes))
  }

  @Test func everyEncoding() throws {
    let eight = TestWAV(bits: 8, samples: [0, 128, 192, 255])
    #expect(try read(eight) == [-1, 0, 0.5, 127 / 128])
    let sixteen = TestWAV(samples: [Int16.min, 0, 16384, 32767].flatMap(little))
    #expect(try read(sixteen) == [-1, 0, 0.5, 32767 / 32768])
    let twentyFour = TestWAV(bits: 24, samples: [0, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0xFF])
    #expect(try read(twentyFour) == [-1, 0.5, -0x1p-23])
    let thirtyTwo = TestWAV(bits: 32, samples: [Int32.min, 1 << 30].flatMap(little))
    #expect(try read(thirtyTwo) == [-1, 0.5])
    let float = TestWAV(
      code: 3, bits: 32, samples: [Float(0.25), -2].flatMap { little($0.bitPattern) })
    #expect(try read(float) == [0.25, -2])
    let double = TestWAV(code: 3, bits: 64, samples: [0.25, -2].flatMap { little($0.bitPattern) })
    #expect(try read(double) == [0.25, -2])
  }

  @Test func channelsAreAveraged() throws {
    let stereo = TestWAV(
      channels: 2, samples: [Int16(16384), 0, -16384, -16384].flatMap(little))
    #expect(try read(stereo) == [0.25, -0.5])
  }

  @Test func extensibleLongAndChunks() throws {
    let samples = [Int16(16384), -8192].flatMap(little)
    let list = Array("LIST".utf8) + little(UInt32(3)) + [1, 2, 3, 0]
    #expect(try read(TestWAV(isExtensible: true, extra: list, samples: samples)) == [0.5, -0.25])
    let long = TestWAV(magic: "RF64", declaredBytes: .max, samples: samples)
    #expect(try read(long) == [0.5, -0.25])
    // Writers into a pipe do not know the length.
    for size in [.max, 0x8000_0000, 0x7FFF_F000] as [UInt32] {
      #expect(try read(TestWAV(declaredBytes: size, samples: samples)) == [0.5, -0.25])
    }
  }

  @Test func tornAndWrongFiles() throws {
    try expectRefusedIfTorn(TestWAV(samples: [UInt8](repeating: 7, count: 64)).bytes)
  }

  @Test(arguments: [
    TestWAV(declaredBytes: 3, samples: [0, 0, 0, 0]), TestWAV(bits: 12, samples: [0, 0]),
    TestWAV(rate: 10, samples: [0, 0]), TestWAV(channels: 0, samples: [0, 0]),
    TestWAV(samples: []), TestWAV(code: 7, bits: 8, samples: [0]),
    TestWAV(code: 2, isExtensible: true, samples: [0, 0]),
    TestWAV(code: 3, bits: 32, samples: [0, 0, 0xC0, 0x7F]),
    TestWAV(magic: "RIFX", samples: [0, 0]), TestWAV(declaredBytes: .max, samples: []),
  ])
  func refuses(_ wav: TestWAV) throws {
    #expect(throws: SoundError.self) { try read(wav) }
  }

  @Test func errorsSayWhatToDo() throws {
    let folder = try TestFolder()
    #expect("\(SoundError.noSuchFile(file: "a.wav"))" == "a.wav: no such file")
    #expect(throws: SoundError.noSuchFile(file: "/nowhere.wav")) {
      try SoundFileReader(path: "/nowhere.wav")
    }
    let path = try folder.write(TestWAV(code: 7, bits: 8, samples: [0]).bytes)
    #expect(throws: SoundError.unsupported(file: path, encoding: "µ-law")) {
      try SoundFileReader(path: path)
    }
  }

  @Test func writtenIsRead() throws {
    let folder = try TestFolder()
    let samples = testSound()
    let path = folder.url.appendingPathComponent("w.wav").path
    try WAVWriter.write(samples, sampleRate: 11_025, to: path)
    let reader = try SoundFileReader(path: path)
    #expect(reader.format == SoundFileFormat(sampleRate: 11_025))
    #expect(reader.frameCount == samples.count)
    let read = try reader.read(samples.count + 5)
    #expect(zip(read, samples).allSatisfy { abs($0 - $1) < 1.0 / 16384 })
    #expect(read.count == samples.count)
    #expect(try reader.read().isEmpty)
  }

  /// A sparse file of more than 2 GB: ten hours of silence.
  @Test func longFilesInFlatMemory() throws {
    let folder = try TestFolder()
    let count: UInt32 = 36_000 * 32_000
    var wav = TestWAV(rate: 16_000, declaredBytes: count)
    wav.samples = []
    let path = try folder.write(wav.bytes)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(wav.bytes.count) + UInt64(count))
    try file.close()
    let before = try residentBytes()
    let reader = try SoundFileReader(path: path)
    #expect(reader.frameCount == 36_000 * 16_000)
    var (frames, greatest) = (0, 0)
    while frames < 20_000_000 {
      frames += try reader.read(1 << 20).count
      greatest = max(greatest, try residentBytes())
    }
    #expect(greatest - before < 64 << 20)
  }
}
