import CKernels

/// The number type of a network: `Float` in use, `Double` where its gradients are checked.
///
/// The requirements are the kernels of `CKernels.h`, which documents each of them.
public protocol Scalar: BinaryFloatingPoint, Sendable, BitwiseCopyable {
  typealias Values = UnsafePointer<Self>
  typealias MutableValues = UnsafeMutablePointer<Self>

  static var panelWidth: Int { get }
  static func pack(_ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: MutableValues)
  static func packTransposed(_ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: MutableValues)
  static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: Values,
    from start: InitialSums<Self>, _ c: MutableValues, _ ldc: Int)
  static func multiplyTransposed(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ b: Values, _ ldb: Int,
    _ c: MutableValues, _ ldc: Int)
  static func toBFloat16(_ n: Int, _ x: Values, _ y: UnsafeMutablePointer<UInt16>)
  static func multiplyBFloat16Weights(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: UnsafePointer<UInt16>,
    from start: InitialSums<Self>, _ c: MutableValues, _ ldc: Int)
  static func interleaveBFloat16(
    _ k: Int, _ n: Int, _ panels: Values, _ pairs: UnsafeMutablePointer<UInt32>)
  static func multiplyBFloat16(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ pairs: UnsafePointer<UInt32>,
    from start: InitialSums<Self>, _ c: MutableValues, _ ldc: Int)
  static func multiplyTransposedBFloat16(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ b: Values, _ ldb: Int,
    _ c: MutableValues, _ ldc: Int)
  static func int8PanelBytes(_ k: Int) -> Int
  static func packInt8(
    _ k: Int, _ n: Int, _ b: Values, _ ldb: Int, _ panels: UnsafeMutablePointer<Int8>,
    _ scales: MutableValues)
  static func multiplyInt8(
    _ m: Int, _ n: Int, _ k: Int, _ a: Values, _ lda: Int, _ panels: UnsafePointer<Int8>,
    _ scales: Values, from start: InitialSums<Self>, _ c: MutableValues, _ ldc: Int)
  static func addColumnSums(_ m: Int, _ n: Int, _ a: Values, _ lda: Int, _ sums: MutableValues)
  static func addRows(
    _ count: Int, _ n: Int, _ a: Values, _ lda: Int, _ ids: UnsafePointer<Int32>,
    _ sums: MutableValues)

  static func dotRows(
    _ count: Int, _ n: Int, _ x: Values, _ a: Values, _ lda: Int, _ ids: UnsafePointer<Int32>,
    _ out: MutableValues)
  static func addScaled(_ n: Int, _ s: Self, _ x: Values, _ y: MutableValues)
  static func scale(_ n: Int, _ s: Self, _ x: Values, _ y: MutableValues)
  static func sumOfSquares(_ n: Int, _ x: Values) -> Double
  static func allFinite(_ n: Int, _ x: Values) -> Bool
  static func dropout(_ n: Int, _ seed: UInt64, _ rate: Double, _ x: Values, _ y: MutableValues)

  static func exp(_ n: Int, _ x: Values, _ y: MutableValues)
  static func tanh(_ n: Int, _ x: Values, _ y: MutableValues)
  static func sigmoid(_ n: Int, _ x: Values, _ y: MutableValues)
  static func logSumExp(_ n: Int, _ x: Values) -> Self
  static func softmax(_ n: Int, _ x: Values, _ y: MutableValues)

  static func lstmForward(
    _ m: Int, _ h: Int, _ units: Range<Int>, _ gates: MutableValues, _ ldg: Int,
    _ previousCell: Values, _ cell: MutableValues, _ tanhCell: MutableValues,
    _ output: MutableValues, _ ldo: Int)
  static func lstmBackward(
    _ m: Int, _ h: Int, _ gates: MutableValues, _ ldg: Int, _ previousCell: Values,
    _ tanhCell: Values, _ doutput: Values, _ ldo: Int, _ dstate: MutableValues,
    _ dcell: MutableValues)
  static func gruForward(
    _ m: Int, _ h: Int, _ units: Range<Int>, _ gates: MutableValues, _ recurrent: MutableValues,
    _ ldg: Int, _ previous: Values, _ output: MutableValues, _ ldo: Int)
  static func gruBackward(
    _ m: Int, _ h: Int, _ gates: MutableValues, _ recurrent: MutableValues, _ ldg: Int,
    _ previous: Values, _ doutput: Values, _ ldo: Int, _ dstate: MutableValues)
  static func rnnForward(
    _ m: Int, _ units: Range<Int>, _ relu: Bool, _ gates: MutableValues, _ ldg: Int,
    _ output: MutableValues, _ ldo: Int)
  static func rnnBackward(
    _ m: Int, _ h: Int, _ relu: Bool, _ gates: MutableValues, _ ldg: Int, _ doutput: Values,
    _ ldo: Int, _ dstate: MutableValues)

  static func logMultiply(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ out: MutableValues)
  static func maxMultiply(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ out: MutableValues,
    _ from: UnsafeMutablePointer<Int32>)
  static func addExpSums(
    _ k: Int, _ n: Int, _ a: Values, _ b: Values, _ ldb: Int, _ c: Values,
    _ sums: MutableValues, _ lds: Int)
  static func adam(
    _ n: Int, _ p: MutableValues, _ g: Values, _ u: MutableValues, _ v: MutableValues,
    beta1: Self, beta2: Self, rate: Self, scale: Self, epsilon: Self, decay: Self, shrink: Self)
}
