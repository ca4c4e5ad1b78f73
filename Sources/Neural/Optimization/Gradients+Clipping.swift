extension Gradients {
  /// The Euclidean norm of all gradients, with the same bits for any number of threads.
  public func norm(pool: ThreadPool = .serial) -> Double {
    let pieces = UpdatePieces(self)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: pieces.taskCount) { sums in
      nonisolated(unsafe) let sums = sums
      let values = Source(pointer: values)
      pool.forEach(pieces.taskCount) { task in
        sums[task] = pieces.task(task).reduce(0) {
          $0 + S.sumOfSquares($1.count, values.pointer + $1.offset)
        }
      }
      return sums.reduce(0, +).squareRoot()
    }
  }

  /// Scales all gradients by min(1, maximum / (norm + 1e-6)) (Pascanu, Mikolov and Bengio 2013).
  ///
  /// - Returns: the norm before. If it is not finite, the gradients stay as they are, and the
  ///   caller should skip the update.
  @discardableResult
  public func clip(norm maximum: Double, pool: ThreadPool = .serial) -> Double {
    let norm = norm(pool: pool)
    let factor = maximum / (norm + 1e-6)
    if norm.isFinite && factor < 1 { scale(by: factor, pool: pool) }
    return norm
  }

  /// Multiplies all gradients by a number.
  public func scale(by factor: Double, pool: ThreadPool = .serial) {
    let pieces = UpdatePieces(self)
    let values = Source(pointer: values)
    pool.forEach(pieces.taskCount) { task in
      for piece in pieces.task(task) {
        let start = values.pointer + piece.offset
        S.scale(piece.count, S(factor), start, start)
      }
    }
  }

  /// Clamps every element to -maximum...maximum.
  public func clip(value maximum: Double, pool: ThreadPool = .serial) {
    precondition(maximum >= 0)
    let pieces = UpdatePieces(self)
    let values = Source(pointer: values)
    pool.forEach(pieces.taskCount) { task in
      for piece in pieces.task(task) {
        Self.clamp(values.pointer + piece.offset, piece.count, S(maximum))
      }
    }
  }

  @specialized(where S == Float)
  private static func clamp(_ values: UnsafeMutablePointer<S>, _ count: Int, _ maximum: S) {
    for i in 0..<count { values[i] = min(maximum, max(-maximum, values[i])) }
  }

  /// A pointer that threads may share, since they read and write different elements.
  private struct Source: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<S>
  }
}
