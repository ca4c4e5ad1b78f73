import CKernels

extension Float: Scalar {
  nonisolated(unsafe) private static let kernels = nlp_kernels_float().pointee

  public static var panelWidth: Int { kernels.panel_width }

  @inline(__always)
  public static func pack(
    _ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: MutableValues
  ) {
    kernels.pack(k, n, b, ldb, panels)
  }

  @inline(__always)
  public static func packTransposed(
    _ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: MutableValues
  ) {
    kernels.pack_transposed(k, n, b, ldb, panels)
  }

  @inline(__always)
  public static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: Values,
    from start: InitialSums<Float>, _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply(
      m, n, k, a, lda, panels, start.origin, start.stride, start.ids, c, ldc)
  }

  @inline(__always)
  public static func multiplyTransposed(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ b: Values, _ ldb: Int,
    _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply_transposed(m, n, k, a, lda, b, ldb, c, ldc)
  }

  @inline(__always)
  public static func toBFloat16(_ n: Int, _ x: Values, _ y: UnsafeMutablePointer<UInt16>) {
    kernels.to_bfloat16(n, x, y)
  }

  @inline(__always)
  public static func multiplyBFloat16Weights(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: UnsafePointer<UInt16>,
    from start: InitialSums<Float>, _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply_bfloat16_weights(
      m, n, k, a, lda, panels, start.origin, start.stride, start.ids, c, ldc)
  }

  @inline(__always)
  public static func interleaveBFloat16(
    _ k: Int, _ n: Int, _ panels: Values, _ pairs: UnsafeMutablePointer<UInt32>
  ) {
    kernels.interleave_bfloat16(k, n, panels, pairs)
  }

  @inline(__always)
  public static func multiplyBFloat16(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ pairs: UnsafePointer<UInt32>,
    from start: InitialSums<Float>, _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply_bfloat16(
      m, n, k, a, lda, pairs, start.origin, start.stride, start.ids, c, ldc)
  }

  @inline(__always)
  public static func multiplyTransposedBFloat16(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ b: Values, _ ldb: Int,
    _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply_transposed_bfloat16(m, n, k, a, lda, b, ldb, c, ldc)
  }

  @inline(__always)
  public static func int8PanelBytes(_ k: Int) -> Int { kernels.int8_panel_bytes(k) }

  @inline(__always)
  public static func packInt8(
    _ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: UnsafeMutablePointer<Int8>,
    _ scales: MutableValues
  ) {
    kernels.pack_int8(k, n, b, ldb, panels, scales)
  }

  @inline(__always)
  public static func multiplyInt8(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: UnsafePointer<Int8>,
    _ scales: Values, from start: InitialSums<Float>, _ c: MutableValues, _ ldc: Int
  ) {
    kernels.multiply_int8(
      m, n, k, a, lda, panels, scales, start.origin, start.stride, start.ids, c, ldc)
  }

  @inline(__always)
  public static func addColumnSums(
    _ m: Int, _ n: Int, _ a: Values, _ lda: Int, _ sums: MutableValues
  ) {
    kernels.add_column_sums(m, n, a, lda, sums)
  }

  @inline(__always)
  public static func addRows(
    _ count: Int, _ n: Int, _ a: Values, _ lda: Int, _ ids: UnsafePointer<Int32>,
    _ sums: MutableValues
  ) {
    kernels.add_rows(count, n, a, lda, ids, sums)
  }

  @inline(__always)
  public static func dotRows(
    _ count: Int, _ n: Int, _ x: Values, _ a: Values, _ lda: Int, _ ids: UnsafePointer<Int32>,
    _ out: MutableValues
  ) {
    kernels.dot_rows(count, n, x, a, lda, ids, out)
  }

  @inline(__always)
  public static func addScaled(
    _ n: Int, _ s: Float, _ x: Values, _ y: MutableValues
  ) {
    kernels.add_scaled(n, s, x, y)
  }

  @inline(__always)
  public static func scale(
    _ n: Int, _ s: Float, _ x: Values, _ y: MutableValues
  ) {
    kernels.scale(n, s, x, y)
  }

  @inline(__always)
  public static func sumOfSquares(
    _ n: Int, _ x: Values
  ) -> Double {
    kernels.sum_of_squares(n, x)
  }

  @inline(__always)
  public static func allFinite(
    _ n: Int, _ x: Values
  ) -> Bool {
    kernels.all_finite(n, x)
  }

  @inline(__always)
  public static func dropout(
    _ n: Int, _ seed: UInt64, _ rate: Double, _ x: Values, _ y: MutableValues
  ) {
    kernels.dropout(n, seed, rate, x, y)
  }

  @inline(__always)
  public static func exp(
    _ n: Int, _ x: Values, _ y: MutableValues
  ) {
    kernels.exp(n, x, y)
  }

  @inline(__always)
  public static func tanh(
    _ n: Int, _ x: Values, _ y: MutableValues
  ) {
    kernels.tanh(n, x, y)
  }

  @inline(__always)
  public static func sigmoid(
    _ n: Int, _ x: Values, _ y: MutableValues
  ) {
    kernels.sigmoid(n, x, y)
  }

  @inline(__always)
  public static func logSumExp(
    _ n: Int, _ x: Values
  ) -> Float {
    kernels.log_sum_exp(n, x)
  }

  @inline(__always)
  public static func softmax(
    _ n: Int, _ x: Values, _ y: MutableValues
  ) {
    kernels.softmax(n, x, y)
  }

  @inline(__always)
  public static func lstmForward(
    _ m: Int, _ h: Int, _ units: Range<Int>, _ gates: MutableValues, _ ldg: Int,
    _ previousCell: Values, _ cell: MutableValues, _ tanhCell: MutableValues,
    _ output: MutableValues, _ ldo: Int
  ) {
    kernels.lstm_forward(
      m, h, units.lowerBound, units.upperBound, gates, ldg, previousCell, cell, tanhCell, output,
      ldo)
  }

  @inline(__always)
  public static func lstmBackward(
    _ m: Int, _ h: Int, _ gates: MutableValues, _ ldg: Int, _ previousCell: Values,
    _ tanhCell: Values, _ doutput: Values, _ ldo: Int, _ dstate: MutableValues,
    _ dcell: MutableValues
  ) {
    kernels.lstm_backward(m, h, gates, ldg, previousCell, tanhCell, doutput, ldo, dstate, dcell)
  }

  @inline(__always)
  public static func gruForward(
    _ m: Int, _ h: Int, _ units: Range<Int>, _ gates: MutableValues, _ recurrent: MutableValues,
    _ ldg: Int, _ previous: Values, _ output: MutableValues, _ ldo: Int
  ) {
    kernels.gru_forward(
      m, h, units.lowerBound, units.upperBound, gates, recurrent, ldg, previous, output, ldo)
  }

  @inline(__always)
  public static func gruBackward(
    _ m: Int, _ h: Int, _ gates: MutableValues, _ recurrent: MutableValues, _ ldg: Int,
    _ previous: Values, _ doutput: Values, _ ldo: Int, _ dstate: MutableValues
  ) {
    kernels.gru_backward(m, h, gates, recurrent, ldg, previous, doutput, ldo, dstate)
  }

  @inline(__always)
  public static func rnnForward(
    _ m: Int, _ units: Range<Int>, _ relu: Bool, _ gates: MutableValues, _ ldg: Int,
    _ output: MutableValues, _ ldo: Int
  ) {
    kernels.rnn_forward(m, units.lowerBound, units.upperBound, relu, gates, ldg, output, ldo)
  }

  @inline(__always)
  public static func rnnBackward(
    _ m: Int, _ h: Int, _ relu: Bool, _ gates: MutableValues, _ ldg: Int, _ doutput: Values,
    _ ldo: Int, _ dstate: MutableValues
  ) {
    kernels.rnn_backward(m, h, relu, gates, ldg, doutput, ldo, dstate)
  }

  @inline(__always)
  public static func logMultiply(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ out: MutableValues
  ) {
    kernels.log_multiply(k, n, a, b, ldb, out)
  }

  @inline(__always)
  public static func maxMultiply(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ out: MutableValues,
    _ from: UnsafeMutablePointer<Int32>
  ) {
    kernels.max_multiply(k, n, a, b, ldb, out, from)
  }

  @inline(__always)
  public static func addExpSums(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ c: Values, _ sums: MutableValues,
    _ lds: Int
  ) {
    kernels.add_exp_sums(k, n, a, b, ldb, c, sums, lds)
  }

  @inline(__always)
  public static func adam(
    _ n: Int, _ p: MutableValues, _ g: Values, _ u: MutableValues, _ v: MutableValues, beta1: Float,
    beta2: Float, rate: Float, scale: Float, epsilon: Float, decay: Float, shrink: Float
  ) {
    kernels.adam(n, p, g, u, v, beta1, beta2, rate, scale, epsilon, decay, shrink)
  }
}
