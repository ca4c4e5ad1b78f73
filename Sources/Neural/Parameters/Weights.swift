/// The values of all parameters of a model: one allocation, and packed panels of the weight
/// matrices.
///
/// Any thread may read them. Only one may write, while no other reads, and calls ``repack(_:)``
/// afterwards.
public final class Weights<S: Scalar>: @unchecked Sendable {
  /// The layout of the parameters.
  public let layout: ParameterLayout
  let values: UnsafeMutablePointer<S>
  /// The precision of matrix products.
  package let precision: WeightPrecision
  private let panels: [Panels?]
  private let packings: [Packing]

  /// The packed panels of a weight matrix w[n, k].
  private enum Panels {
    /// Of `wᵀ` for products with x[m, k], and, for training, of `w` for products with dy[m, n].
    case float32(forward: UnsafeMutablePointer<S>, backward: UnsafeMutablePointer<S>?)
    /// For training in bfloat16, of `wᵀ` and of `w`: two rows interleaved in words of 32 bits.
    case bfloat16(forward: UnsafeMutablePointer<UInt32>, backward: UnsafeMutablePointer<UInt32>)
    /// For inference, of `wᵀ`.
    case bfloat16Weights(UnsafeMutablePointer<UInt16>)
    /// For inference, of `wᵀ`, with a scale for each of its columns.
    case int8(UnsafeMutablePointer<Int8>, scales: UnsafeMutablePointer<S>)

    func deallocate() {
      switch self {
      case .float32(let forward, let backward):
        forward.deallocate()
        backward?.deallocate()
      case .bfloat16(let forward, let backward):
        forward.deallocate()
        backward.deallocate()
      case .bfloat16Weights(let panels): panels.deallocate()
      case .int8(let panels, let scales):
        panels.deallocate()
        scales.deallocate()
      }
    }
  }

  /// Allocates values of zero.
  ///
  /// - Parameters:
  ///   - forTraining: whether to keep panels for the backward pass.
  ///   - precision: of matrix products; there is no training in `int8`.
  public init(
    layout: ParameterLayout, forTraining: Bool, precision: WeightPrecision = .float32
  ) {
    precondition(!forTraining || precision != .int8)
    self.layout = layout
    self.precision = precision
    values = .aligned(layout.count)
    values.initialize(repeating: 0, count: layout.count)
    packings = Self.packings(layout, forTraining: forTraining)
    panels = layout.entries.map { entry in
      guard entry.kind == .weight else { return nil }
      let size = Self.packedCount(entry.columns, entry.rows)
      switch precision {
      case .float32:
        return .float32(
          forward: .aligned(size),
          backward: forTraining ? .aligned(Self.packedCount(entry.rows, entry.columns)) : nil)
      case .bfloat16 where forTraining:
        return .bfloat16(
          forward: .aligned(Self.packedCount((entry.columns + 1) / 2, entry.rows)),
          backward: .aligned(Self.packedCount((entry.rows + 1) / 2, entry.columns)))
      case .bfloat16: return .bfloat16Weights(.aligned(size))
      case .int8:
        let count = (entry.rows + S.panelWidth - 1) / S.panelWidth
        return .int8(
          .aligned(count * S.int8PanelBytes(entry.columns)), scales: .aligned(entry.rows))
      }
    }
  }

  /// The elements of the panels of b[k, n].
  private static func packedCount(_ k: Int, _ n: Int) -> Int {
    k * ((n + S.panelWidth - 1) / S.panelWidth) * S.panelWidth
  }

  deinit {
    values.deallocate()
    for panels in panels { panels?.deallocate() }
  }

