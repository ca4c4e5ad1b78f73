import Foundation
import Models
import Neural

/// What the tests of all trainers need of one.
protocol TestedTrainer: AnyObject {
  var history: [EpochSummary] { get }
  var timeBudget: Duration? { get set }
  var time: () -> Duration { get set }
  func run(
    pool: ThreadPool, checkpoint: String?, onEvent: (TrainingEvent) -> Void,
    shouldStop: () -> Bool
  ) throws -> Bool
  func resume(from checkpoint: String) throws
  /// The model file that training leaves, written into a directory.
  func bytes(_ directory: String) throws -> Data
}

extension TestedTrainer {
  func run(_ pool: ThreadPool = .serial) throws -> Bool {
    try run(pool: pool, checkpoint: nil, onEvent: { _ in }, shouldStop: { false })
  }
}

extension TaggerTrainer: TestedTrainer {
  func bytes(_ directory: String) throws -> Data { try TaggerSample.bytes(self, directory) }
}

extension ClassifierTrainer: TestedTrainer {
  func bytes(_ directory: String) throws -> Data { try ClassifierSample.bytes(self, directory) }
}

extension LanguageModelTrainer: TestedTrainer {
  func bytes(_ directory: String) throws -> Data {
    try LanguageModelSample.bytes(self, directory)
  }
}

/// The trainers, each with a small corpus and recipe.
enum TrainerSample: CaseIterable {
  case tagger, classifier, languageModel
  /// A language model with everything that can be between its layers.
  case deepLanguageModel

  func trainer(_ change: (inout TrainerConfiguration) -> Void) throws -> any TestedTrainer {
    switch self {
    case .tagger:
      var recipe = TaggerSample.recipe()
      change(&recipe.training)
      return try TaggerTrainer(TaggerSample.corpus(), recipe: recipe)
    case .classifier:
      var recipe = ClassifierSample.recipe()
      recipe.metric = .loss
      change(&recipe.training)
      return try ClassifierTrainer(ClassifierSample.corpus(), recipe: recipe)
    case .languageModel:
      return try LanguageModelSample.trainer(
        LanguageModelSample.recipe { change(&$0.training) })
    case .deepLanguageModel:
      return try LanguageModelSample.trainer(
        LanguageModelSample.recipe {
          $0.batchSize = 40
          $0.bptt = 8
          $0.model.layers = 2
          $0.model.tiedOutput = true
          $0.model.layerNormalization = true
          $0.model.residual = true
          $0.model.recurrentDropout = 0.2
          $0.model.inputDropout = 0.2
          $0.model.variationalDropout = true
          $0.training.accumulation = 2
          change(&$0.training)
        })
    }
  }
}
