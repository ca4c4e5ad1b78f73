extension LanguageModelTrainer {
  /// Text that the network writes as it is now, to see what it has learned.
  ///
  /// - Complexity: O(length) steps of the network.
  public func sample(length: Int, sampling: SamplingOptions = .init(), seed: UInt64 = 1) -> String {
    unnamedModel.generate(length: length, sampling: sampling, seed: seed)
  }
}
