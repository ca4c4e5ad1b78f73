import ArgumentParser
import NLPToolkit

/// Which rule updates the weights, and how its rate runs; what is not given stays as the recipe has
/// it.
struct OptimizerOptions: ParsableArguments {
  @Option(help: "The rule that updates the weights.")
  var optimizer: TrainerConfiguration.OptimizerKind?

  @Option(help: "How the learning rate runs over the training.")
  var schedule: TrainerConfiguration.Schedule?

  @Option(
    help: "The share of the steps in which the learning rate rises to its greatest value first.")
  var warmUp: Double?

  @Option(help: "How much of the weights a step takes off, relative to the learning rate.")
  var weightDecay: Double?

  @Option(help: "The momentum of sgd.")
  var momentum: Double?

  @Option(
    help: ArgumentHelp("The batches whose mean gradient makes one step.", valueName: "batches"))
  var accumulation: Int?

  @Option(help: "Move each element of a gradient into ± this first; 0 for none.")
  var clipValue: Double?

  @Option(
    help: """
      The precision of matrix products: bfloat16 trains faster on processors with such products \
      (AMX, AVX-512 BF16), slower on others.
      """)
  var precision: WeightPrecision?

  /// The former name of `--precision`.
  @Option(help: .hidden)
  var products: WeightPrecision?

  @Option(help: "The decay of the average of the weights over steps that is kept; 0 for none.")
  var averageDecay: Double?

  func apply(to training: inout TrainerConfiguration) {
    if let optimizer { training.optimizer = optimizer }
    if let schedule { training.schedule = schedule }
    if let warmUp { training.warmUp = warmUp }
    if let weightDecay { training.weightDecay = weightDecay }
    if let momentum {
      training.momentum = momentum
      if momentum == 0 { training.nesterov = false }
    }
    if let accumulation { training.accumulation = accumulation }
    if let clipValue { training.clipValue = clipValue }
    if let averageDecay { training.averageDecay = averageDecay }
    if let precision = precision ?? products { training.precision = precision }
  }
}

extension TrainerConfiguration.OptimizerKind: ExpressibleByArgument {}
extension TrainerConfiguration.Schedule: ExpressibleByArgument {}
