import Neural
import TestSupport
import Testing

/// Against torch.optim: Golden/make-layers.py, `optimizers`.
struct OptimizerGoldenTests {
  private struct Golden: Decodable {
    struct Run: Decodable {
      let hyper: Settings
      let trajectory: [[Double]]
    }
    struct Clipping: Decodable {
      let maximum: Double
      let grads: [[Double]]
      let norm: Double
      let clipped: [[Double]]

      enum CodingKeys: String, CodingKey {
        case maximum = "max_norm"
        case norm = "total_norm"
        case grads, clipped
      }
    }
    let p0: [Double]
    let grads: [[Double]]
    let optimizers: [String: Run]
    let clipping: [Clipping]

    enum CodingKeys: String, CodingKey {
      case p0, grads, optimizers
      case clipping = "clip_grad_norm"
    }
  }

  private struct Settings: Decodable {
    let lr: Double
    let momentum: Double?
    let dampening: Double?
    let nesterov: Bool?
    let decay: Double?
    let betas: [Double]?
    let eps: Double?
    let centered: Bool?

    enum CodingKeys: String, CodingKey {
      case lr, momentum, dampening, nesterov, betas, eps, centered
      case decay = "weight_decay"
    }

    func configuration(_ name: String) -> OptimizerConfiguration? {
      switch name.prefix(while: { $0 != "_" }) {
      case "SGD":
        .sgd(
          .init(
            momentum: momentum ?? 0, dampening: dampening ?? 0, isNesterov: nesterov ?? false,
            weightDecay: decay ?? 0))
      case "Adam":
        .adam(
          .init(
            beta1: betas?[0] ?? 0.9, beta2: betas?[1] ?? 0.999, epsilon: eps ?? 1e-8,
            weightDecay: decay ?? 0))
      case "AdamW": .adamW(weightDecay: decay ?? 0.01)
      case "RMSprop":
        .rmsprop(.init(momentum: momentum ?? 0, isCentered: centered ?? false))
      case "Adagrad": .adagrad()
      default: nil
      }
    }
  }

  @Test(
    arguments: [
      "SGD", "SGD_momentum", "SGD_nesterov_wd", "SGD_momentum_dampening", "Adam", "Adam_wd",
      "AdamW", "RMSprop", "RMSprop_momentum_centered", "Adagrad",
    ])
  func trajectory(name: String) throws {
    let golden = try GoldenFile.decode(Golden.self, file: "optimizers.json")
    try check(Double.self, golden, name, 1e-9)
    try check(Float.self, golden, name, 1e-5)
  }

  private func check<S: Scalar>(
    _ type: S.Type, _ golden: Golden, _ name: String, _ tolerance: Double
  ) throws {
    let run = try #require(golden.optimizers[name])
    let configuration = try #require(run.hyper.configuration(name))
    var layout = ParameterLayout()
    let p = layout.add("p", rows: 1, columns: golden.p0.count, initialization: .zeros)
    let weights = Weights<S>(layout: layout, forTraining: true)
    weights.setElements(of: p, to: golden.p0.map { S($0) })
    let gradients = Gradients<S>(layout: layout)
    let optimizer = Optimizer<S>(configuration, layout: layout)
    #expect(golden.grads.count == run.trajectory.count && run.trajectory.count == 12)
    for (step, expected) in run.trajectory.enumerated() {
      for (i, g) in golden.grads[step].enumerated() { gradients[p][0, i] = S(g) }
      optimizer.step(weights, gradients, rate: run.hyper.lr)
      let problem = mismatch(
        weights[p].elements(), expected, relative: tolerance, absolute: tolerance / 10)
      #expect(problem == nil, "step \(step), \(S.self)")
    }
    #expect(optimizer.stepCount == 12)
  }

  @Test func clippingByNorm() throws {
    let golden = try GoldenFile.decode(Golden.self, file: "optimizers.json")
    #expect(golden.clipping.count == 3)
    for clipping in golden.clipping {
      var layout = ParameterLayout()
      let references = clipping.grads.enumerated().map { index, values in
        layout.add("\(index)", rows: 1, columns: values.count, initialization: .zeros)
      }
      let gradients = Gradients<Double>(layout: layout)
      for (reference, values) in zip(references, clipping.grads) {
        for (i, value) in values.enumerated() { gradients[reference][0, i] = value }
      }
      let norm = gradients.clip(norm: clipping.maximum)
      #expect(mismatch(norm, clipping.norm, relative: 1e-9) == nil)
      for (reference, values) in zip(references, clipping.clipped) {
        #expect(mismatch(gradients[reference].elements(), values, relative: 1e-9) == nil)
      }
    }
  }
}
