import Neural
import TestSupport

extension Arena {
  /// The numbers of a golden tensor, its last dimension as the columns.
  func matrix(_ tensor: GoldenTensor) -> Matrix<S> {
    let columns = tensor.shape.last ?? 1
    let matrix = matrix(columns == 0 ? 0 : tensor.data.count / columns, columns)
    for (index, value) in tensor.data.enumerated() { matrix.pointer[index] = S(value) }
    return matrix
  }
}
