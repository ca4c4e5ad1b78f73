extension CRF {
  /// What all sequences read: the scores, with forbidden ones in place, and their exponentials.
  package final class Prepared: @unchecked Sendable {
    let transitions: Matrix<S>
    /// transitions, transposed
    let transposed: Matrix<S>
    let start: UnsafeMutablePointer<S>
    let end: UnsafeMutablePointer<S>

    // The exponentials, each group scaled so that its greatest is 1.
    let expTransitions: Matrix<S>
    let expStart: UnsafeMutablePointer<S>
    let expEnd: UnsafeMutablePointer<S>
    /// expTransitions, packed for products of rows with it, and with its transpose.
    let panels: UnsafeMutablePointer<S>
    let transposedPanels: UnsafeMutablePointer<S>
    /// The scales that were taken out, as logarithms.
    let transitionShift: S
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
      S.pack(count, count, expTransitions.pointer, count, panels)
      S.packTransposed(count, count, expTransitions.pointer, count, transposedPanels)
    }

    deinit { storage.deallocate() }
  }

  /// Subtracts the greatest element from all, and returns it.
  @inline(__always)
  static func shift(_ row: UnsafeMutablePointer<S>, _ count: Int) -> S {
    var greatest = row[0]
    for j in 1..<count where row[j] > greatest { greatest = row[j] }
    for j in 0..<count { row[j] -= greatest }
    return greatest
  }
}
