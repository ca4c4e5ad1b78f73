#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// One step of an optimizer, element by element; ``OptimizerConfiguration`` has the formulas.
struct UpdateRule<S: Scalar>: @unchecked Sendable {
  let configuration: OptimizerConfiguration
  /// n, counted from 1.
  let step: Int
  /// r, the learning rate.
  let rate: Double
  /// The weights.
  let p: UnsafeMutablePointer<S>
  /// The gradients.
  let g: UnsafeMutablePointer<S>
  /// In the order of ``OptimizerConfiguration/momentNames``.
  let moments: [UnsafeMutablePointer<S>]

  /// Updates the elements offset ..< offset + count.
  @specialized(where S == Float)
  func update(_ offset: Int, _ count: Int, kind: ParameterLayout.Kind) {
    if case .features(let relative) = kind {
      S.addScaled(count, S(-rate * relative), g + offset, p + offset)
      return
    }
    switch configuration {
    case .sgd(let sgd): update(sgd, offset, count)
    case .adam(let adam): update(adam, offset, count, isTable: kind.isTable)
    case .rmsprop(let rmsprop): update(rmsprop, offset, count)
    case .adagrad(let adagrad): update(adagrad, offset, count)
    }
  }

  @inline(__always)
  private func update(_ sgd: OptimizerConfiguration.SGD, _ offset: Int, _ count: Int) {
    let (p, g) = (p + offset, g + offset)
    let (rate, decay) = (S(rate), S(sgd.weightDecay))
    guard sgd.momentum != 0 else {
      for i in 0..<count { p[i] -= rate * (g[i] + decay * p[i]) }
      return
    }
    let b = moments[0] + offset
    let momentum: S = step == 1 ? 0 : S(sgd.momentum)
    let share: S = step == 1 ? 1 : S(1 - sgd.dampening)
    let ahead = S(sgd.momentum)
    if sgd.isNesterov {
      for i in 0..<count {
        let gradient = g[i] + decay * p[i]
        b[i] = momentum * b[i] + share * gradient
        p[i] -= rate * (gradient + ahead * b[i])
      }
    } else {
      for i in 0..<count {
        b[i] = momentum * b[i] + share * (g[i] + decay * p[i])
        p[i] -= rate * b[i]
      }
    }
  }

  @inline(__always)
  private func update(
    _ adam: OptimizerConfiguration.Adam, _ offset: Int, _ count: Int, isTable: Bool
  ) {
    let correction1 = 1 - pow(adam.beta1, Double(step))
    let correction2 = (1 - pow(adam.beta2, Double(step))).squareRoot()
    S.adam(
      count, p + offset, g + offset, moments[0] + offset, moments[1] + offset,
      beta1: S(adam.beta1), beta2: S(adam.beta2),
      rate: S(isTable ? rate * correction2 / correction1 : rate / correction1),
      scale: S(isTable ? 1 : 1 / correction2), epsilon: S(adam.epsilon),
      decay: adam.isDecayDecoupled ? 0 : S(adam.weightDecay),
      shrink: adam.isDecayDecoupled ? S(1 - rate * adam.weightDecay) : 1)
  }

  @inline(__always)
  private func update(_ rmsprop: OptimizerConfiguration.RMSprop, _ offset: Int, _ count: Int) {
    let (p, g, v) = (p + offset, g + offset, moments[0] + offset)
    let b = rmsprop.momentum == 0 ? nil : moments[1] + offset
    let m = rmsprop.isCentered ? moments[moments.count - 1] + offset : nil
    let (rate, decay, epsilon) = (S(rate), S(rmsprop.weightDecay), S(rmsprop.epsilon))
    let (smoothing, share) = (S(rmsprop.smoothing), S(1 - rmsprop.smoothing))
    let momentum = S(rmsprop.momentum)
    for i in 0..<count {
      let gradient = g[i] + decay * p[i]
      v[i] = smoothing * v[i] + share * gradient * gradient
      var variance = v[i]
      if let m {
        m[i] = smoothing * m[i] + share * gradient
        variance -= m[i] * m[i]
      }
      var change = gradient / (variance.squareRoot() + epsilon)
      if let b {
        change += momentum * b[i]
        b[i] = change
      }
      p[i] -= rate * change
    }
  }

  @inline(__always)
  private func update(_ adagrad: OptimizerConfiguration.Adagrad, _ offset: Int, _ count: Int) {
    let (p, g, v) = (p + offset, g + offset, moments[0] + offset)
    let rate = S(rate / (1 + Double(step - 1) * adagrad.rateDecay))
    let (decay, epsilon) = (S(adagrad.weightDecay), S(adagrad.epsilon))
    for i in 0..<count {
      let gradient = g[i] + decay * p[i]
      v[i] += gradient * gradient
      p[i] -= rate * gradient / (v[i].squareRoot() + epsilon)
    }
  }
}
