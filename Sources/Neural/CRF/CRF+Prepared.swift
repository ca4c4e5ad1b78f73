extension CRF {
  /// The scores, with forbidden ones at ``forbidden``, and their exponentials, which all sequences
  /// read.
  package final class Prepared: @unchecked Sendable {
    /// [K, K]
    let transitions: Matrix<S>
    /// [K, K]: `transitions`, transposed.
    let transposed: Matrix<S>
    /// [K]
    let start: UnsafeMutablePointer<S>
    /// [K]
    let end: UnsafeMutablePointer<S>

    /// [K, K]: exp(transitions - transitionShift), whose greatest element is 1.
    let expTransitions: Matrix<S>
    /// [K]: exp(start), scaled so that its greatest element is 1.
    let expStart: UnsafeMutablePointer<S>
    /// [K]: exp(end), scaled so that its greatest element is 1.
    let expEnd: UnsafeMutablePointer<S>
    /// Packed panels of `expTransitions`.
    let panels: UnsafeMutablePointer<S>
    /// Packed panels of the transpose of `expTransitions`.
    let transposedPanels: UnsafeMutablePointer<S>
    /// The greatest transition score.
    let transitionShift: S
    /// The sum of the greatest start score and the greatest end score.
    let edgeShift: S

    private let storage: UnsafeMutablePointer<S>

    init(_ crf: CRF, _ weights: Weights<S>) {
      let count = crf.tagCount
      let width = S.panelWidth
      let panelSize = count * ((count + width - 1) / width) * width
      // Panels first: they have to start on cache lines, and are whole lines long.
      storage = .aligned(2 * panelSize + 3 * count * count + 4 * count)
      panels = storage
      transposedPanels = panels + panelSize
      var next = transposedPanels + panelSize
      func take(_ size: Int) -> UnsafeMutablePointer<S> {
        defer { next += size }
        return next
      }
      func square() -> Matrix<S> {
        Matrix(pointer: take(count * count), rows: count, columns: count)
      }
      (transitions, transposed, expTransitions) = (square(), square(), square())
      (start, end, expStart, expEnd) = (take(count), take(count), take(count), take(count))

      let scores = weights[crf.transitions]
      for i in 0..<count {
        for j in 0..<count {
          let score = crf.allowed[i * count + j] ? scores[i, j] : CRF.forbidden
          transitions[i, j] = score
          transposed[j, i] = score
        }
        start[i] = crf.allowedFirst[i] ? weights[crf.start][0, i] : CRF.forbidden
        end[i] = crf.allowedLast[i] ? weights[crf.end][0, i] : CRF.forbidden
      }

      expTransitions.copyRows(count, from: transitions)
      expStart.update(from: start, count: count)
      expEnd.update(from: end, count: count)
      transitionShift = CRF.shift(expTransitions.pointer, count * count)
      edgeShift = CRF.shift(expStart, count) + CRF.shift(expEnd, count)
      S.exp(count * count, expTransitions.pointer, expTransitions.pointer)
      S.exp(count, expStart, expStart)
      S.exp(count, expEnd, expEnd)
      S.pack(k: count, n: count, b: expTransitions.pointer, ldb: count, panels: panels)
      S.packTransposed(
        k: count, n: count, b: expTransitions.pointer, ldb: count, panels: transposedPanels)
    }

    deinit { storage.deallocate() }
  }

  /// Subtracts the greatest element of a row from all, and returns it.
  @inline(__always)
  static func shift(_ row: UnsafeMutablePointer<S>, _ count: Int) -> S {
    var greatest = row[0]
    for j in 1..<count where row[j] > greatest { greatest = row[j] }
    for j in 0..<count { row[j] -= greatest }
    return greatest
  }
}
