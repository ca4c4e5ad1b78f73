/// The rule that updates the parameters, with its settings; the learning rate comes with each step.
///
/// p is a parameter, g its gradient, r the learning rate. Defaults and rules are PyTorch's.
public enum OptimizerConfiguration: Sendable, Hashable, Codable {
  /// Stochastic gradient descent.
  case sgd(SGD = SGD())
  /// Adam or AdamW.
  case adam(Adam = Adam())
  /// RMSprop.
  case rmsprop(RMSprop = RMSprop())
  /// Adagrad.
  case adagrad(Adagrad = Adagrad())

  /// Stochastic gradient descent: with g += weightDecay · p,
  /// b = momentum · b + (1 - dampening) · g (b = g in the first step), p -= r · b, or with
  /// Nesterov's momentum p -= r · (g + momentum · b) (Sutskever et al. 2013).
  public struct SGD: Sendable, Hashable, Codable {
    /// The decay of the momentum buffer b; 0 for no momentum.
    public var momentum: Double
    /// The share of a gradient that b leaves out.
    public var dampening: Double
    /// Whether the momentum is Nesterov's.
    public var isNesterov: Bool
    /// L2 regularization.
    public var weightDecay: Double

    /// PyTorch's defaults.
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
    /// The decay of u, the average of the gradients.
    public var beta1: Double
    /// The decay of v, the average of the squared gradients.
    public var beta2: Double
    /// Added to √v.
    public var epsilon: Double
    /// Coupled (L2) or decoupled weight decay.
    public var weightDecay: Double
    /// Whether the weight decay is decoupled, as in AdamW.
    public var isDecayDecoupled: Bool

    /// PyTorch's defaults.
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
    /// The decay of v, the average of the squared gradients.
    public var smoothing: Double
    /// Added to √v.
    public var epsilon: Double
    /// The decay of the momentum buffer b; 0 for no momentum.
    public var momentum: Double
    /// Whether v is centered by the average of the gradients.
    public var isCentered: Bool
    /// L2 regularization.
    public var weightDecay: Double

    /// PyTorch's defaults.
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
    /// How fast the learning rate decays by the steps.
    public var rateDecay: Double
    /// Added to √v.
    public var epsilon: Double
    /// L2 regularization.
    public var weightDecay: Double

    /// PyTorch's defaults.
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

  /// PyTorch's names of the moments that the rule keeps for each parameter.
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
