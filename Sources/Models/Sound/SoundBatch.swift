import Neural
import Sound

/// Sounds as the rows that recurrent layers read, with some frames side by side in each.
///
/// N sounds, R rows for their steps, F numbers of a step.
package struct SoundBatch: Sendable {
  package let sequences: PackedSequences
  /// The rows of each sound, in the order in which they were given.
  package let groups: RowGroups
  /// [R, F], row-major.
  let input: [Float]
  /// F
  let size: Int

  /// - Parameter sounds: normalized frames, one or more of each.
  package init(_ sounds: [SoundFrames], stacking: Int, shardSize: Int = 16) {
    let frameSize = sounds.first?.size ?? 0
    let size = frameSize * stacking
    let sequences = PackedSequences(
      lengths: sounds.map { ($0.count + stacking - 1) / stacking }, shardSize: shardSize)
    input = [Float](unsafeUninitializedCapacity: sequences.rowCount * size) { buffer, count in
      for (sequence, sound) in sequences.order.enumerated() {
        let frames = sounds[sound]
        sequences.forEachRow(ofSequence: sequence) { step, row in
          for part in 0..<stacking {
            let frame = min(step * stacking + part, frames.count - 1)
            for index in 0..<frameSize {
              (buffer.baseAddress! + row * size + part * frameSize + index).initialize(
                to: frames.values[frame * frameSize + index])
            }
          }
        }
      }
      count = sequences.rowCount * size
    }
    var places = [Int](repeating: 0, count: sounds.count)
    for (sequence, sound) in sequences.order.enumerated() { places[sound] = sequence }
    groups = RowGroups(sequences, members: places.map { [$0] })
    self.sequences = sequences
    self.size = size
  }

  /// The number of sounds.
  package var count: Int { sequences.count }

  /// The rows of each sound, step by step, in the order in which they were given.
  var rows: [[Int]] {
    var rows = [[Int]](repeating: [], count: count)
    for (sequence, sound) in sequences.order.enumerated() {
      rows[sound] = sequences.rows(ofSequence: sequence)
    }
    return rows
  }

  /// The input in memory of the arena, [R, F].
  func matrix<S: Scalar>(_ arena: Arena<S>) -> Matrix<S> {
    let matrix = arena.matrix(sequences.rowCount, size)
    for (index, value) in input.enumerated() { matrix.pointer[index] = S(value) }
    return matrix
  }
}
