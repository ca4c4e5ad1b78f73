/// Which rule updates the parameters, with its settings; the learning rate comes with each step.
///
/// p is a parameter, g its gradient, r the learning rate. Defaults and rules are PyTorch's.
public enum OptimizerConfiguration: Sendable, Hashable, Codable {
  case sgd(SGD = SGD())
  case adam(Adam = Adam())
  case rmsprop(RMSprop = RMSprop())
  case adagrad(Adagrad = Adagrad())

  /// Stochastic gradient descent: with g += weightDecay · p,
  /// b = momentum · b + (1 - dampening) · g (b = g in the first step), p -= r · b, or with
  /// Nesterov's momentum p -= r · (g + momentum · b) (Sutskever et al. 2013).
  public struct SGD: Sendable, Hashable, Codable {
    public var momentum: Double
    public var dampening: Double
    public var isNesterov: Bool
    public var weightDecay: Double

    public init(
      momentum: Double = 0, dampening: Double = 0, isNesterov: Bool = false,
      weightDecay: Double = 0
    ) {
      self.momentum = momentum
      self.dampening = dampening
      self.isNesterov = isNesterov
      self.weightDecay = weightDecay
    }
  }

  /// Adam (Kingma and Ba 2015), or AdamW where the decay is decoupled (Loshchilov and Hutter 2019):
  /// u = beta1 · u + (1 - beta1) · g, v = beta2 · v + (1 - beta2) · g²,
  /// p -= r · u / (1 - beta1ⁿ) / (√(v / (1 - beta2ⁿ)) + epsilon) in step n.
  /// Coupled decay is g += weightDecay · p, decoupled decay p -= r · weightDecay · p.
  public struct Adam: Sendable, Hashable, Codable {
    public var beta1: Double
    public var beta2: Double
    public var epsilon: Double
    public var weightDecay: Double
    public var isDecayDecoupled: Bool

    public init(
      beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
      isDecayDecoupled: Bool = false
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.isDecayDecoupled = isDecayDecoupled
    }
  }

  /// RMSprop (Tieleman and Hinton 2012): v = smoothing · v + (1 - smoothing) · g²; centered (Graves
  /// 2013) m = smoothing · m + (1 - smoothing) · g and v - m² in place of v;
  /// b = momentum · b + g / (√v + epsilon), p -= r · b.
  public struct RMSprop: Sendable, Hashable, Codable {
    public var smoothing: Double
    public var epsilon: Double
    public var momentum: Double
    public var isCentered: Bool
    public var weightDecay: Double

    public init(
      smoothing: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
      isCentered: Bool = false, weightDecay: Double = 0
    ) {
      self.smoothing = smoothing
      self.epsilon = epsilon
      self.momentum = momentum
      self.isCentered = isCentered
      self.weightDecay = weightDecay
    }
  }

  /// Adagrad (Duchi, Hazan and Singer 2011): v += g², p -= r / (1 + (n - 1) · rateDecay) · g / (√v
  /// + epsilon) in step n.
  public struct Adagrad: Sendable, Hashable, Codable {
    public var rateDecay: Double
    public var epsilon: Double
    public var weightDecay: Double

    public init(rateDecay: Double = 0, epsilon: Double = 1e-10, weightDecay: Double = 0) {
      self.rateDecay = rateDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// AdamW: Adam with decoupled weight decay.
  public static func adamW(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> Self {
    .adam(
      Adam(
        beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
        isDecayDecoupled: true))
  }

  /// The names of what the rule keeps for each parameter, as PyTorch calls them.
  var momentNames: [String] {
    switch self {
    case .sgd(let sgd): sgd.momentum == 0 ? [] : ["momentum_buffer"]
    case .adam: ["exp_avg", "exp_avg_sq"]
    case .rmsprop(let rmsprop):
      ["square_avg"] + (rmsprop.momentum == 0 ? [] : ["momentum_buffer"])
        + (rmsprop.isCentered ? ["grad_avg"] : [])
    case .adagrad: ["sum"]
    }
  }
}
