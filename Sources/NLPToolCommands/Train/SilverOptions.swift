import ArgumentParser
import NLPToolkit

/// What another model has found in plain text, as a lesson.
struct SilverOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Learn from what a run of `tag --into` or `classify --into` has stored in the same database, too.",
      valueName: "run"))
  var silver: String?

  @Option(
    help: ArgumentHelp(
      "Leave out what is less probable: silver sentences with such an entity, or texts with such a label.",
      valueName: "p"))
  var minimumProbability = 0.8

  @Option(
    help: ArgumentHelp(
      "How much a silver sentence or text counts, where a gold one counts 1.", valueName: "weight"))
  var silverWeight = 0.5

  func validate() throws {
    guard (0...1).contains(minimumProbability) else {
      throw ValidationError("--minimum-probability \(minimumProbability): give 0 to 1")
    }
    guard silverWeight > 0, silverWeight <= 100 else {
      throw ValidationError("--silver-weight \(silverWeight): give more than 0 and at most 100")
    }
  }

  /// The run of the database that was asked for, if any.
  func open(database: String) throws -> SilverCorpus? {
    guard let silver else { return nil }
    let store = try CorpusStore(path: database, mode: .readOnly)
    return SilverCorpus(
      try store.predictions(ofRun: silver), minimumProbability: minimumProbability,
      weight: silverWeight)
  }

  /// Says from how much of the run, if one was asked for, training learns.
  ///
  /// - Parameter unit: what is counted, such as "document".
  /// - Throws: status 65 if it is nothing.
  func report(_ count: Int, _ unit: String, to diagnostics: Diagnostics) throws {
    guard let silver else { return }
    guard count > 0 else {
      throw CommandError.badData(
        "run '\(silver)': nothing to learn from; no \(unit) of its training split has labels that the "
          + "gold corpus has, with a probability of \(minimumProbability) (--minimum-probability)")
    }
    diagnostics.note("\(silver): \(count) silver \(unit)\(count == 1 ? "" : "s")")
  }
}
