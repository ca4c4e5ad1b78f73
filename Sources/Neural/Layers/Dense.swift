/// An affine map of rows: y[R, N] = x[R, K] · weightᵀ + bias.
package struct Dense<S: Scalar>: Sendable {
  package let inputSize: Int
  package let outputSize: Int
  package let weight: ParameterReference
  package let bias: ParameterReference

  /// Adds `weight` [N, K], after Glorot, and `bias` [N], zeros, to the layout.
  package init(inputSize: Int, outputSize: Int, layout: inout ParameterLayout) {
    self.inputSize = inputSize
    self.outputSize = outputSize
    weight = layout.add(
      "weight", rows: outputSize, columns: inputSize, kind: .factor, initialization: .glorot)
    bias = layout.add("bias", rows: 1, columns: outputSize, initialization: .zeros)
  }

  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, rows: Range<Int>, _ x: Matrix<S>, into y: Matrix<S>
  ) {
    weights.multiply(
      rows.count, x.row(rows.lowerBound), x.stride, by: weight, from: .row(weights[bias].pointer),
      into: y.row(rows.lowerBound), y.stride)
  }

  /// dx = dy · weight, replacing what was there.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, rows: Range<Int>, dy: Matrix<S>, into dx: Matrix<S>
  ) {
    weights.multiplyTransposed(
      rows.count, dy.row(rows.lowerBound), dy.stride, by: weight, into: dx.row(rows.lowerBound),
      dx.stride, accumulate: false)
  }

  package func gradientTasks(
    _ gradients: Gradients<S>, x: Matrix<S>, dy: Matrix<S>
  ) -> [GradientTask] {
    factorGradientTasks(gradients, weight, biases: [bias], dy: dy, x: x)
  }
}
