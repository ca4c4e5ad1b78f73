import NLPToolkit

/// The forms of output of `nlptool tokenize`.
package enum TokenizeFormat: String, OutputFormat {
  case text, jsonl, conll, conllu, tsv

  package static let standard = TokenizeFormat.text
}

/// Writes tokens as UTF-8, straight from the bytes of the text.
struct TokenWriter: Sendable {
  var format: TokenizeFormat
  /// Whether a line holds a sentence rather than a document.
  var splitsSentences: Bool
  var offsets: OffsetUnit

  /// Appends the document in the format, with the line feed.
  func append(_ tokenized: TokenizedText, to output: inout [UInt8]) {
    var normal = tokenized.normal.text
    normal.withUTF8 { bytes in
      switch format {
      case .text: appendText(tokenized, bytes, to: &output)
      case .conll, .tsv: appendColumns(tokenized, bytes, to: &output)
      case .conllu: appendCoNLLU(tokenized, bytes, to: &output)
      case .jsonl:
        output.append(contentsOf: #"{"text":"#.utf8)
        var text = tokenized.text
        text.withUTF8 { output.append(quoted: $0) }
        if let language = tokenized.language {
          output.append(contentsOf: #","language":""#.utf8)
          output.append(contentsOf: language.utf8)
          output.append(UInt8(ascii: "\""))
        }
        output.append(contentsOf: #","sentences":"#.utf8)
        appendSentences(tokenized, bytes, to: &output)
        output.append(contentsOf: "}\n".utf8)
      }
    }
  }

  /// Tokens with a space between them.
  private func appendText(
    _ tokenized: TokenizedText, _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    for (index, sentence) in tokenized.document.sentences.enumerated() {
      if index > 0 { output.append(splitsSentences ? 0x0a : 0x20) }
      for index in sentence.tokens {
        if index > sentence.tokens.lowerBound { output.append(0x20) }
        output.append(visible: bytes, tokenized.document.tokens[index].range)
      }
    }
    // A document without tokens is an empty line, but it has no sentences.
    if !splitsSentences || !tokenized.document.sentences.isEmpty { output.append(0x0a) }
  }

  /// A token a line, a blank line behind each sentence.
  private func appendColumns(
    _ tokenized: TokenizedText, _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    var converter = OffsetConverter(tokenized.text, to: offsets)
    for sentence in tokenized.document.sentences {
      for token in tokenized.document.tokens[sentence.tokens] {
        if format == .conll, token.kind == .whitespace { continue }
        output.append(visible: bytes, token.range)
        if format == .tsv {
          let range = converter.convert(tokenized.normal.rawRange(of: token.range))
          output.append(0x09)
          output.append(decimal: range.lowerBound)
          output.append(0x09)
          output.append(decimal: range.upperBound)
          output.append(0x09)
          output.append(contentsOf: token.kind.name.utf8)
        }
        output.append(0x0a)
      }
      output.append(0x0a)
    }
  }

  private func appendCoNLLU(
    _ tokenized: TokenizedText, _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    let tokens = tokenized.document.tokens
    for sentence in tokenized.document.sentences {
      output.append(contentsOf: "# text = ".utf8)
      output.append(visible: bytes, sentence.range)
      output.append(0x0a)
      var number = 0
      for index in sentence.tokens where tokens[index].kind != .whitespace {
        number += 1
        output.append(decimal: number)
        output.append(0x09)
        output.append(visible: bytes, tokens[index].range)
        output.append(contentsOf: "\t_\t_\t_\t_\t_\t_\t_\t".utf8)
        let end = tokens[index].range.upperBound
        let isFollowed =
          index + 1 < tokens.count && tokens[index + 1].range.lowerBound == end
          && tokens[index + 1].kind != .whitespace
        output.append(contentsOf: (isFollowed ? "SpaceAfter=No\n" : "_\n").utf8)
      }
      output.append(0x0a)
    }
  }

  /// The sentences as JSON, with offsets into the raw text.
  func appendSentences(_ tokenized: TokenizedText, to output: inout [UInt8]) {
    var normal = tokenized.normal.text
    normal.withUTF8 { appendSentences(tokenized, $0, to: &output) }
  }

  private func appendSentences(
    _ tokenized: TokenizedText, _ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    var converter = OffsetConverter(tokenized.text, to: offsets)
    let isRaw = tokenized.normal.alignment.isIdentity
    func appendOffsets(_ range: Range<Int>) {
      let raw = isRaw ? range : tokenized.normal.rawRange(of: range)
      let converted = converter.convert(raw)
      output.append(contentsOf: #"{"start":"#.utf8)
      output.append(decimal: converted.lowerBound)
      output.append(contentsOf: #","end":"#.utf8)
      output.append(decimal: converted.upperBound)
    }
    output.append(UInt8(ascii: "["))
    for (index, sentence) in tokenized.document.sentences.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      appendOffsets(sentence.range)
      output.append(contentsOf: #","tokens":["#.utf8)
      for index in sentence.tokens {
        let token = tokenized.document.tokens[index]
        if index > sentence.tokens.lowerBound { output.append(UInt8(ascii: ",")) }
        appendOffsets(token.range)
        output.append(contentsOf: #","text":"#.utf8)
        output.append(quoted: UnsafeBufferPointer(rebasing: bytes[token.range]))
        output.append(contentsOf: #","kind":""#.utf8)
        output.append(contentsOf: token.kind.name.utf8)
        output.append(contentsOf: "\"}".utf8)
      }
      output.append(contentsOf: "]}".utf8)
    }
    output.append(UInt8(ascii: "]"))
  }
}

extension Token.Kind {
  /// The name of the kind in output.
  var name: String {
    switch self {
    case .word: "word"
    case .number: "number"
    case .punctuation: "punctuation"
    case .symbol: "symbol"
    case .emoji: "emoji"
    case .ideograph: "ideograph"
    case .kana: "kana"
    case .whitespace: "whitespace"
    case .url: "url"
    case .email: "email"
    case .hashtag: "hashtag"
    case .mention: "mention"
    case .path: "path"
    case .quantity: "quantity"
    }
  }
}
