import NLPToolCommands
import NLPToolkit

/// What texts have to have in common to be computed together.
struct BatchLane: Sendable, Hashable {
  let model: ServedModel
  let task: ServedTask
  let options: AnswerOptions
  /// Finds the entities of an analysis.
  let entities: ServedModel?
  /// Has the language of each text choose a model.
  let languages: ServedLanguages?

  static func == (left: Self, right: Self) -> Bool {
    left.model === right.model && left.task == right.task && left.options == right.options
      && left.entities === right.entities && left.languages == right.languages
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(model))
    hasher.combine(task)
    hasher.combine(options)
  }

  func lines(for records: [DocumentRecord]) throws -> [[UInt8]] {
    try model.lines(
      for: records, task: task, options: options, entities: entities, languages: languages)
  }

  /// A lane of a model in which languages do not count.
  init(_ model: ServedModel, _ task: ServedTask, options: AnswerOptions = AnswerOptions()) {
    self.model = model
    self.task = task
    self.options = options
    entities = nil
    languages = nil
  }

  /// The name of the model that answers; `nil` if there is none, or one for each text.
  var modelName: String? { task.needsModel && languages == nil ? model.name : nil }
}

/// Texts of one request, or of a part of it, that wait for a thread.
struct BatchJob: Sendable {
  let records: [DocumentRecord]
  /// About so many.
  let tokens: Int
  let arrival: ContinuousClock.Instant
  /// When nobody waits for the answer any more.
  let deadline: ContinuousClock.Instant
  let finish: @Sendable (Result<[[UInt8]], any Error>) -> Void
}

/// The jobs of a lane, in the order in which they came.
struct JobQueue: Sendable {
  private var jobs: ArraySlice<BatchJob> = []

  var isEmpty: Bool { jobs.isEmpty }

  mutating func append(_ job: BatchJob) { jobs.append(job) }

  /// The first job, and those behind it as long as they have no more than so many tokens together.
  mutating func takeBatch(tokens limit: Int) -> [BatchJob] {
    var batch: [BatchJob] = []
    var tokens = 0
    while let job = jobs.first, batch.isEmpty || tokens + job.tokens <= limit {
      tokens += job.tokens
      batch.append(job)
      jobs.removeFirst()
    }
    if jobs.isEmpty { jobs = [] }
    return batch
  }
}
