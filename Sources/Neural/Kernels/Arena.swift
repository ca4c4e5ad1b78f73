#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A bump allocator for the matrices of one batch, which are freed all at once.
///
/// After the first batches a single block holds everything, and an allocation is an addition.
package final class Arena<S: Scalar>: @unchecked Sendable {
  private var blocks: [Block] = []
  private var used = 0
  private var filled = 0

  private struct Block {
    let pointer: UnsafeMutablePointer<S>
    let capacity: Int
  }

  /// An arena without memory; it grows with what is taken from it.
  package init() {}

  deinit {
    for block in blocks { block.pointer.deallocate() }
  }

  /// The bytes that the arena holds.
  package var byteCount: Int { blocks.reduce(0) { $0 + $1.capacity } * MemoryLayout<S>.stride }

  /// A matrix with undefined elements, valid until ``reset()``; it starts on a cache line.
  package func matrix(_ rows: Int, _ columns: Int) -> Matrix<S> {
    Matrix(pointer: allocate(rows * columns), rows: rows, columns: columns)
  }

  /// A matrix of zeros, valid until ``reset()``.
  @specialized(where S == Float)
  package func zeros(_ rows: Int, _ columns: Int) -> Matrix<S> {
    let matrix = matrix(rows, columns)
    matrix.fill(0)
    return matrix
  }

  /// Frees all matrices and joins the blocks, so that the next batch of this size needs one.
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
  /// Memory of 2 MiB or more is on huge pages where the system has them: the rows of a large matrix
  /// are more than a small page apart, and each would need an entry of the TLB.
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
