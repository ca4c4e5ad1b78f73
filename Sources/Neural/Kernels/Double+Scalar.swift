import CKernels

extension Double: Scalar {
  nonisolated(unsafe) private static let kernels = nlp_kernels_double().pointee

  public static var panelWidth: Int { kernels.panel_width }

  @inline(__always)
  public static func pack(
    k: Int, n: Int, b: Values, ldb: Int, panels: MutableValues
  ) {
    kernels.pack(k, n, b, ldb, panels)
  }

  @inline(__always)
  public static func packTransposed(
    k: Int, n: Int, b: Values, ldb: Int, panels: MutableValues
  ) {
    kernels.pack_transposed(k, n, b, ldb, panels)
  }

  @inline(__always)
  public static func multiply(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: Values,
    initial: InitialSums<Double>, c: MutableValues, ldc: Int
  ) {
    kernels.multiply(
      m, n, k, a, lda, panels, initial.origin, initial.stride, initial.ids, c, ldc)
  }

  @inline(__always)
  public static func multiplyTransposed(
    m: Int, n: Int, k: Int, a: Values, lda: Int, b: Values, ldb: Int,
    c: MutableValues, ldc: Int
  ) {
    kernels.multiply_transposed(m, n, k, a, lda, b, ldb, c, ldc)
  }

  @inline(__always)
  public static func toBFloat16(_ n: Int, _ x: Values, _ y: UnsafeMutablePointer<UInt16>) {
    kernels.to_bfloat16(n, x, y)
  }

  @inline(__always)
  public static func multiplyBFloat16Weights(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: UnsafePointer<UInt16>,
    initial: InitialSums<Double>, c: MutableValues, ldc: Int
  ) {
    kernels.multiply_bfloat16_weights(
      m, n, k, a, lda, panels, initial.origin, initial.stride, initial.ids, c, ldc)
  }

  @inline(__always)
  public static func interleaveBFloat16(
    k: Int, n: Int, panels: Values, pairs: UnsafeMutablePointer<UInt32>
  ) {
    kernels.interleave_bfloat16(k, n, panels, pairs)
  }

  @inline(__always)
  public static func multiplyBFloat16(
    m: Int, n: Int, k: Int, a: Values, lda: Int, pairs: UnsafePointer<UInt32>,
    initial: InitialSums<Double>, c: MutableValues, ldc: Int
  ) {
    kernels.multiply_bfloat16(
      m, n, k, a, lda, pairs, initial.origin, initial.stride, initial.ids, c, ldc)
  }

  @inline(__always)
  public static func multiplyTransposedBFloat16(
    m: Int, n: Int, k: Int, a: Values, lda: Int, b: Values, ldb: Int,
    c: MutableValues, ldc: Int
  ) {
    kernels.multiply_transposed_bfloat16(m, n, k, a, lda, b, ldb, c, ldc)
  }

  @inline(__always)
  public static func int8PanelBytes(_ k: Int) -> Int { kernels.int8_panel_bytes(k) }

  @inline(__always)
  public static func packInt8(
    k: Int, n: Int, b: Values, ldb: Int, panels: UnsafeMutablePointer<Int8>,
    scales: MutableValues
  ) {
    kernels.pack_int8(k, n, b, ldb, panels, scales)
  }

  @inline(__always)
  public static func multiplyInt8(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: UnsafePointer<Int8>,
    scales: Values, initial: InitialSums<Double>, c: MutableValues, ldc: Int
  ) {
    kernels.multiply_int8(
      m, n, k, a, lda, panels, scales, initial.origin, initial.stride, initial.ids, c, ldc)
  }

  @inline(__always)
  public static func addColumnSums(
    m: Int, n: Int, a: Values, lda: Int, sums: MutableValues
  ) {
    kernels.add_column_sums(m, n, a, lda, sums)
  }

  @inline(__always)
  public static func addRows(
    count: Int, n: Int, a: Values, lda: Int, ids: UnsafePointer<Int32>,
    sums: MutableValues
  ) {
    kernels.add_rows(count, n, a, lda, ids, sums)
  }

