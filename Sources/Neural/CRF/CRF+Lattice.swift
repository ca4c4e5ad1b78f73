#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

extension CRF {
  /// The distribution over the tag sequences of one sentence, by the forward-backward algorithm.
  ///
  /// - Parameters:
  ///   - emissions: [T, K].
  ///   - arena: gives the memory of the result, which is valid until the arena is reset.
  /// - Complexity: O(T K²).
  @specialized(where S == Float)
  package func lattice(
    _ prepared: Prepared, emissions: Matrix<S>, arena: Arena<S>
  ) -> Lattice {
    precondition(emissions.columns == tagCount)
    let marginals = arena.matrix(emissions.rows, tagCount)
    let messages =
      emissions.rows == 0
      ? Messages(alpha: marginals, scaledBeta: marginals)
      : forwardBackward(prepared, emissions, marginals: marginals, arena)
    return Lattice(prepared: prepared, marginals: marginals, messages: messages)
  }

  /// The distribution over the tag sequences of one sentence.
  package struct Lattice {
    private let prepared: Prepared
    private let messages: Messages
    /// [T, K]: the probability of each tag at each step; forbidden ones have exactly 0.
    package let marginals: Matrix<S>
    /// log Z
    package var logPartition: Double { messages.logPartition }

    fileprivate init(prepared: Prepared, marginals: Matrix<S>, messages: Messages) {
      self.prepared = prepared
      self.marginals = marginals
      self.messages = messages
    }

    /// The exact probability that the steps of `range` have the given tags, whatever the others
    /// have: the confidence of an entity (Culotta and McCallum 2004).
    ///
    /// - Parameter tags: the tags of the whole sequence, of which only those in `range` matter.
    /// - Complexity: O(range.count), where a forward pass constrained to the tags takes T K².
    @specialized(where S == Float)
    package func spanProbability(tags: [Int], range: Range<Int>) -> Double {
      precondition(range.lowerBound >= 0 && range.upperBound <= marginals.rows)
      guard let first = range.first else { return 1 }
      var probability = Double(marginals[first, tags[first]])
      for t in range.dropFirst() {
        // p(y_t | y_(t-1)) = p(y_(t-1), y_t) / p(y_(t-1))
        let (i, j) = (tags[t - 1], tags[t])
        let condition = Double(marginals[t - 1, i])
        guard condition > 0 else { return 0 }
        probability *= min(1, pairProbability(t, i, j) / condition)
      }
      return probability
    }

    /// p(y_(t-1) = i, y_t = j)
    @inline(__always)
    private func pairProbability(_ t: Int, _ i: Int, _ j: Int) -> Double {
      let alpha = Double(messages.alpha[t - 1, i])
      let beta = Double(messages.scaledBeta[t, j])
      return messages.isLogarithmic
        ? exp(alpha + Double(prepared.transitions[i, j]) + beta)
        : alpha * Double(prepared.expTransitions[i, j]) * beta
    }
  }
}