  /// Initializes all values; each parameter has a random stream of its own.
  public func initialize(seed: UInt64) {
    for (index, entry) in layout.entries.enumerated() {
      var random = RandomSource(seed: seed, index)
      let matrix = Matrix(
        pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
      entry.initialization.fill(matrix, random: &random)
    }
    repack()
  }

  /// The values of a parameter.
  package subscript(reference: ParameterReference) -> Matrix<S> {
    let entry = layout.entries[reference.index]
    return Matrix(pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
  }

  /// Packs the panels from the values again, after the values have changed.
  package func repack(_ pool: ThreadPool = .serial) {
    pool.forEach(packings.count) { self.pack(packings[$0]) }
  }

  /// A part of the work of packing a weight matrix.
  private struct Packing {
    /// Of the parameter.
    let index: Int
    /// Whether the panels are those of the backward pass.
    let isBackward: Bool
    /// The columns of the panels.
    let columns: Range<Int>
  }

  /// The packing of all weight matrices, in parts that threads can share.
  private static func packings(
    _ layout: ParameterLayout, forTraining: Bool
  ) -> [Packing] {
    let width = 8 * S.panelWidth
    return layout.entries.enumerated().filter { $1.kind == .weight }.flatMap { index, entry in
      [(false, entry.rows), (true, entry.columns)].filter { !$0.0 || forTraining }
        .flatMap { isBackward, columns in
          stride(from: 0, to: columns, by: width).map {
            Packing(
              index: index, isBackward: isBackward, columns: $0..<min($0 + width, columns))
          }
        }
    }
  }

  private func pack(_ packing: Packing) {
    let w = self[ParameterReference(index: packing.index)]
    let (first, n) = (packing.columns.lowerBound, packing.columns.count)
    let k = packing.isBackward ? w.rows : w.columns
    func pack(into panels: UnsafeMutablePointer<S>) {
      if packing.isBackward {
        S.pack(k: k, n: n, b: w.pointer + first, ldb: w.stride, panels: panels)
      } else {
        S.packTransposed(k: k, n: n, b: w.row(first), ldb: w.stride, panels: panels)
      }
    }
    func withPanels(_ body: (UnsafeMutablePointer<S>) -> Void) {
      let panels = UnsafeMutablePointer<S>.aligned(Self.packedCount(k, n))
      defer { panels.deallocate() }
      pack(into: panels)
      body(panels)
    }
    switch panels[packing.index]! {
    case .float32(let forward, let backward):
      pack(into: (packing.isBackward ? backward! : forward) + first * k)
    case .bfloat16(let forward, let backward):
      let to = (packing.isBackward ? backward : forward) + first * ((k + 1) / 2)
      withPanels { S.interleaveBFloat16(k: k, n: n, panels: $0, pairs: to) }
    case .bfloat16Weights(let panels):
      withPanels { S.toBFloat16(Self.packedCount(k, n), $0, panels + first * k) }
    case .int8(let panels, let scales):
      S.packInt8(
        k: k, n: n, b: w.row(first), ldb: w.stride,
        panels: panels + first / S.panelWidth * S.int8PanelBytes(k),
        scales: scales + first)
    }
  }

  /// The bytes of a weight that a matrix product reads.
  package func byteCount(of reference: ParameterReference) -> Int {
    layout.entries[reference.index].count * precision.size
  }

  /// y[m, n] = initial + x[m, k] · wᵀ for a weight w[n, k].
  ///
  /// - Parameter columns: the columns of y to compute, all by default; they start with a panel.
  @inline(__always)
  func multiply(
    _ x: Matrix<S>, by reference: ParameterReference, columns: Range<Int>? = nil,
    initial: InitialSums<S>, into y: Matrix<S>
  ) {
    let entry = layout.entries[reference.index]
    let (m, n, k) = (x.rows, columns?.count ?? entry.rows, entry.columns)
    let first = columns?.lowerBound ?? 0
    assert(first % S.panelWidth == 0 && y.rows == m)
    let initial = initial.columns(from: first)
    let (a, c) = (x.pointer, y.pointer + first)
    switch panels[reference.index]! {
    case .float32(let forward, _):
      S.multiply(
        m: m, n: n, k: k, a: a, lda: x.stride, panels: forward + first * k, initial: initial,
        c: c, ldc: y.stride)
    case .bfloat16(let forward, _):
      S.multiplyBFloat16(
        m: m, n: n, k: k, a: a, lda: x.stride, pairs: forward + first * ((k + 1) / 2),
        initial: initial, c: c, ldc: y.stride)
    case .bfloat16Weights(let panels):
      S.multiplyBFloat16Weights(
        m: m, n: n, k: k, a: a, lda: x.stride, panels: panels + first * k, initial: initial,
        c: c, ldc: y.stride)
    case .int8(let panels, let scales):
      S.multiplyInt8(
        m: m, n: n, k: k, a: a, lda: x.stride,
        panels: panels + first / S.panelWidth * S.int8PanelBytes(k), scales: scales + first,
        initial: initial, c: c, ldc: y.stride)
    }
  }

  /// dx[m, k] = dy[m, n] · w for a weight w[n, k]; added to what dx holds if `accumulates`.
  @inline(__always)
  func multiplyTransposed(
    _ dy: Matrix<S>, by reference: ParameterReference, into dx: Matrix<S>, accumulates: Bool
  ) {
    let entry = layout.entries[reference.index]
    let initial: InitialSums<S> = accumulates ? .rows(of: dx) : .zeros
    assert(dx.rows == dy.rows)
    let (m, n, k) = (dy.rows, entry.columns, entry.rows)
    switch panels[reference.index] {
    case .float32(_, let backward?):
      S.multiply(
        m: m, n: n, k: k, a: dy.pointer, lda: dy.stride, panels: backward, initial: initial,
        c: dx.pointer, ldc: dx.stride)
    case .bfloat16(_, let backward):
      S.multiplyBFloat16(
        m: m, n: n, k: k, a: dy.pointer, lda: dy.stride, pairs: backward, initial: initial,
        c: dx.pointer, ldc: dx.stride)
    default:
      preconditionFailure("these weights are not for training")
    }
  }

  /// The values of a parameter in row-major order.
  public func elements(of name: String) -> [S]? {
    layout.reference(named: name).map { self[$0].elements() }
  }

  /// The values of all parameters in row-major order, by name.
  public func allElements() -> [String: [S]] {
    var elements: [String: [S]] = [:]
    for (index, entry) in layout.entries.enumerated() {
      elements[entry.name] = self[ParameterReference(index: index)].elements()
    }
    return elements
  }

  /// Copies the values of other weights of the same layout.
  package func copy(from other: Weights, pool: ThreadPool = .serial) {
    precondition(layout.count == other.layout.count)
    values.update(from: other.values, count: layout.count)
    repack(pool)
  }

  /// Moves all values by a share of the way to those of other weights of the same layout.
  package func move(toward other: Weights, by share: S, pool: ThreadPool = .serial) {
    precondition(layout.count == other.layout.count)
    Self.move(values, toward: other.values, by: share, count: layout.count)
    repack(pool)
  }

  @specialized(where S == Float)
  private static func move(
    _ values: UnsafeMutablePointer<S>, toward other: UnsafeMutablePointer<S>, by share: S,
    count: Int
  ) {
    for i in 0..<count { values[i] += share * (other[i] - values[i]) }
  }

  /// Replaces the values of a parameter; call ``repack(_:)`` after the last.
  ///
  /// - Precondition: `elements` has as many numbers as the parameter.
  package func setElements(of reference: ParameterReference, to elements: [S]) {
    let matrix = self[reference]
    precondition(elements.count == matrix.count)
    elements.withUnsafeBufferPointer {
      matrix.pointer.update(from: $0.baseAddress!, count: $0.count)
    }
  }
}
