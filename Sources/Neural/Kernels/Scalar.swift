import CKernels

/// The number type of a network: `Float` in use, `Double` where its gradients are checked.
///
/// The requirements are the kernels of `CKernels.h`, which says more of each. Matrices are
/// row-major: `lda` is the distance of two rows of `a` in elements, as in BLAS; m counts rows, n
/// columns, k the summed dimension, h hidden units.
public protocol Scalar: BinaryFloatingPoint, Sendable, BitwiseCopyable {
  /// Elements that a kernel reads.
  typealias Values = UnsafePointer<Self>
  /// Elements that a kernel writes.
  typealias MutableValues = UnsafeMutablePointer<Self>

  /// The columns of a packed panel; memory that holds panels is 64-byte aligned.
  static var panelWidth: Int { get }

  /// Packs b[k, n] into panels for ``multiply(m:n:k:a:lda:panels:initial:c:ldc:)``: k · (n rounded
  /// up to whole panels) elements.
  static func pack(k: Int, n: Int, b: Values, ldb: Int, panels: MutableValues)

  /// Packs the transpose of b[n, k] into panels for
  /// ``multiply(m:n:k:a:lda:panels:initial:c:ldc:)``.
  static func packTransposed(k: Int, n: Int, b: Values, ldb: Int, panels: MutableValues)

  /// GEMM with packed panels of b[k, n]: c[m, n] = initial sums + a[m, k] · b.
  static func multiply(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: Values,
    initial: InitialSums<Self>, c: MutableValues, ldc: Int)

  /// c[m, n] += aᵀ · b for a[k, m] and b[k, n], which are not packed; the sum over k runs in order.
  static func multiplyTransposed(
    m: Int, n: Int, k: Int, a: Values, lda: Int, b: Values, ldb: Int,
    c: MutableValues, ldc: Int)

  /// y[n] = x[n], rounded to the nearest bfloat16.
  static func toBFloat16(_ n: Int, _ x: Values, _ y: UnsafeMutablePointer<UInt16>)

  /// GEMM with packed panels in bfloat16; a and the sums keep their precision. For inference.
  static func multiplyBFloat16Weights(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: UnsafePointer<UInt16>,
    initial: InitialSums<Self>, c: MutableValues, ldc: Int)

  /// Rounds packed panels of b[k, n] to bfloat16 and interleaves each two rows in words of 32 bits:
  /// (k + 1) / 2 words a column.
  static func interleaveBFloat16(
    k: Int, n: Int, panels: Values, pairs: UnsafeMutablePointer<UInt32>)

  /// GEMM with both operands rounded to bfloat16; the sums keep their precision.
  static func multiplyBFloat16(
    m: Int, n: Int, k: Int, a: Values, lda: Int, pairs: UnsafePointer<UInt32>,
    initial: InitialSums<Self>, c: MutableValues, ldc: Int)

  /// c[m, n] += aᵀ · b for a[k, m] and b[k, n], both rounded to bfloat16.
  static func multiplyTransposedBFloat16(
    m: Int, n: Int, k: Int, a: Values, lda: Int, b: Values, ldb: Int,
    c: MutableValues, ldc: Int)

  /// The bytes of an int8 panel of k rows.
  static func int8PanelBytes(_ k: Int) -> Int

  /// Quantizes the transpose of b[n, k] to int8 panels, column j in multiples of scales[j].
  static func packInt8(
    k: Int, n: Int, b: Values, ldb: Int, panels: UnsafeMutablePointer<Int8>,
    scales: MutableValues)

  /// GEMM with int8 panels; each row of a is quantized in the same way. For inference.
  static func multiplyInt8(
    m: Int, n: Int, k: Int, a: Values, lda: Int, panels: UnsafePointer<Int8>,
    scales: Values, initial: InitialSums<Self>, c: MutableValues, ldc: Int)

  /// sums[n] += the sum of the rows of a[m, n], in order.
  static func addColumnSums(m: Int, n: Int, a: Values, lda: Int, sums: MutableValues)

  /// sums[n] += the rows ids[0], ids[1], … of a, in order.
  static func addRows(
    count: Int, n: Int, a: Values, lda: Int, ids: UnsafePointer<Int32>,
    sums: MutableValues)

  /// out[i] = the dot product of x[n] and row ids[i] of a, for i < count.
  static func dotRows(
    count: Int, n: Int, x: Values, a: Values, lda: Int, ids: UnsafePointer<Int32>,
    out: MutableValues)

