#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Scratch memory of one batch: matrices are cut from large blocks and given back all at once.
///
/// After the first batches a single block holds everything, and allocation is an addition.
package final class Arena<S: Scalar>: @unchecked Sendable {
  private var blocks: [Block] = []
  private var used = 0
  private var filled = 0

  private struct Block {
    let pointer: UnsafeMutablePointer<S>
    let capacity: Int
  }

  package init() {}

  deinit {
    for block in blocks { block.pointer.deallocate() }
  }

  /// The bytes that the arena holds.
  package var byteCount: Int { blocks.reduce(0) { $0 + $1.capacity } * MemoryLayout<S>.stride }

  /// A matrix with undefined contents, valid until ``reset()``. Every matrix starts on a cache line.
  package func matrix(_ rows: Int, _ columns: Int) -> Matrix<S> {
    Matrix(pointer: allocate(rows * columns), rows: rows, columns: columns)
  }

  @specialized(where S == Float)
  package func zeros(_ rows: Int, _ columns: Int) -> Matrix<S> {
    let matrix = matrix(rows, columns)
    matrix.fill(0)
    return matrix
  }

  /// Invalidates all matrices and joins the blocks, so that the next batch of this size finds one.
  package func reset() {
    if blocks.count > 1 {
      let capacity = blocks.reduce(0) { $0 + $1.capacity }
      for block in blocks { block.pointer.deallocate() }
      blocks = [Self.block(capacity)]
    }
    used = 0
    filled = 0
  }

  private func allocate(_ count: Int) -> UnsafeMutablePointer<S> {
    let line = 64 / MemoryLayout<S>.stride
    let size = max(1, (count + line - 1) / line) * line
    if blocks.isEmpty || used + size > blocks[blocks.count - 1].capacity {
      blocks.append(Self.block(max(size, 2 * (blocks.last?.capacity ?? 1 << 14))))
      filled += used
      used = 0
    }
    defer { used += size }
    return blocks[blocks.count - 1].pointer + used
  }

  private static func block(_ capacity: Int) -> Block {
    Block(pointer: .aligned(capacity), capacity: capacity)
  }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// Uninitialized memory for `count` numbers on a cache line; freed with `deallocate()`.
  ///
  /// Large memory lies on large pages where the system has some: the rows of a matrix are further apart than
  /// small pages are long, and their addresses would have to be looked up again and again.
  package static func aligned(_ count: Int) -> UnsafeMutablePointer {
    let bytes = Swift.max(1, count) * MemoryLayout<Pointee>.stride
    let page = 2 << 20
    guard bytes >= page else { return aligned(count, bytes: bytes, to: 64) }
    let size = (bytes + page - 1) / page * page
    let pointer = aligned(count, bytes: size, to: page)
    _ = madvise(pointer, size, MADV_HUGEPAGE)
    return pointer
  }

  private static func aligned(
    _ count: Int, bytes: Int, to alignment: Int
  ) -> UnsafeMutablePointer {
    UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
      .bindMemory(to: Pointee.self, capacity: count)
  }
}
