/// A part of the work of adding weight gradients. The tasks of a batch write different memory, so
/// threads may run them at once.
package typealias GradientTask = @Sendable () -> Void

/// The gradients of y[R, N] = biases + x[R, K] · wᵀ: dw[N, K] += dyᵀ · x, and each dbias[N] += the
/// sum of dy's rows. Each task takes some rows of w.
func weightGradientTasks<S: Scalar>(
  _ gradients: Gradients<S>, _ weight: ParameterReference, biases: [ParameterReference],
  dy: Matrix<S>, x: Matrix<S>
) -> [GradientTask] {
  let dw = gradients[weight]
  let dbiases = biases.map { gradients[$0] }
  let isBFloat16 = gradients.precision == .bfloat16
  // A small weight is halved, so that two threads have work.
  let height = dw.rows > 512 ? 256 : (dw.rows + 31) / 32 * 16
  return stride(from: 0, to: dw.rows, by: max(16, height)).map { first in
    let part = first..<min(first + height, dw.rows)
    return {
      let dy = dy.columns(part)
      if isBFloat16 {
        S.multiplyTransposedBFloat16(
          m: part.count, n: x.columns, k: x.rows, a: dy.pointer, lda: dy.stride, b: x.pointer,
          ldb: x.stride,
          c: dw.row(first), ldc: dw.stride)
      } else {
        S.multiplyTransposed(
          m: part.count, n: x.columns, k: x.rows, a: dy.pointer, lda: dy.stride, b: x.pointer,
          ldb: x.stride,
          c: dw.row(first), ldc: dw.stride)
      }
      for dbias in dbiases {
        S.addColumnSums(
          m: dy.rows, n: part.count, a: dy.pointer, lda: dy.stride, sums: dbias.pointer + first)
      }
    }
  }
}