  /// y[n] += s · x[n]
  static func addScaled(_ n: Int, _ s: Self, _ x: Values, _ y: MutableValues)

  /// y[n] = s · x[n]; in place allowed.
  static func scale(_ n: Int, _ s: Self, _ x: Values, _ y: MutableValues)

  /// The sum of x[i]², in `Double` and in the same order on every machine.
  static func sumOfSquares(_ n: Int, _ x: Values) -> Double

  /// Whether every element of x[n] is finite.
  static func allFinite(_ n: Int, _ x: Values) -> Bool

  /// y[n] = mask · x[n]: an element is 0 with probability `rate` and x / (1 - rate) otherwise, by a
  /// hash of the seed and its index; in place allowed. The backward pass is the same call.
  static func dropout(_ n: Int, _ seed: UInt64, _ rate: Double, _ x: Values, _ y: MutableValues)

  /// y[n] = exp(x[n]); in place allowed.
  static func exp(_ n: Int, _ x: Values, _ y: MutableValues)

  /// y[n] = tanh(x[n]); in place allowed.
  static func tanh(_ n: Int, _ x: Values, _ y: MutableValues)

  /// y[n] = σ(x[n]); in place allowed.
  static func sigmoid(_ n: Int, _ x: Values, _ y: MutableValues)

  /// log(Σ exp(x[i])), safe against overflow; -∞ for n = 0.
  static func logSumExp(_ n: Int, _ x: Values) -> Self

  /// y[n] = softmax(x[n]); in place allowed.
  static func softmax(_ n: Int, _ x: Values, _ y: MutableValues)

  /// LSTM cell forward for some units: pre-activations i f g o in `gates` become activations;
  /// writes the new cell state, its tanh and the output.
  static func lstmForward(
    m: Int, h: Int, units: Range<Int>, gates: MutableValues, ldg: Int,
    previousCell: Values, cell: MutableValues, tanhCell: MutableValues,
    output: MutableValues, ldo: Int)

  /// LSTM cell backward: activations in `gates` become gradients of the pre-activations, `dcell`
  /// the gradient of the previous cell state, `dstate` 0.
  static func lstmBackward(
    m: Int, h: Int, gates: MutableValues, ldg: Int, previousCell: Values,
    tanhCell: Values, doutput: Values, ldo: Int, dstate: MutableValues,
    dcell: MutableValues)

  /// GRU cell forward for some units: input projections in `gates` become the activations r z n.
  static func gruForward(
    m: Int, h: Int, units: Range<Int>, gates: MutableValues, recurrent: MutableValues,
    ldg: Int, previous: Values, output: MutableValues, ldo: Int)

  /// GRU cell backward: `gates` and `recurrent` become the gradients of the input and the recurrent
  /// projections, `dstate` that of the previous state without the recurrent product.
  static func gruBackward(
    m: Int, h: Int, gates: MutableValues, recurrent: MutableValues, ldg: Int,
    previous: Values, doutput: Values, ldo: Int, dstate: MutableValues)

  /// Elman cell forward for some units: output = tanh(gates), or max(0, gates) with `relu`.
  static func rnnForward(
    m: Int, units: Range<Int>, relu: Bool, gates: MutableValues, ldg: Int,
    output: MutableValues, ldo: Int)

  /// Elman cell backward: the output in `gates` becomes the gradient of the pre-activations,
  /// `dstate` 0.
  static func rnnBackward(
    m: Int, h: Int, relu: Bool, gates: MutableValues, ldg: Int, doutput: Values,
    ldo: Int, dstate: MutableValues)

  /// CRF recursion: out[j] = log(Σ over i of exp(a[i] + b[i, j])), for b[k, n].
  static func logMultiply(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, out: MutableValues)

  /// Viterbi step: out[j] = max over i of a[i] + b[i, j], from[j] the first i that attains it.
  static func maxMultiply(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, out: MutableValues,
    from: UnsafeMutablePointer<Int32>)

  /// Expected transitions of a CRF: sums[i, j] += exp(a[i] + b[i, j] + c[j]).
  static func addExpSums(
    k: Int, n: Int, a: Values, b: Values, ldb: Int, c: Values,
    sums: MutableValues, lds: Int)

  /// Adam (Kingma and Ba 2015) on p[n] with gradient g and moments u and v; `CKernels.h` has the
  /// formula.
  static func adam(
    _ n: Int, _ p: MutableValues, _ g: Values, _ u: MutableValues, _ v: MutableValues,
    beta1: Self, beta2: Self, rate: Self, scale: Self, epsilon: Self, decay: Self, shrink: Self)
}
