import NLPToolkit

extension CorpusSummary {
  var json: JSONValue {
    let splits = Split.allCases.compactMap { split -> JSONMember? in
      guard let counts = counts[split] else { return nil }
      return JSONMember(
        split.rawValue,
        .object([
          JSONMember("documents", .integer(counts.documents)),
          JSONMember("sentences", .integer(counts.sentences)),
          JSONMember("tokens", .integer(counts.tokens)),
          JSONMember("entities", .integer(counts.entities)),
        ]))
    }
    return .object([
      JSONMember("corpus", .string(name)), JSONMember("splits", .object(splits)),
      JSONMember("rejected", .integer(rejected)),
    ])
  }
}

extension SourceSummary {
  var json: JSONValue {
    .object([
      JSONMember("path", .string(path)), JSONMember("layout", .string(layout)),
      JSONMember("split", .string(split)), JSONMember("documents", .integer(documents)),
      JSONMember("rejected", .integer(rejected)), JSONMember("complete", .bool(isComplete)),
    ])
  }
}

extension RejectedRecord {
  var json: JSONValue {
    .object([
      JSONMember("file", .string(path)), JSONMember("line", .integer(line)),
      JSONMember("reason", .string(reason)),
    ])
  }
}
