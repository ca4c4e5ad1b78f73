import NLPToolkit

/// Takes sounds through a recognizer to the output, in their order.
struct Transcribing {
  let recognizer: SpeechRecognizer
  let options: TranscriptionOptions
  let files: SoundFiles
  let format: TranscriptFormat
  let pool: ThreadPool

  /// Writes down what is spoken in each file.
  ///
  /// - Throws: status 65 at the end if a file can't be used, or at once in a strict run.
  func run() throws {
    let failures = try files.forEach(
      rate: recognizer.sampleRate,
      read: { recognizer.transcribe(paths: $0, options: options, threads: pool) },
      readInput: { stream throws(SoundError) in
        try recognizer.transcribe(stream, options: options)
      },
      write: { try write($1, $0) },
      fail: { failure in
        try write(failure)
        return format == .jsonl
      })
    try failures.check()
  }

  /// Writes each stretch of standard input as soon as a pause ends it.
  func runLive() throws {
    let stream = try files.open(SoundFiles.standardInput, rate: recognizer.sampleRate)
    var transcriber = SpeechTranscriber(recognizer, options: options)
    func write(_ transcripts: [Transcript]) throws {
      for transcript in transcripts where !transcript.text.isEmpty {
        try self.write(transcript, SoundFiles.standardInput)
        try Output.standard.flush()
      }
    }
    while let samples = try stream.read(waits: false) {
      try Interruption.check()
      try write(transcriber.append(samples))
    }
    try write(transcriber.finish())
  }

  private func write(_ transcript: Transcript, _ path: String) throws {
    switch format {
    case .text:
      let text = transcript.text.inOneLine
      try Output.standard.writeLine(files.names.count > 1 ? "\(path.inOneLine)\t\(text)" : text)
    case .tsv:
      for word in transcript.words {
        let cells = [seconds(word.start), seconds(word.end), word.text.inOneLine, path.inOneLine]
        try Output.standard.writeLine(cells.joined(separator: "\t"))
      }
    case .jsonl:
      var object = JSONObject()
      object.set("file", to: .string(path))
      object.set("text", to: .string(transcript.text))
      object.set("score", toRaw: DecimalText.fixed(transcript.score, digits: 4))
      let words = transcript.words.map { word in
        var object = JSONObject()
        object.set("text", to: .string(word.text))
        object.set("start", toRaw: seconds(word.start))
        object.set("end", toRaw: seconds(word.end))
        return object.serialized
      }
      object.set("words", toRaw: "[" + words.joined(separator: ",") + "]")
      try Output.standard.writeLine(object.serialized)
    }
  }

  private func write(_ failure: DocumentFailure) throws {
    switch format {
    case .text: try Output.standard.writeLine("")
    case .tsv: break
    case .jsonl: try Output.standard.writeLine(failure.object(namesFile: true).serialized)
    }
  }

  private func seconds(_ value: Double) -> String { DecimalText.fixed(value, digits: 2) }
}
