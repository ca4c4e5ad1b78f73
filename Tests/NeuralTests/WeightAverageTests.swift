import Neural
import TestSupport
import Testing

struct WeightAverageTests {
  private func make() -> (Weights<Double>, ParameterReference) {
    var layout = ParameterLayout()
    let p = layout.add("p", rows: 2, columns: 3, kind: .weight, initialization: .zeros)
    return (Weights(layout: layout, forTraining: true), p)
  }

  private let values = [[1.0, 2, 3, 4, 5, 6], [3, 2, 1, 0, -1, -2], [-7, 2, 5, 5, 0, 0]]

  @Test func mean() {
    let (weights, p) = make()
    let average = WeightAverage<Double>(.mean, layout: weights.layout)
    for value in values {
      weights.setElements(of: p, to: value)
      average.add(weights)
    }
    let expected = (0..<6).map { i in values.reduce(0) { $0 + $1[i] } / 3 }
    #expect(mismatch(average.elements()["p"] ?? [], expected, relative: 1e-12) == nil)
  }

  @Test func exponential() {
    let (weights, p) = make()
    let average = WeightAverage<Double>(.exponential(decay: 0.9), layout: weights.layout)
    for value in values {
      weights.setElements(of: p, to: value)
      average.add(weights)
    }
    let expected = (0..<6).map { i in
      0.81 * values[0][i] + 0.09 * values[1][i] + 0.1 * values[2][i]
    }
    #expect(mismatch(average.elements()["p"] ?? [], expected, relative: 1e-12) == nil)
  }

  @Test func swapping() {
    let (weights, p) = make()
    let average = WeightAverage<Double>(.mean, layout: weights.layout)
    for value in values[..<2] {
      weights.setElements(of: p, to: value)
      average.add(weights)
    }
    average.swap(with: weights)
    #expect(weights[p].elements() == [2, 2, 2, 2, 2, 2])
    average.swap(with: weights)
    #expect(weights[p].elements() == values[1])
    #expect(average.elements()["p"] == [2, 2, 2, 2, 2, 2])
  }

  @Test func restoring() throws {
    let (weights, p) = make()
    let whole = WeightAverage<Double>(.mean, layout: weights.layout)
    for value in values[..<2] {
      weights.setElements(of: p, to: value)
      whole.add(weights)
    }
    let resumed = WeightAverage<Double>(.mean, layout: weights.layout)
    try resumed.restore(count: whole.count, elements: whole.elements())
    weights.setElements(of: p, to: values[2])
    whole.add(weights)
    resumed.add(weights)
    #expect(whole.elements() == resumed.elements())
    #expect(throws: NeuralError.stateMismatch(name: "p", expected: 6, found: 1)) {
      try resumed.restore(count: 1, elements: ["p": [1]])
    }
    #expect(throws: NeuralError.stateMismatch(name: "q", expected: nil, found: 1)) {
      try resumed.restore(count: 1, elements: ["p": values[0], "q": [1]])
    }
  }
}
