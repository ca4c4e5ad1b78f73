/// A fully connected layer without an activation: y[R, N] = x[R, K] · weightᵀ + bias.
package struct Dense<S: Scalar>: Sendable {
  /// K
  package let inputSize: Int
  /// N
  package let outputSize: Int
  /// [N, K]
  package let weight: ParameterReference
  /// [1, N]
  package let bias: ParameterReference

  /// Adds `weight` [N, K], after Glorot, and `bias` [N], zeros, to the layout.
  package init(inputSize: Int, outputSize: Int, layout: inout ParameterLayout) {
    self.inputSize = inputSize
    self.outputSize = outputSize
    weight = layout.add(
      "weight", rows: outputSize, columns: inputSize, kind: .weight, initialization: .glorot)
    bias = layout.add("bias", rows: 1, columns: outputSize, initialization: .zeros)
  }

  /// y = x · weightᵀ + bias for some rows.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, rows: Range<Int>, _ x: Matrix<S>, into y: Matrix<S>
  ) {
    weights.multiply(
      x.rows(rows), by: weight, initial: .row(weights[bias].pointer), into: y.rows(rows))
  }

  /// dx = dy · weight for some rows.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, rows: Range<Int>, dy: Matrix<S>, into dx: Matrix<S>
  ) {
    weights.multiplyTransposed(
      dy.rows(rows), by: weight, into: dx.rows(rows), accumulates: false)
  }

  /// The tasks that add dweight = dyᵀ · x and dbias = the sum of dy's rows.
  package func gradientTasks(
    _ gradients: Gradients<S>, x: Matrix<S>, dy: Matrix<S>
  ) -> [GradientTask] {
    weightGradientTasks(gradients, weight, biases: [bias], dy: dy, x: x)
  }
}
