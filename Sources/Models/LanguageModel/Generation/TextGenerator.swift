import Neural

/// Writes texts with a language model, character by character, some texts side by side.
///
/// What is written follows from the model, the prompt, the sampling and the seed; neither the
/// number of threads nor the other texts change it. The first of several texts is the one that is
/// written alone.
public final class TextGenerator {
  private let model: CharacterLanguageModel
  private let stepper: SymbolStepper
  private var samplers: [Sampler]
  private var texts: [TextState]
  private var isFinished: [Bool]

  /// One text between two symbols.
  struct TextState: Sendable, Hashable, Codable {
    var random: RandomSource
    /// The last symbol, which the network has not read yet.
    var last: Int32
    /// The symbols before, as far as the penalty of repetitions looks back.
    var recent: [Int32]
    var assembler: UTF8Assembler
  }

  /// Everything that is needed to go on later, or elsewhere with the same model.
  public struct State: Sendable, Hashable, Codable {
    var numbers: [Float]
    var texts: [TextState]
    /// How many texts are written side by side.
    public var count: Int { texts.count }
  }

  /// Starts texts that continue a prompt (for a model that reads backward: that end in it).
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - seed: each text draws from a stream of its own.
  public init(
    _ model: CharacterLanguageModel, prompt: String = "", count: Int = 1,
    sampling: SamplingOptions = .init(), seed: UInt64 = 1, threads pool: ThreadPool = .serial
  ) {
    precondition(count >= 1)
    self.model = model
    stepper = SymbolStepper(model, count: count, pool: pool)
    let read = model.read(prompt)
    let last = read.last ?? model.symbols.start
    var sampler = Sampler(sampling, symbols: model.symbols.count)
    for symbol in read { sampler.note(symbol) }
    samplers = [Sampler](repeating: sampler, count: count)
    texts = (0..<count).map {
      TextState(
        random: RandomSource(seed: seed, $0), last: last,
        recent: Array(read.suffix(sampling.rememberedSymbols)),
        assembler: UTF8Assembler(isBackward: model.isBackward))
    }
    isFinished = [Bool](repeating: false, count: count)
    for symbol in ([model.symbols.start] + read).dropLast() {
      for text in 0..<count { stepper.inputs[text] = symbol }
      stepper.step()
    }
  }

  /// Goes on from a state that ``state`` gave.
  ///
  /// - Throws: ``LanguageModelError/stateMismatch(expected:found:)`` if the state is of another
  ///   model.
  public init(
    _ model: CharacterLanguageModel, continuing state: State,
    sampling: SamplingOptions = .init(), threads pool: ThreadPool = .serial
  ) throws(LanguageModelError) {
    let stepper = SymbolStepper(model, count: max(1, state.count), pool: pool)
    let symbols = model.symbols.count
    let areInRange = state.texts.allSatisfy { text in
      ([text.last] + text.recent).allSatisfy { (0..<Int32(symbols)).contains($0) }
    }
    guard state.count > 0, areInRange, stepper.stateCount == state.numbers.count,
      state.numbers.allSatisfy(\.isFinite)
    else {
      throw .stateMismatch(expected: stepper.stateCount, found: state.numbers.count)
    }
    stepper.state = state.numbers
    self.model = model
    self.stepper = stepper
    texts = state.texts
    samplers = state.texts.map { text in
      var sampler = Sampler(sampling, symbols: symbols)
      for symbol in text.recent { sampler.note(symbol) }
      return sampler
    }
    isFinished = [Bool](repeating: false, count: texts.count)
  }

  /// How many texts are written side by side.
  public var count: Int { texts.count }

  /// The state after the last step. It can be saved, and any generator with this model goes on from
  /// it.
  public var state: State {
    var texts = texts
    for index in texts.indices { texts[index].recent = samplers[index].remembered }
    return State(numbers: stepper.state, texts: texts)
  }

  /// Writes no more of a text.
  public func finish(_ text: Int) { isFinished[text] = true }

  /// Writes a symbol of each text that is not finished.
  ///
  /// - Parameter body: gets the scalar that a text has been given, in the order of reading. Where
  ///   symbols are bytes, some steps complete none.
  public func step(_ body: (_ text: Int, _ scalar: Unicode.Scalar) throws -> Void) rethrows {
    for text in texts.indices { stepper.inputs[text] = texts[text].last }
    stepper.step()
    for text in texts.indices where !isFinished[text] {
      if let scalar = draw(text) { try body(text, scalar) }
    }
  }

  private func draw(_ text: Int) -> Unicode.Scalar? {
    let logits = stepper.logits(text)
    let symbol: Int32
    let scalar: Unicode.Scalar?
    if model.symbols.areBytes {
      let assembler = texts[text].assembler
      symbol = samplers[text].draw(logits, &texts[text].random) {
        assembler.allows(UInt8(truncatingIfNeeded: $0))
      }
      scalar = texts[text].assembler.append(UInt8(truncatingIfNeeded: symbol))
    } else {
      symbol = samplers[text].draw(logits, &texts[text].random) { $0 != 0 }
      scalar = model.symbols.scalar(symbol)
    }
    samplers[text].note(symbol)
    texts[text].last = symbol
    return scalar
  }
}
