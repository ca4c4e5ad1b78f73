public final class WordVectors: Sendable {
  public let dimension: Int
  init() { dimension = 0 }
  package func copyVector(of word: String, into: UnsafeMutablePointer<Float>) -> Bool { false }
  func tensors(prefix: String) -> [ModelFile.TensorContent] { [] }
  convenience init(from file: ModelFile, prefix: String) throws(ModelError) { self.init() }
}
