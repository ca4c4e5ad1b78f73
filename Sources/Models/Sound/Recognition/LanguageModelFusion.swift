import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A character language model as a search over texts asks it: what may follow a prefix.
final class LanguageModelFusion {
  /// What the model knows after a prefix.
  struct Context {
    fileprivate let state: [Float]
    /// log p of each of the model's symbols.
    fileprivate let logProbabilities: [Float]
  }

  /// Before the first character.
  let start: Context
  private let stepper: SymbolStepper
  private let symbols: SymbolTable

  init(_ model: CharacterLanguageModel) {
    symbols = model.symbols
    stepper = SymbolStepper(model, count: 1, pool: .serial)
    let zeros = [Float](repeating: 0, count: stepper.stateCount)
    start = Self.step(stepper, symbols.start, from: zeros)
  }

  /// log p of a character.
  func logProbability(of scalar: Unicode.Scalar, after context: Context) -> Double {
    var context = context
    var sum = 0.0
    let read = symbols.indices(of: String(Character(scalar)))
    for (place, symbol) in read.enumerated() {
      sum += Double(context.logProbabilities[Int(symbol)])
      // A character of several bytes.
      if place + 1 < read.count { context = Self.step(stepper, symbol, from: context.state) }
    }
    return sum
  }

  /// What the model knows once it has read a character more.
  func context(after scalar: Unicode.Scalar, from context: Context) -> Context {
    symbols.indices(of: String(Character(scalar))).reduce(context) {
      Self.step(stepper, $1, from: $0.state)
    }
  }

  private static func step(
    _ stepper: SymbolStepper, _ symbol: Int32, from state: [Float]
  ) -> Context {
    stepper.state = state
    stepper.inputs[0] = symbol
    stepper.step()
    let logits = stepper.logits(0)
    let sum = Float.logSumExp(logits.count, logits.baseAddress!)
    return Context(state: stepper.state, logProbabilities: logits.map { $0 - sum })
  }
}
