/// What is wrong with numbers, or nil where they agree: `#expect(mismatch(a, b) == nil)`.
///
/// Shapes are compared first. Two numbers agree if |a - b| <= absolute + relative · |b|; a number
/// that is not finite agrees with nothing.
package func mismatch<S: BinaryFloatingPoint>(
  _ actual: [S], shape: [Int], _ expected: GoldenTensor, relative: Double,
  absolute: Double = 1e-12
) -> String? {
  guard shape == expected.shape else {
    return "the shape is \(shape), not \(expected.shape)"
  }
  return mismatch(actual, expected.data, relative: relative, absolute: absolute)
}

/// As the other, for numbers without a shape.
package func mismatch<S: BinaryFloatingPoint>(
  _ actual: [S], _ expected: [Double], relative: Double, absolute: Double = 1e-12
) -> String? {
  guard actual.count == expected.count else {
    return "\(actual.count) numbers, not \(expected.count)"
  }
  var worst: (index: Int, excess: Double)?
  for index in actual.indices {
    let difference = abs(Double(actual[index]) - expected[index])
    let excess = difference - absolute - relative * abs(expected[index])
    if !(excess <= 0) {
      if !difference.isFinite {
        worst = (index, .infinity)
      } else if excess > worst?.excess ?? 0 {
        worst = (index, excess)
      }
    }
  }
  return worst.map { worst in
    "element \(worst.index) is \(actual[worst.index]), not \(expected[worst.index])"
  }
}

package func mismatch<S: BinaryFloatingPoint>(
  _ actual: S, _ expected: Double, relative: Double, absolute: Double = 1e-12
) -> String? {
  mismatch([actual], [expected], relative: relative, absolute: absolute)
}
