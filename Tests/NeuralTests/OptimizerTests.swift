import Foundation
import Neural
import TestSupport
import Testing

struct OptimizerTests {
  private static let configurations: [OptimizerConfiguration] = [
    .sgd(), .sgd(.init(momentum: 0.9, isNesterov: true, weightDecay: 0.01)), .adam(),
    .adamW(weightDecay: 0.05), .rmsprop(.init(momentum: 0.5, isCentered: true)),
    .adagrad(.init(rateDecay: 0.1)),
  ]

  /// Parameters of all kinds, larger than one task of a thread, and a table with few touched rows.
  private struct Run<S: Scalar> {
    let weights: Weights<S>
    let gradients: Gradients<S>
    let optimizer: Optimizer<S>
    let pool: ThreadPool
    let table: ParameterReference
    let others: [ParameterReference]

    init(_ configuration: OptimizerConfiguration, threads: Int = 1) {
      var layout = ParameterLayout()
      others = [
        layout.add("vector", rows: 1, columns: 37, initialization: .normal(1)),
        layout.add("factor", rows: 211, columns: 170, kind: .weight, initialization: .glorot),
      ]
      table = layout.add(
        "table", rows: 3000, columns: 13, kind: .table, initialization: .normal(0.5))
      weights = Weights(layout: layout, forTraining: true)
      weights.initialize(seed: 1)
      gradients = Gradients(layout: layout)
      optimizer = Optimizer(configuration, layout: layout)
      pool = ThreadPool(threads: threads)
    }

    func touchedRows(_ step: Int) -> [Int32] { (0..<1500).map { Int32(($0 * 7 + step) % 3000) } }

    func step(_ step: Int, maximum: Double = 1) -> Double {
      var random = SeededRandom(UInt64(step))
      gradients.reset()
      gradients.touch(table, rows: touchedRows(step))
      for reference in others {
        for i in 0..<gradients[reference].count {
          gradients[reference].pointer[i] = S(random.normal())
        }
      }
      for row in gradients.touchedRows(of: table) {
        for j in 0..<13 { gradients[table][Int(row), j] = S(random.normal()) }
      }
      let norm = gradients.clip(norm: maximum, pool: pool)
      gradients.clip(value: 0.01, pool: pool)
      optimizer.step(weights, gradients, rate: 0.01, pool: pool)
      return norm
    }

    var elements: [S] { (others + [table]).flatMap { weights[$0].elements() } }
  }

  @Test(arguments: configurations)
  func bytesDoNotDependOnThreads(configuration: OptimizerConfiguration) {
    let runs = [1, 2, 5].map { Run<Float>(configuration, threads: $0) }
    for step in 1...3 {
      let norms = runs.map { $0.step(step) }
      #expect(norms[0] == norms[1] && norms[0] == norms[2] && norms[0] > 100)
    }
    let bits = runs.map { $0.elements.map(\.bitPattern) }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
  }

  @Test(arguments: configurations)
  func restoredStateGoesOnExactly(configuration: OptimizerConfiguration) throws {
    let whole = Run<Float>(configuration)
    for step in 1...3 { _ = whole.step(step) }
    let saved = whole.optimizer.state()
    let resumed = Run<Float>(configuration)
    for reference in whole.others + [whole.table] {
      resumed.weights.setElements(of: reference, to: whole.weights[reference].elements())
    }
    try resumed.optimizer.restore(saved)
    #expect(resumed.optimizer.state() == saved)
    for step in 4...6 {
      _ = whole.step(step)
      _ = resumed.step(step)
    }
    #expect(whole.elements.map(\.bitPattern) == resumed.elements.map(\.bitPattern))
    #expect(whole.optimizer.state() == resumed.optimizer.state())
  }

