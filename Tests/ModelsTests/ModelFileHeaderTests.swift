import Models
import Testing

@Suite struct ModelFileHeaderTests {
  private static let data8 = [UInt8](repeating: 0, count: 8)

  private static func tensor(
    _ name: String = "a", dtype: String = "F32", shape: String = "[2]", offsets: String = "[0,8]"
  ) -> String {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func takesWhatOtherWritersMake() throws {
    // White space, escapes, any order of keys, an unaligned start, other types, scalars of rank 0.
    let header =
      "{ \"\\u0061\\ud83d\\ude00\" : {\"shape\":[1],\"data_offsets\":[4,8],\"dtype\":\"I32\"},\r\n"
      + "\t\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]} } "
    let file = try openFile(fileBytes(header: header, data: [0, 0, 0x80, 0x3f, 1, 0, 0, 0]))
    #expect(file.tensors.map(\.name) == ["s", "a\u{1F600}"])
    #expect(file.tensors.map(\.scalarType) == [.float32, .int32])
    #expect(try file.floats(named: "s", shape: []) == [1])
    #expect(try openFile(fileBytes(header: "{}")).tensors.isEmpty)
  }

  @Test(arguments: [
    ("[0,8", "no \"{\""),
    (#"{"a":1}"#, "no \"{\""),
    (#"{"a":{}}"#, "without dtype"),
    ("{\(tensor())} x", "behind the end"),
    ("{\(tensor()),\(tensor())}", "used twice"),
    ("{\(tensor()),}", "no \"\"\""),
    (#"{"__metadata__":{"k":"v","k":"w"}}"#, "metadata key used twice"),
    (#"{"__metadata__":{"k":1}}"#, "no \"\"\""),
    (#"{"__metadata__":{},"__metadata__":{}}"#, "used twice"),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "used twice"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, "unknown"),
    ("{\(tensor(dtype: "F31"))}", "unknown dtype"),
    ("{\(tensor(shape: "[-2]"))}", "no whole number"),
    ("{\(tensor(shape: "[2.0]"))}", "no \",\""),
    ("{\(tensor(shape: "[02]"))}", "leading zeros"),
    ("{\(tensor(shape: "[99999999999999999999]"))}", "too large"),
    ("{\(tensor(shape: "[1,1,1,1,1,1,1,1,2]"))}", "more than 8"),
    ("{\(tensor(offsets: "[8,0]"))}", "no range"),
    ("{\(tensor(offsets: "[0]"))}", "two data_offsets"),
    ("{\(tensor(offsets: "[0,4,8]"))}", "more than 2"),
    ("{\(tensor(offsets: "[0,9223372036854775807]"))}", "no range"),
    (#"{"a\"#, "without an end"),
    (#"{"\ud800"#, "surrogate"),
    (#"{"\ud800\u0041":1}"#, "surrogate"),
    (#"{"\udc00":1}"#, "surrogate"),
    (#"{"\x":1}"#, "escape"),
    (#"{"\u00g0":1}"#, "escape"),
    ("{\"\u{1}\":1}", "control character"),
    ("  ", "no \"{\""),
  ])
  func refusesMalformedHeaders(header: String, problem: String) throws {
    let error = #expect(throws: ModelError.self) {
      try openFile(fileBytes(header: header, data: Self.data8))
    }
    guard case .malformed(_, let byte, let text)? = error else {
      Issue.record("\(header): \(String(describing: error))")
      return
    }
    #expect(text.contains(problem), "\(header)")
    #expect((8...8 + header.utf8.count).contains(byte))
  }

  @Test(arguments: [
    (tensor(offsets: "[4,12]"), "start of the data"),
    (tensor(shape: "[3]"), "bytes of the data"),
    (tensor(dtype: "F64"), "bytes of the data"),
    (tensor(dtype: "BOOL"), "bytes of the data"),
    (tensor(shape: "[4294967296,4294967296]"), "bytes of the data"),
    (tensor(shape: "[9223372036854775807,2]"), "bytes of the data"),
    ("\(tensor(offsets: "[0,8]")),\(tensor("b", offsets: "[0,8]"))", "start of the data"),
    ("\(tensor(offsets: "[0,8]")),\(tensor("b", shape: "[1]", offsets: "[4,8]"))", "start"),
    (
      "\(tensor(shape: "[1]", offsets: "[0,4]")),\(tensor("b", shape: "[0]", offsets: "[8,8]"))",
      "start"
    ),
  ])
  func refusesRangesThatDoNotFit(tensors: String, aspect: String) throws {
    let error = #expect(throws: ModelError.self) {
      try openFile(fileBytes(header: "{\(tensors)}", data: Self.data8))
    }
    guard case .invalidTensor(_, _, let text, _, _)? = error else {
      Issue.record("\(tensors): \(String(describing: error))")
      return
    }
    #expect(text.contains(aspect))
  }

  @Test(arguments: [0, 1, 100_000_001, UInt64(Int64.max), UInt64(Int64.max) + 1, .max])
  func refusesLengthsOutOfRange(length: UInt64) {
    let error = #expect(throws: ModelError.self) {
      try openFile(fileBytes(header: "{}", length: length))
    }
    guard case .malformed(_, 0, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesTextThatIsNotUTF8() {
    var bytes = fileBytes(header: #"{"__metadata__":{"k":"v"}}"#)
    bytes[bytes.firstIndex(of: UInt8(ascii: "v"))!] = 0xff
    let error = #expect(throws: ModelError.self) { try openFile(bytes) }
    #expect("\(error!)".contains("not UTF-8"))
  }

  @Test func refusesDataBehindTheLastTensor() {
    let error = #expect(throws: ModelError.self) {
      try openFile(fileBytes(header: "{\(Self.tensor())}", data: Self.data8 + [0]))
    }
    #expect("\(error!)".contains("1 bytes that belong to no tensor"))
  }

  @Test func messagesAreOneLineWhateverTheNames() {
    let name = #"\n\u001b[31m"# + String(repeating: "x", count: 300)
    let error = #expect(throws: ModelError.self) {
      try openFile(fileBytes(header: "{\(Self.tensor(name, shape: "[3]"))}", data: Self.data8))
    }
    let text = "\(error!)"
    #expect(!text.contains("\n") && !text.contains("\u{1b}") && text.utf8.count < 400)
  }
}
