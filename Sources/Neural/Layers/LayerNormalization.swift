/// Layer normalization (Ba, Kiros and Hinton 2016): each row is normalized to mean 0 and variance
/// 1, then scaled and shifted column by column.
///
/// R rows, N columns: y[R, N] = weight · x̂ + bias with x̂ = (x - mean) · inverse,
/// inverse = 1 / √(variance + epsilon), mean and (biased) variance over the columns of a row.
package struct LayerNormalization<S: Scalar>: Sendable {
  /// N
  package let size: Int
  /// Added to the variance, so that it is never 0.
  package let epsilon: Double
  /// [1, N]
  package let weight: ParameterReference
  /// [1, N]
  package let bias: ParameterReference

  /// Adds `weight` [N], ones, and `bias` [N], zeros, to the layout.
  package init(size: Int, epsilon: Double = 1e-5, layout: inout ParameterLayout) {
    self.size = size
    self.epsilon = epsilon
    weight = layout.add("weight", rows: 1, columns: size, initialization: .constant(1))
    bias = layout.add("bias", rows: 1, columns: size, initialization: .zeros)
  }

  /// y of some rows.
  ///
  /// - Parameter statistics: [R, 2], written: the mean and the inverse of each row.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, rows: Range<Int>, _ x: Matrix<S>, into y: Matrix<S>,
    statistics: Matrix<S>
  ) {
    let (weight, bias) = (weights[weight].pointer, weights[bias].pointer)
    for row in rows {
      let (x, y) = (x.row(row), y.row(row))
      var sum: S = 0
      for i in 0..<size { sum += x[i] }
      let mean = sum / S(size)
      var squares: S = 0
      for i in 0..<size { squares += (x[i] - mean) * (x[i] - mean) }
      let inverse = 1 / (squares / S(size) + S(epsilon)).squareRoot()
      for i in 0..<size { y[i] = weight[i] * ((x[i] - mean) * inverse) + bias[i] }
      statistics[row, 0] = mean
      statistics[row, 1] = inverse
    }
  }

  /// dx of some rows from dy; x and `statistics` are those of the forward pass.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, rows: Range<Int>, _ x: Matrix<S>, statistics: Matrix<S>,
    dy: Matrix<S>, into dx: Matrix<S>
  ) {
    let weight = weights[weight].pointer
    for row in rows {
      let (x, dy, dx) = (x.row(row), dy.row(row), dx.row(row))
      let (mean, inverse) = (statistics[row, 0], statistics[row, 1])
      // y = weight · x̂ + bias, so dx̂ = weight · dy; mean and inverse depend on all of x:
      // dx = inverse · (dx̂ - the mean of dx̂ - x̂ · the mean of dx̂ · x̂)
      var sum: S = 0
      var product: S = 0
      for i in 0..<size {
        let dnormal = weight[i] * dy[i]
        sum += dnormal
        product += dnormal * ((x[i] - mean) * inverse)
      }
      let (shift, slope) = (sum / S(size), product / S(size))
      for i in 0..<size {
        dx[i] = inverse * (weight[i] * dy[i] - shift - (x[i] - mean) * inverse * slope)
      }
    }
  }

  /// The tasks that add dweight = the sum of dy · x̂ over the rows, and dbias = the sum of dy.
  package func gradientTasks(
    _ gradients: Gradients<S>, x: Matrix<S>, statistics: Matrix<S>, dy: Matrix<S>
  ) -> [GradientTask] {
    let (dweight, dbias) = (gradients[weight], gradients[bias])
    return stride(from: 0, to: size, by: 128).map { first in
      let columns = first..<min(first + 128, size)
      return {
        Self.addGradients(columns, x, statistics, dy, dweight: dweight, dbias: dbias)
      }
    }
  }

  @specialized(where S == Float)
  private static func addGradients(
    _ columns: Range<Int>, _ x: Matrix<S>, _ statistics: Matrix<S>, _ dy: Matrix<S>,
    dweight: Matrix<S>, dbias: Matrix<S>
  ) {
    for row in 0..<dy.rows {
      let (x, dy) = (x.row(row), dy.row(row))
      let (mean, inverse) = (statistics[row, 0], statistics[row, 1])
      for i in columns {
        dweight[0, i] += dy[i] * ((x[i] - mean) * inverse)
        dbias[0, i] += dy[i]
      }
    }
  }
}
