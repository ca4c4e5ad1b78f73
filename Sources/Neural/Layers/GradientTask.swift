/// A piece of the work that adds up weight gradients; the pieces of a batch touch different memory.
package typealias GradientTask = @Sendable () -> Void

/// The gradients of y[R, N] = biases + x[R, K] · wᵀ: dw[N, K] += dyᵀ · x and, for each bias, the sum of
/// dy's rows, cut by rows of w.
func factorGradientTasks<S: Scalar>(
  _ gradients: Gradients<S>, _ factor: ParameterReference, biases: [ParameterReference],
  dy: Matrix<S>, x: Matrix<S>
) -> [GradientTask] {
  let dw = gradients[factor]
  let dbiases = biases.map { gradients[$0] }
  let isRounded = gradients.precision == .bfloat16
  // A small factor is cut in two, so that its work does not keep one of two threads waiting.
  let height = dw.rows > 512 ? 256 : (dw.rows + 31) / 32 * 16
  return stride(from: 0, to: dw.rows, by: max(16, height)).map { first in
    let part = first..<min(first + height, dw.rows)
    return {
      let dy = dy.columns(part)
      if isRounded {
        S.multiplyTransposedBFloat16(
          part.count, x.columns, x.rows, dy.pointer, dy.stride, x.pointer, x.stride,
          dw.row(first), dw.stride)
      } else {
        S.multiplyTransposed(
          part.count, x.columns, x.rows, dy.pointer, dy.stride, x.pointer, x.stride,
          dw.row(first), dw.stride)
      }
      for dbias in dbiases {
        S.addColumnSums(dy.rows, part.count, dy.pointer, dy.stride, dbias.pointer + first)
      }
    }
  }
}
