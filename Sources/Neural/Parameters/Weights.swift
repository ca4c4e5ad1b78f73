/// The values of all parameters of a model: one allocation, and for the factors of matrix products
/// their packed panels.
///
/// Reading is safe from any thread; whoever writes is alone, and calls ``repack(_:)`` afterwards.
public final class Weights<S: Scalar>: @unchecked Sendable {
  public let layout: ParameterLayout
  let values: UnsafeMutablePointer<S>
  private let panels: [Panels?]

  /// The packed forms of a factor `w[n, k]`.
  private struct Panels {
    /// Of `w` transposed, for products `x[m, k]` times it.
    let forward: UnsafeMutablePointer<S>
    /// Of `w`, for products `dy[m, n]` times it; only kept for training.
    let backward: UnsafeMutablePointer<S>?
  }

  /// Allocates values of zero.
  ///
  /// - Parameter forTraining: whether to keep what only the backward pass needs.
  public init(layout: ParameterLayout, forTraining: Bool) {
    self.layout = layout
    values = .aligned(layout.count)
    values.initialize(repeating: 0, count: layout.count)
    panels = layout.entries.map { entry in
      guard entry.kind == .factor else { return nil }
      let width = S.panelWidth
      func size(_ k: Int, _ n: Int) -> Int { k * ((n + width - 1) / width) * width }
      return Panels(
        forward: .aligned(size(entry.columns, entry.rows)),
        backward: forTraining ? .aligned(size(entry.rows, entry.columns)) : nil)
    }
  }

  deinit {
    values.deallocate()
    for case let panels? in panels {
      panels.forward.deallocate()
      panels.backward?.deallocate()
    }
  }

  /// Draws all values anew. Each parameter has a stream of its own, named by its place.
  public func initialize(seed: UInt64) {
    for (index, entry) in layout.entries.enumerated() {
      var random = RandomSource(seed: seed, index)
      let matrix = Matrix(
        pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
      entry.initialization.fill(matrix, random: &random)
    }
    repack()
  }

  package subscript(reference: ParameterReference) -> Matrix<S> {
    let entry = layout.entries[reference.index]
    return Matrix(pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
  }

  /// Brings the packed panels up to date with the values.
  package func repack(_ pool: ThreadPool = .serial) {
    pool.forEach(panels.count) { index in
      guard let packed = self.panels[index] else { return }
      let w = self[ParameterReference(index: index)]
      S.packTransposed(w.columns, w.rows, w.pointer, w.stride, packed.forward)
      if let backward = packed.backward {
        S.pack(w.rows, w.columns, w.pointer, w.stride, backward)
      }
    }
  }

  /// y[m, n] = x[m, k] times the transpose of the factor w[n, k], or += it.
  @inline(__always)
  func multiply(
    _ m: Int, _ x: UnsafePointer<S>, _ ldx: Int, by reference: ParameterReference,
    into y: UnsafeMutablePointer<S>, _ ldy: Int, accumulate: Bool
  ) {
    let entry = layout.entries[reference.index]
    S.multiply(
      m, entry.rows, entry.columns, x, ldx, panels[reference.index]!.forward, y, ldy, accumulate)
  }

  /// dx[m, k] = dy[m, n] times the factor w[n, k], or += it.
  @inline(__always)
  func multiplyTransposed(
    _ m: Int, _ dy: UnsafePointer<S>, _ lddy: Int, by reference: ParameterReference,
    into dx: UnsafeMutablePointer<S>, _ lddx: Int, accumulate: Bool
  ) {
    let entry = layout.entries[reference.index]
    S.multiply(
      m, entry.columns, entry.rows, dy, lddy, panels[reference.index]!.backward!, dx, lddx,
      accumulate)
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

  /// Takes over the values of other weights of the same layout.
  package func copy(from other: Weights, pool: ThreadPool = .serial) {
    precondition(layout.count == other.layout.count)
    values.update(from: other.values, count: layout.count)
    repack(pool)
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