  @Test func foreignStatesAreRefused() throws {
    let adam = Run<Float>(.adam())
    _ = adam.step(1)
    let before = adam.optimizer.state()
    var short = before
    short.moments["exp_avg.vector"]?.removeLast()
    #expect(throws: NeuralError.stateMismatch(name: "exp_avg.vector", expected: 37, found: 36)) {
      try adam.optimizer.restore(short)
    }
    var missing = before
    missing.moments["exp_avg_sq.table"] = nil
    #expect(
      throws: NeuralError.stateMismatch(name: "exp_avg_sq.table", expected: 39000, found: nil)
    ) {
      try adam.optimizer.restore(missing)
    }
    var more = before
    more.moments["momentum_buffer.vector"] = [1]
    #expect(
      throws: NeuralError.stateMismatch(name: "momentum_buffer.vector", expected: nil, found: 1)
    ) {
      try adam.optimizer.restore(more)
    }
    var early = before
    early.stepCount = -1
    #expect(throws: NeuralError.negativeStepCount(-1)) { try adam.optimizer.restore(early) }
    #expect(adam.optimizer.state() == before)
  }

  /// Rows without gradients stay as they are, moments included.
  @Test(arguments: configurations)
  func untouchedRowsStay(configuration: OptimizerConfiguration) {
    let run = Run<Float>(configuration)
    let before = run.weights[run.table].elements()
    _ = run.step(1)
    let after = run.weights[run.table].elements()
    let touched = Set(run.touchedRows(1).map(Int.init))
    for row in 0..<3000 {
      let range = row * 13..<row * 13 + 13
      #expect((before[range] == after[range]) == !touched.contains(row))
    }
    for (name, values) in run.optimizer.state().moments where name.hasSuffix(".table") {
      for row in 0..<3000 where !touched.contains(row) {
        #expect(values[row * 13..<row * 13 + 13].allSatisfy { $0 == 0 })
      }
    }
  }

  /// The formula of torch.optim.SparseAdam, written out.
  @Test func adamOfTablesIsLazy() {
    var layout = ParameterLayout()
    let table = layout.add("table", rows: 4, columns: 2, kind: .table, initialization: .normal(1))
    let weights = Weights<Double>(layout: layout, forTraining: true)
    weights.initialize(seed: 3)
    let gradients = Gradients<Double>(layout: layout)
    let optimizer = Optimizer<Double>(.adam(), layout: layout)
    var p = weights[table].elements()
    var u = [Double](repeating: 0, count: 8)
    var v = u
    var random = SeededRandom(43)
    for (index, rows) in [[0, 2], [2], [1, 2], [0], [0, 1, 2]].enumerated() {
      gradients.reset()
      gradients.touch(table, rows: rows.map(Int32.init))
      let n = Double(index + 1)
      let rate = 0.1 * (1 - pow(0.999, n)).squareRoot() / (1 - pow(0.9, n))
      for row in rows {
        for i in row * 2..<row * 2 + 2 {
          let g = random.normal()
          gradients[table].pointer[i] = g
          u[i] = 0.9 * u[i] + 0.1 * g
          v[i] = 0.999 * v[i] + 0.001 * g * g
          p[i] -= rate * u[i] / (v[i].squareRoot() + 1e-8)
        }
      }
      optimizer.step(weights, gradients, rate: 0.1)
      #expect(mismatch(weights[table].elements(), p, relative: 1e-12) == nil)
    }
  }

  /// Products use the new weights after a step.
  @Test func stepPacksTheWeights() {
    var layout = ParameterLayout()
    let dense = Dense<Double>(inputSize: 3, outputSize: 2, layout: &layout)
    let weights = Weights<Double>(layout: layout, forTraining: true)
    weights.initialize(seed: 5)
    let gradients = Gradients<Double>(layout: layout)
    gradients[dense.weight].fill(1)
    Optimizer<Double>(.sgd(), layout: layout).step(weights, gradients, rate: 0.5)
    let arena = Arena<Double>()
    let (x, y) = (arena.zeros(1, 3), arena.matrix(1, 2))
    x.fill(1)
    dense.forward(weights, rows: 0..<1, x, into: y)
    for n in 0..<2 {
      let sum = (0..<3).reduce(0) { $0 + weights[dense.weight][n, $1] }
      #expect(mismatch(y[0, n], sum, relative: 1e-12) == nil)
    }
  }

  @Test func clipping() {
    var layout = ParameterLayout()
    let vector = layout.add("vector", rows: 1, columns: 4, initialization: .zeros)
    let gradients = Gradients<Float>(layout: layout)
    func set(_ values: [Float]) {
      for (i, value) in values.enumerated() { gradients[vector][0, i] = value }
    }
    set([3, -4, 0, 0])
    #expect(gradients.clip(norm: 10) == 5)
    #expect(gradients[vector].elements() == [3, -4, 0, 0])
    gradients.clip(value: 2)
    #expect(gradients[vector].elements() == [2, -2, 0, 0])
    set([.infinity, 1, 0, 0])
    #expect(gradients.clip(norm: 1) == .infinity)
    #expect(gradients[vector].elements() == [.infinity, 1, 0, 0])
    set([.nan, 1, 0, 0])
    #expect(gradients.clip(norm: 1).isNaN)
    #expect(gradients[vector][0, 1] == 1)
  }

  @Test(arguments: configurations) func coding(configuration: OptimizerConfiguration) throws {
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(OptimizerConfiguration.self, from: data) == configuration)
  }
}
