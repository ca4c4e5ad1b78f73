import Neural

/// What to write.
public struct GenerationRequest: Sendable, Hashable {
  /// The text to continue; for a model that reads backward, to lead up to.
  public var prompt = ""
  /// The greatest number of Unicode scalars to write, the prompt not counted.
  public var length = 500
  /// How each symbol is drawn.
  public var sampling = SamplingOptions()
  /// Writing ends before the first of these.
  public var stop: [String] = []
  /// The start of the random numbers: the same seed writes the same text.
  public var seed: UInt64 = 1
  /// How many texts.
  public var count = 1

  /// Asks for one text.
  public init(prompt: String = "", length: Int = 500) {
    self.prompt = prompt
    self.length = length
  }
}

extension CharacterLanguageModel {
  /// Writes texts.
  ///
  /// - Parameter body: gets the scalars of each text in the order of reading, as soon as they are
  ///   there.
  /// - Complexity: O(prompt + length) steps of the network.
  public func generate(
    _ request: GenerationRequest, threads pool: ThreadPool = .serial,
    onScalar body: (_ text: Int, _ scalar: Unicode.Scalar) throws -> Void
  ) rethrows {
    let count = max(1, request.count)
    if request.length <= 0 { return }
    let generator = TextGenerator(
      self, prompt: request.prompt, count: count, sampling: request.sampling, seed: request.seed,
      threads: pool)
    var filters = [StopFilter](
      repeating: StopFilter(request.stop, isBackward: isBackward), count: count)
    var written = [Int](repeating: 0, count: count)
    var unfinished = count
    while unfinished > 0 {
      try generator.step { text, scalar in
        try filters[text].append(scalar) { try body(text, $0) }
        written[text] += 1
        if filters[text].isStopped || written[text] == request.length {
          if !filters[text].isStopped { try filters[text].flush { try body(text, $0) } }
          generator.finish(text)
          unfinished -= 1
        }
      }
    }
  }

  /// Writes texts, without the prompt.
  public func generate(
    _ request: GenerationRequest, threads pool: ThreadPool = .serial
  ) -> [String] {
    var texts = [String.UnicodeScalarView](repeating: .init(), count: max(1, request.count))
    generate(request, threads: pool) { text, scalar in texts[text].append(scalar) }
    return texts.map { isBackward ? String(String.UnicodeScalarView($0.reversed())) : String($0) }
  }

  /// Writes a text, without the prompt.
  public func generate(
    prompt: String = "", length: Int = 500, sampling: SamplingOptions = .init(),
    stop: [String] = [], seed: UInt64 = 1
  ) -> String {
    var request = GenerationRequest(prompt: prompt, length: length)
    request.sampling = sampling
    request.stop = stop
    request.seed = seed
    return generate(request)[0]
  }
}
