import Neural
import Sound

/// What the file of a sound classifier says beside its card and tensors.
private struct SoundClassifierSettings: Codable {
  var recipe: SoundClassifierRecipe
  var calibration: ClassifierCalibration
}

extension SoundNormalization {
  static let meanName = "frames.mean"
  static let deviationName = "frames.deviation"
  /// The prefix of both names.
  static let prefix = "frames."

  /// - Throws: ``ModelError`` if the file has no mean and deviation of frames of this size.
  init(_ file: ModelFile, size: Int, centres: Bool) throws(ModelError) {
    self.centres = centres
    mean = try file.floats(named: Self.meanName, shape: [size])
    deviation = try file.floats(named: Self.deviationName, shape: [size])
    guard deviation.allSatisfy({ $0 >= Self.leastDeviation }) else {
      throw .invalidTensor(
        file: file.name, tensor: Self.deviationName, aspect: "elements",
        expected: "numbers from \(Self.leastDeviation) up", found: "smaller ones")
    }
  }

  var tensors: [NamedTensor] {
    [
      NamedTensor(Self.meanName, shape: [mean.count], elements: mean),
      NamedTensor(Self.deviationName, shape: [deviation.count], elements: deviation),
    ]
  }
}

extension SoundClassifier {
  /// Before the names of the network's tensors.
  private static let prefix = "network."

  /// Reads a classifier from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound model of a classifier.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound model of a classifier of sounds.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .soundClassifier)
    let settings = try file.configuration(as: SoundClassifierSettings.self)
    func problem(_ key: String, _ text: String) -> ModelError {
      .invalidMetadata(file: file.name, key: key, problem: text)
    }
    let recipe = settings.recipe
    if let text = recipe.problem ?? recipe.features.problem {
      throw problem(MetadataKey.configuration, text)
    }
    guard (2...65536).contains(card.labels.count), Set(card.labels).sorted() == card.labels else {
      throw problem(MetadataKey.card, "labels are not 2 to 65536 different ones, sorted")
    }
    guard (0..<1e6).contains(settings.calibration.recurrentScale),
      settings.calibration.thresholds.isEmpty
    else { throw problem(MetadataKey.configuration, "the calibration does not fit the labels") }
    let network = SoundClassifierNetwork<Float>(
      configuration: recipe.model, frameSize: recipe.features.size, classes: card.labels.count)
    let declared = file.weightCount(prefix: Self.prefix)
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw problem(
        MetadataKey.configuration, "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false, precision: file.precision)
    try weights.load(from: file, prefix: Self.prefix)
    self.init(
      card: card, recipe: recipe, calibration: settings.calibration,
      normalization: try SoundNormalization(
        file, size: recipe.features.size, centres: recipe.model.encoder.centresSounds),
      network: network,
      weights: weights)
  }

  /// Writes the classifier as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    try ModelFile.write(
      normalization.tensors + weights.tensors(prefix: Self.prefix), card: card,
      configuration: SoundClassifierSettings(recipe: recipe, calibration: calibration), to: path)
  }
}
