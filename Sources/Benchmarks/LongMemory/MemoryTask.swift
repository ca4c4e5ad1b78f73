import Neural

/// A task whose answer, at the end of a sequence, depends on an input many steps before it.
package enum MemoryTask: String, Sendable, CaseIterable {
  /// Numbers from 0 to 1, two of them marked, one in each half; the answer is their sum (Hochreiter
  /// and Schmidhuber 1997, "Long Short-Term Memory"). The loss is the squared error: 1/6 for
  /// a model that always says 1.
  case adding
  /// One of eight symbols, then blanks, then a sign to repeat it (after the copying task of
  /// Arjovsky et al. 2016). The loss is the cross-entropy: ln 8 for a
  /// uniform guess.
  case copy

  private static let symbolCount = 8

  /// The columns of a step.
  package var inputSize: Int {
    switch self {
    case .adding: 2
    case .copy: Self.symbolCount + 2
    }
  }

  /// The columns of the answer.
  package var outputSize: Int {
    switch self {
    case .adding: 1
    case .copy: Self.symbolCount
    }
  }

  /// The mean loss of who has learned nothing.
  package var baseline: Double {
    switch self {
    case .adding: 1.0 / 6
    case .copy: 2.0794415416798357
    }
  }

  /// Sequences of `length` steps, all of one length, as rows step by step, and their answers.
  package struct Batch {
    /// [T·B, I]
    package let input: Matrix<Float>
    /// B sums, or the numbers of B symbols.
    package let answers: [Float]
  }

  package func batch(_ count: Int, length: Int, seed: UInt64, _ arena: Arena<Float>) -> Batch {
    var random = RandomSource(seed: seed)
    let input = arena.zeros(length * count, inputSize)
    let answers = (0..<count).map { sequence -> Float in
      func row(_ step: Int) -> Int { step * count + sequence }
      switch self {
      case .adding:
        let half = length / 2
        let marks = [
          Int(random.next() % UInt64(half)), half + Int(random.next() % UInt64(length - half)),
        ]
        for step in 0..<length { input[row(step), 0] = Float(random.uniform()) }
        for mark in marks { input[row(mark), 1] = 1 }
        return marks.reduce(0) { $0 + input[row($1), 0] }
      case .copy:
        let symbol = Int(random.next() % UInt64(Self.symbolCount))
        input[row(0), symbol] = 1
        for step in 1..<length - 1 { input[row(step), Self.symbolCount] = 1 }
        input[row(length - 1), Self.symbolCount + 1] = 1
        return Float(symbol)
      }
    }
    return Batch(input: input, answers: answers)
  }

  /// The sum of the losses of answers [B, N], and their gradients times `scale`.
  package func loss(
    _ logits: Matrix<Float>, _ answers: [Float], scale: Float, gradients: Matrix<Float>
  ) -> Double {
    switch self {
    case .adding:
      // loss = (y - answer)²;  d loss / d y = 2 (y - answer)
      var sum = 0.0
      for (row, answer) in answers.enumerated() {
        let error = logits[row, 0] - answer
        sum += Double(error * error)
        gradients[row, 0] = 2 * error * scale
      }
      return sum
    case .copy:
      return CrossEntropy<Float>()(
        logits: logits, targets: answers.map { Int32($0) }, scale: scale, dlogits: gradients)
    }
  }
}
