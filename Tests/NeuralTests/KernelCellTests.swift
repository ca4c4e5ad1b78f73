import Foundation
import Neural
import TestSupport
import Testing

/// The pointwise parts of the cells: forward against the equations, backward against differences of
/// the forward kernel in double.
struct KernelCellTests {
  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test func lstmForward() {
    for seed in 0..<60 {
      check(Float.self, seed)
      check(Double.self, seed)
    }

    func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
      var sample = KernelSample<S>(seed: seed)
      let (m, h) = (sample.m, sample.n)
      let (ldg, ldo) = (4 * h + sample.gaps[0], h + sample.gaps[1])
      var gates = sample.values(m * ldg, span: 4)
      let previous = sample.values(m * h, span: 2)
      var (cell, tanhCell) = (sample.values(m * h), sample.values(m * h))
      var output = sample.values(m * ldo)
      var expected = [gates, cell, tanhCell, output].map { $0.map { Double($0) } }
      for row in 0..<m {
        for j in 0..<h {
          let at = row * ldg + j
          let i = Self.sigmoid(expected[0][at])
          let f = Self.sigmoid(expected[0][at + h])
          let g = tanh(expected[0][at + 2 * h])
          let o = Self.sigmoid(expected[0][at + 3 * h])
          let c = f * Double(previous[row * h + j]) + i * g
          for (gate, value) in [i, f, g, o].enumerated() { expected[0][at + gate * h] = value }
          expected[1][row * h + j] = c
          expected[2][row * h + j] = tanh(c)
          expected[3][row * ldo + j] = o * tanh(c)
        }
      }
      S.lstmForward(
        m: m, h: h, units: 0..<h, gates: &gates, ldg: ldg, previousCell: previous, cell: &cell,
        tanhCell: &tanhCell, output: &output, ldo: ldo)
      for (actual, expected) in zip([gates, cell, tanhCell, output], expected) {
        #expect(KernelSample.mismatch(actual, expected, scale: 2) == nil, "\(m) x \(h)")
      }
    }
  }

  @Test func gruForward() {
    for seed in 0..<60 {
      check(Float.self, seed)
      check(Double.self, seed)
    }

    func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
      var sample = KernelSample<S>(seed: seed)
      let (m, h) = (sample.m, sample.n)
      let (ldg, ldo) = (3 * h + sample.gaps[0], h + sample.gaps[1])
      var gates = sample.values(m * ldg, span: 3)
      var recurrent = sample.values(m * ldg, span: 3)
      let before = recurrent
      let previous = sample.values(m * h)
      var output = sample.values(m * ldo)
      var expected = [gates, output].map { $0.map { Double($0) } }
      for row in 0..<m {
        for j in 0..<h {
          let at = row * ldg + j
          let q = [0, h, 2 * h].map { Double(before[at + $0]) }
          let r = Self.sigmoid(expected[0][at] + q[0])
          let z = Self.sigmoid(expected[0][at + h] + q[1])
          let n = tanh(expected[0][at + 2 * h] + r * q[2])
          for (gate, value) in [r, z, n].enumerated() { expected[0][at + gate * h] = value }
          expected[1][row * ldo + j] = (1 - z) * n + z * Double(previous[row * h + j])
        }
      }
      S.gruForward(
        m: m, h: h, units: 0..<h, gates: &gates, recurrent: &recurrent, ldg: ldg,
        previous: previous, output: &output, ldo: ldo)
      #expect(recurrent == before)
      for (actual, expected) in zip([gates, output], expected) {
        #expect(KernelSample.mismatch(actual, expected, scale: 4) == nil, "\(m) x \(h)")
      }
    }
  }

  @Test(arguments: [false, true]) func simpleForward(relu: Bool) {
    for seed in 0..<60 {
      check(Float.self, seed)
      check(Double.self, seed)
    }

    func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
      var sample = KernelSample<S>(seed: seed)
      let (m, h) = (sample.m, sample.n)
      let (ldg, ldo) = (h + sample.gaps[0], h + sample.gaps[1])
      var gates = sample.values(m * ldg, span: 3)
      var output = sample.values(m * ldo)
      var expected = [gates, output].map { $0.map { Double($0) } }
      for row in 0..<m {
        for j in 0..<h {
          let x = expected[0][row * ldg + j]
          expected[0][row * ldg + j] = relu ? max(0, x) : tanh(x)
          expected[1][row * ldo + j] = relu ? max(0, x) : tanh(x)
        }
      }
      S.rnnForward(
        m: m, units: 0..<h, relu: relu, gates: &gates, ldg: ldg, output: &output, ldo: ldo)
      #expect(KernelSample.mismatch(gates, expected[0]) == nil, "\(m) x \(h)")
      #expect(KernelSample.mismatch(output, expected[1]) == nil, "\(m) x \(h)")
    }
  }

  /// The gradient of w · f(x) by central differences.
  private func differences(
    _ x: [Double], _ weights: [Double], _ f: ([Double]) -> [Double]
  ) -> [Double] {
    let step = 1e-5
    return x.indices.map { index in
      var (up, down) = (x, x)
      up[index] += step
      down[index] -= step
      return zip(zip(f(up), f(down)), weights).reduce(0) {
        $0 + ($1.0.0 - $1.0.1) / (2 * step) * $1.1
      }
    }
  }

  private func agree(_ actual: [Double], _ expected: some Collection<Double>, _ what: String) {
    #expect(
      mismatch(actual, Array(expected), relative: 1e-8, absolute: 1e-8) == nil, "\(what)")
  }

  private static let shapes = [(m: 1, h: 1), (m: 3, h: 5), (m: 2, h: 19)]

  /// x: pre-activations, then the cell state before; f: outputs, then the cell states.
  @Test func lstmBackward() {
    for (m, h) in Self.shapes {
      var random = SeededRandom(UInt64(h))
      let count = m * h
      func forward(_ x: [Double]) -> (gates: [Double], tanhCell: [Double], result: [Double]) {
        var gates = Array(x[..<(4 * count)])
        var (cell, tanhCell, output) = (gates, gates, gates)
        Double.lstmForward(
          m: m, h: h, units: 0..<h, gates: &gates, ldg: 4 * h,
          previousCell: Array(x[(4 * count)...]), cell: &cell, tanhCell: &tanhCell, output: &output,
          ldo: h)
        return (gates, tanhCell, Array(output[..<count] + cell[..<count]))
      }
      let x = random.normals(5 * count)
      let (above, after, cellAfter) =
        (random.normals(count), random.normals(count), random.normals(count))
      let expected = differences(x, zip(above, after).map { $0 + $1 } + cellAfter) {
        forward($0).result
      }
      var (gates, tanhCell, _) = forward(x)
      var (dstate, dcell) = (after, cellAfter)
      Double.lstmBackward(
        m: m, h: h, gates: &gates, ldg: 4 * h, previousCell: Array(x[(4 * count)...]),
        tanhCell: tanhCell, doutput: above, ldo: h, dstate: &dstate, dcell: &dcell)
      agree(gates + dcell, expected, "\(m) x \(h)")
      #expect(dstate.allSatisfy { $0 == 0 })
    }
  }

  /// x: input parts, recurrent parts, the state before.
  @Test func gruBackward() {
    for (m, h) in Self.shapes {
      var random = SeededRandom(UInt64(h))
      let count = m * h
      func forward(_ x: [Double]) -> (gates: [Double], recurrent: [Double], output: [Double]) {
        var gates = Array(x[..<(3 * count)])
        var recurrent = Array(x[(3 * count)..<(6 * count)])
        var output = [Double](repeating: 0, count: count)
        Double.gruForward(
          m: m, h: h, units: 0..<h, gates: &gates, recurrent: &recurrent, ldg: 3 * h,
          previous: Array(x[(6 * count)...]), output: &output, ldo: h)
        return (gates, recurrent, output)
      }
      let x = random.normals(7 * count)
      let (above, after) = (random.normals(count), random.normals(count))
      let expected = differences(x, zip(above, after).map { $0 + $1 }) { forward($0).output }
      var (gates, recurrent, _) = forward(x)
      var dstate = after
      Double.gruBackward(
        m: m, h: h, gates: &gates, recurrent: &recurrent, ldg: 3 * h,
        previous: Array(x[(6 * count)...]), doutput: above, ldo: h, dstate: &dstate)
      agree(gates + recurrent + dstate, expected, "\(m) x \(h)")
    }
  }

  @Test(arguments: [false, true]) func simpleBackward(relu: Bool) {
    for (m, h) in Self.shapes {
      var random = SeededRandom(UInt64(h))
      let count = m * h
      func forward(_ x: [Double]) -> [Double] {
        var (gates, output) = (x, x)
        Double.rnnForward(
          m: m, units: 0..<h, relu: relu, gates: &gates, ldg: h, output: &output, ldo: h)
        return output
      }
      let x = random.normals(count)
      let (above, after) = (random.normals(count), random.normals(count))
      let expected = differences(x, zip(above, after).map { $0 + $1 }, forward)
      var (gates, dstate) = (forward(x), after)
      Double.rnnBackward(
        m: m, h: h, relu: relu, gates: &gates, ldg: h, doutput: above, ldo: h, dstate: &dstate)
      agree(gates, expected, "\(m) x \(h)")
      #expect(dstate.allSatisfy { $0 == 0 })
    }
  }
}
