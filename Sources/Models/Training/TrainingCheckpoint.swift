import FoundationEssentials
import Neural

/// A training between two epochs as a file, in the format of model files.
enum TrainingCheckpoint {
  /// What a training is of; it can only be continued with the same.
  struct Origin<Recipe: Codable & Equatable>: Codable, Equatable {
    var recipe: Recipe
    var corpora: [ModelCard.Corpus]
  }

  private struct Progress: Codable {
    var history: [EpochSummary]
    var stepCount: Int
    var averageCount: Int?
    var bestEpoch: Int?
    /// As the bits of the number, which JSON would round.
    var bestScore: UInt64?
  }

  static let kind = "checkpoint"

  static func write<Recipe>(
    _ state: TrainerState, layout: ParameterLayout, origin: Origin<Recipe>, to path: String
  ) throws {
    let progress = Progress(
      history: state.history, stepCount: state.optimizer.stepCount,
      averageCount: state.average?.count, bestEpoch: state.best?.epoch,
      bestScore: state.best?.score.bitPattern)
    var tables: [(String, [String: [Float]])] = [
      ("weights", state.weights), ("optimizer", state.optimizer.moments),
    ]
    if let average = state.average { tables.append(("average", average.weights)) }
    if let best = state.best { tables.append(("best", best.weights)) }
    let tensors = tables.flatMap { table, values in
      values.sorted { $0.key < $1.key }.map {
        NamedTensor("\(table)/\($0.key)", shape: [$0.value.count], elements: $0.value)
      }
    }
    try ModelFile.write(
      tensors,
      metadata: [
        ("format", "nlptool"), ("format_version", "\(ModelFile.formatVersion)"), ("kind", kind),
        ("origin", try json(origin)), ("progress", try json(progress)),
      ], to: path)
  }

  static func read<Recipe>(
    _ path: String, layout: ParameterLayout, origin: Origin<Recipe>
  ) throws -> TrainerState {
    let file = try ModelFile(contentsOf: path)
    func problem(_ key: String, _ problem: String) -> ModelError {
      .invalidMetadata(file: path, key: key, problem: problem)
    }
    guard file.metadata["kind"] == kind else {
      throw ModelError.wrongKind(
        file: path, expected: kind, found: file.metadata["kind"] ?? "no kind")
    }
    func decode<Value: Decodable>(_: Value.Type, _ key: String) throws -> Value {
      guard let text = file.metadata[key],
        let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
      else { throw problem(key, "missing or not the expected JSON") }
      return value
    }
    try file.checkChecksum()
    guard try decode(Origin<Recipe>.self, "origin") == origin else {
      throw problem(
        "origin", "the checkpoint is of another configuration or corpus; train without --resume")
    }
    let progress = try decode(Progress.self, "progress")
    let epochs = progress.history.count
    guard progress.history.map(\.epoch) == Array(1..<epochs + 1),
      progress.history.allSatisfy({ (0...1 << 50).contains($0.units) }),
      (0...1 << 50).contains(progress.stepCount),
      (0...1 << 50).contains(progress.averageCount ?? 0),
      progress.bestEpoch.map({ (1...max(1, epochs)).contains($0) }) ?? true
    else { throw problem("progress", "counts that no training has") }
    var tables: [String: [String: [Float]]] = [:]
    for tensor in file.tensors {
      guard let slash = tensor.name.firstIndex(of: "/"), tensor.shape.count == 1 else {
        throw ModelError.unexpectedTensor(file: path, tensor: tensor.name)
      }
      let name = String(tensor.name[tensor.name.index(after: slash)...])
      tables[String(tensor.name[..<slash]), default: [:]][name] = try file.floats(
        named: tensor.name, shape: tensor.shape)
    }
    var best: TrainerState.Checkpoint?
    if let epoch = progress.bestEpoch, let score = progress.bestScore, let weights = tables["best"]
    {
      best = .init(score: Double(bitPattern: score), epoch: epoch, weights: weights)
      for entry in layout.entries where weights[entry.name]?.count != entry.count {
        throw ModelError.missingTensor(
          file: path, tensor: "best/\(entry.name)", shape: [entry.count])
      }
    }
    return TrainerState(
      history: progress.history, weights: tables["weights"] ?? [:],
      optimizer: OptimizerState(
        stepCount: progress.stepCount, moments: tables["optimizer"] ?? [:]),
      average: progress.averageCount.map { .init(count: $0, weights: tables["average"] ?? [:]) },
      best: best)
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
