/// The elements that have gradients, divided into tasks for threads.
///
/// The tasks depend on the layout and the touched rows alone, so that sums over them are the same
/// with any number of threads.
struct UpdatePieces: Sendable {
  /// Contiguous elements of one parameter.
  struct Piece: Sendable {
    let offset: Int
    let count: Int
    let kind: ParameterLayout.Kind
  }

  private var pieces: [Piece] = []
  /// The index of the first piece of each task, and the number of pieces.
  private var starts: [Int] = []

  /// The elements of a task: enough to be worth a thread, few enough to be shared evenly.
  private static let taskSize = 1 << 14

  init<S: Scalar>(_ gradients: Gradients<S>) {
    var size = Self.taskSize
    for (index, entry) in gradients.layout.entries.enumerated() {
      if entry.kind.isTable {
        for row in gradients.touchedRows(of: ParameterReference(index: index)) {
          add(entry.offset + Int(row) * entry.columns, entry.columns, entry.kind, &size)
        }
      } else {
        for start in stride(from: 0, to: entry.count, by: Self.taskSize) {
          let count = min(Self.taskSize, entry.count - start)
          add(entry.offset + start, count, entry.kind, &size)
        }
      }
    }
    starts.append(pieces.count)
  }

  private mutating func add(
    _ offset: Int, _ count: Int, _ kind: ParameterLayout.Kind, _ size: inout Int
  ) {
    if size + count > Self.taskSize {
      starts.append(pieces.count)
      size = 0
    }
    pieces.append(Piece(offset: offset, count: count, kind: kind))
    size += count
  }

  var taskCount: Int { starts.count - 1 }

  func task(_ index: Int) -> ArraySlice<Piece> { pieces[starts[index]..<starts[index + 1]] }
}
