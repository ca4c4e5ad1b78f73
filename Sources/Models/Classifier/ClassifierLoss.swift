import Neural

/// The loss of a classifier's scores: softmax cross-entropy where a text has one class, independent
/// decisions where it has several; of both parts' scores together and of each part's own.
package struct ClassifierLoss<S: Scalar>: Sendable {
  private let softmax: CrossEntropy<S>
  private let binary: BinaryCrossEntropy<S>
  private let isMultilabel: Bool
  private let smoothing: Double
  /// The share of the loss that both parts' scores together have; 1 if there is one part.
  private let jointShare: Double

  /// - Parameter classWeights: one for each class, `nil` for 1.
  package init(
    isMultilabel: Bool, labelSmoothing: Double, classWeights: [Double]?, jointShare: Double
  ) {
    softmax = CrossEntropy(labelSmoothing: labelSmoothing, classWeights: classWeights)
    binary = BinaryCrossEntropy(positiveWeights: classWeights)
    self.isMultilabel = isMultilabel
    smoothing = labelSmoothing
    self.jointShare = jointShare
  }

  /// The loss of a batch and its gradients by the class scores of each part.
  package struct Result {
    /// The mean over the texts.
    package let loss: Double
    /// [N, K]: by the scores of the recurrent part.
    package let drecurrent: Matrix<S>
    /// [N, K]: by the scores of the n-grams.
    package let dngrams: Matrix<S>
  }

  /// The mean loss over the texts of a batch, and its gradients.
  ///
  /// With j the joint share and z the scores: j · loss(z_r + z_n) + (1 - j) · (loss(z_r) +
  /// loss(z_n)).
  @specialized(where S == Float)
  package func callAsFunction(
    _ activations: ClassifierNetwork<S>.Activations, _ batch: ClassifierBatch, _ arena: Arena<S>
  ) -> Result {
    let (rows, classes) = (activations.ngrams.rows, activations.ngrams.columns)
    let joint = arena.matrix(rows, classes)
    for row in 0..<rows {
      joint.row(row).update(from: activations.recurrent.row(row), count: classes)
      S.addScaled(classes, 1, activations.ngrams.row(row), joint.row(row))
    }
    let targets = arena.matrix(isMultilabel ? rows : 0, classes)
    for (index, target) in batch.targets.enumerated() {
      let smoothed = Double(target) * (1 - smoothing) + smoothing / 2
      targets.pointer[index] = S(smoothed)
    }
    let total =
      isMultilabel
      ? Double(rows)
      : batch.classes.withUnsafeBufferPointer {
        softmax.totalWeight($0, rows: batch.rows)
      }
    let drecurrent = arena.zeros(rows, classes)
    let dngrams = arena.zeros(rows, classes)
    guard total > 0 else { return Result(loss: 0, drecurrent: drecurrent, dngrams: dngrams) }
    let scratch = arena.matrix(rows, classes)
    func add(_ scores: Matrix<S>, share: Double, to gradients: [Matrix<S>]) -> Double {
      if share == 0 { return 0 }
      let scale = S(share / total)
      let sum =
        isMultilabel
        ? binary(logits: scores, targets: targets, scale: scale, dlogits: scratch)
        : batch.classes.withUnsafeBufferPointer {
          softmax(
            logits: scores, targets: $0.baseAddress!, scale: scale, dlogits: scratch,
            rows: batch.rows)
        }
      for gradient in gradients {
        S.addScaled(rows * classes, 1, scratch.pointer, gradient.pointer)
      }
      return share * sum / total
    }
    var loss = add(joint, share: jointShare, to: [drecurrent, dngrams])
    loss += add(activations.recurrent, share: 1 - jointShare, to: [drecurrent])
    loss += add(activations.ngrams, share: 1 - jointShare, to: [dngrams])
    return Result(loss: loss, drecurrent: drecurrent, dngrams: dngrams)
  }
}