  @inline(__always)
  public static func dotRows(
    count: Int, n: Int, x: Values, a: Values, lda: Int, ids: UnsafePointer<Int32>,
    out: MutableValues
  ) {
    kernels.dot_rows(count, n, x, a, lda, ids, out)
  }

  @inline(__always)
  public static func addScaled(
    _ n: Int, _ s: Double, _ x: Values, _ y: MutableValues
  ) {
    kernels.add_scaled(n, s, x, y)
  }

  @inline(__always)
  public static func scale(
    _ n: Int, _ s: Double, _ x: Values, _ y: MutableValues
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
  ) -> Double {
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
    m: Int, h: Int, units: Range<Int>, gates: MutableValues, ldg: Int,
    previousCell: Values, cell: MutableValues, tanhCell: MutableValues,
    output: MutableValues, ldo: Int
  ) {
    kernels.lstm_forward(
      m, h, units.lowerBound, units.upperBound, gates, ldg, previousCell, cell, tanhCell, output,
      ldo)
  }

  @inline(__always)
  public static func lstmBackward(
    m: Int, h: Int, gates: MutableValues, ldg: Int, previousCell: Values,
    tanhCell: Values, doutput: Values, ldo: Int, dstate: MutableValues,
    dcell: MutableValues
  ) {
    kernels.lstm_backward(m, h, gates, ldg, previousCell, tanhCell, doutput, ldo, dstate, dcell)
  }

  @inline(__always)
  public static func gruForward(
    m: Int, h: Int, units: Range<Int>, gates: MutableValues, recurrent: MutableValues,
    ldg: Int, previous: Values, output: MutableValues, ldo: Int
  ) {
    kernels.gru_forward(
      m, h, units.lowerBound, units.upperBound, gates, recurrent, ldg, previous, output, ldo)
  }

  @inline(__always)
  public static func gruBackward(
    m: Int, h: Int, gates: MutableValues, recurrent: MutableValues, ldg: Int,
    previous: Values, doutput: Values, ldo: Int, dstate: MutableValues
  ) {
    kernels.gru_backward(m, h, gates, recurrent, ldg, previous, doutput, ldo, dstate)
  }

  @inline(__always)
  public static func rnnForward(
    m: Int, units: Range<Int>, relu: Bool, gates: MutableValues, ldg: Int,
    output: MutableValues, ldo: Int
  ) {
    kernels.rnn_forward(m, units.lowerBound, units.upperBound, relu, gates, ldg, output, ldo)
  }

  @inline(__always)
  public static func rnnBackward(
    m: Int, h: Int, relu: Bool, gates: MutableValues, ldg: Int, doutput: Values,
    ldo: Int, dstate: MutableValues
  ) {
    kernels.rnn_backward(m, h, relu, gates, ldg, doutput, ldo, dstate)
  }

  @inline(__always)
  public static func logMultiply(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, out: MutableValues
  ) {
    kernels.log_multiply(k, n, a, b, ldb, out)
  }

  @inline(__always)
  public static func maxMultiply(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, out: MutableValues,
    from: UnsafeMutablePointer<Int32>
  ) {
    kernels.max_multiply(k, n, a, b, ldb, out, from)
  }

  @inline(__always)
  public static func addExpSums(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, c: Values, sums: MutableValues,
    lds: Int
  ) {
    kernels.add_exp_sums(k, n, a, b, ldb, c, sums, lds)
  }

  @inline(__always)
  public static func adam(
    _ n: Int, _ p: MutableValues, _ g: Values, _ u: MutableValues, _ v: MutableValues,
    beta1: Double, beta2: Double, rate: Double, scale: Double, epsilon: Double, decay: Double,
    shrink: Double
  ) {
    kernels.adam(n, p, g, u, v, beta1, beta2, rate, scale, epsilon, decay, shrink)
  }
}
