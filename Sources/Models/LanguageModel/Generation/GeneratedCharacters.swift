/// The characters of a text while a language model writes it, without end unless the request stops
/// it.
///
/// The text is written as fast as it is read: between two characters nothing runs. A task that is
/// cancelled sees the end of the text.
public struct GeneratedCharacters: AsyncSequence, Sendable {
  public typealias Element = Character
  public typealias Failure = Never

  let model: CharacterLanguageModel
  let request: GenerationRequest

  public func makeAsyncIterator() -> Iterator { Iterator(model, request) }

  /// Writes the text as it is asked for characters.
  public struct Iterator: AsyncIteratorProtocol {
    private let generator: TextGenerator
    private let isBackward: Bool
    private var filter: StopFilter
    private var left: Int
    private var isAtEnd = false
    /// Scalars that may still be joined by the next one.
    private var pending = ""
    private var ready: [Character] = []

    init(_ model: CharacterLanguageModel, _ request: GenerationRequest) {
      isBackward = model.isBackward
      generator = TextGenerator(
        model, prompt: request.prompt, sampling: request.sampling, seed: request.seed)
      filter = StopFilter(request.stop, isBackward: model.isBackward)
      left = request.length
    }

    public mutating func next() async -> Character? {
      await next(isolation: nil)
    }

    public mutating func next(isolation: isolated (any Actor)?) async -> Character? {
      while ready.isEmpty && !isAtEnd {
        if Task.isCancelled { return nil }
        write()
      }
      return ready.isEmpty ? nil : ready.removeFirst()
    }

    /// One step of the model.
    private mutating func write() {
      var written: [Unicode.Scalar] = []
      if left > 0 {
        generator.step { _, scalar in written.append(scalar) }
      }
      var passed: [Unicode.Scalar] = []
      for scalar in written {
        left -= 1
        filter.append(scalar) { passed.append($0) }
      }
      isAtEnd = filter.isStopped || left <= 0
      if isAtEnd { filter.flush { passed.append($0) } }
      for scalar in passed {
        // The character that was written last may grow; the ones before it are complete.
        if isBackward {
          pending.unicodeScalars.insert(scalar, at: pending.startIndex)
          while pending.count > 1 { ready.append(pending.removeLast()) }
        } else {
          pending.unicodeScalars.append(scalar)
          while pending.count > 1 { ready.append(pending.removeFirst()) }
        }
      }
      if isAtEnd {
        ready += isBackward ? pending.reversed() : Array(pending)
        pending = ""
      }
    }
  }
}

extension CharacterLanguageModel {
  /// The characters of one text, as they are written. A model that reads backward gives the last
  /// first.
  public func characters(_ request: GenerationRequest = .init()) -> GeneratedCharacters {
    GeneratedCharacters(model: self, request: request)
  }
}
