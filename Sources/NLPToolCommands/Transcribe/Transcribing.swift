import Glibc
import NLPToolkit

/// Takes sounds through a recognizer to the output, in their order.
struct Transcribing {
  let recognizer: SpeechRecognizer
  let options: TranscriptionOptions
  /// `-`, or none, is standard input.
  let paths: [String]
  /// The sample rate of standard input where that has no header.
  let rawRate: Int?
  let isStrict: Bool
  let format: TranscriptFormat
  let pool: ThreadPool
  let diagnostics: Diagnostics

  /// Files that are computed together.
  private static let batchCount = 64

  /// Writes down what is spoken in each file.
  ///
  /// - Throws: status 65 at the end if a file can't be used, or at once in a strict run.
  func run() throws {
    var failures = FailureCount(isStrict: isStrict, diagnostics: diagnostics)
    let files = paths.isEmpty ? [SoundLabelling.standardInput] : paths
    for start in stride(from: 0, to: files.count, by: Self.batchCount) {
      try Interruption.check()
      let batch = Array(files[start..<min(start + Self.batchCount, files.count)])
      for (path, result) in zip(batch, results(batch)) {
        switch result {
        case .success(let transcript):
          try write(transcript, path)
        case .failure(let error):
          let failure = DocumentFailure(file: path, CommandError(error))
          if isStrict { throw failure.error }
          try write(failure)
          failures.add(failure, isTold: format == .jsonl)
        }
      }
    }
    try failures.check()
  }

  private func results(_ paths: [String]) -> [Result<Transcript, SoundError>] {
    guard paths.contains(SoundLabelling.standardInput) else {
      return recognizer.transcribe(paths: paths, options: options, threads: pool)
    }
    return paths.map { path in
      Result { () throws(SoundError) in
        path == SoundLabelling.standardInput
          ? try recognizer.transcribe(try openStandardInput(), options: options)
          : try recognizer.transcribe(path: path, options: options)
      }
    }
  }

  private func openStandardInput() throws(SoundError) -> SoundStream {
    guard let rawRate else {
      return try SoundLabelling.openStandardInput(rate: recognizer.sampleRate)
    }
    return SoundStream(
      SoundFileReader(
        rawDescriptor: STDIN_FILENO, format: SoundFileFormat(sampleRate: rawRate),
        name: "standard input"), sampleRate: recognizer.sampleRate)
  }

  /// Writes each stretch of standard input as soon as a pause ends it.
  func runLive() throws {
    let stream = try openStandardInput()
    var transcriber = SpeechTranscriber(recognizer, options: options)
    func write(_ transcripts: [Transcript]) throws {
      for transcript in transcripts where !transcript.text.isEmpty {
        try self.write(transcript, SoundLabelling.standardInput)
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
      try Output.standard.writeLine(paths.count > 1 ? "\(path.inOneLine)\t\(text)" : text)
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
