import ArgumentParser
import NLPToolkit

/// How labels of a long sound are found over time.
struct DetectionOptions: ParsableArguments {
  @Flag(help: "Tell when in a sound which label holds, rather than one label for all of it (wav).")
  var spans = false

  @Option(
    help: ArgumentHelp(
      "The seconds that one look at the sound reads (default: 1).", valueName: "seconds"))
  var spanWindow: Double?

  @Option(
    help: ArgumentHelp(
      "Labels that are background, and are not told (default: silence).", valueName: "label"))
  var background: [String] = []

  var isGiven: Bool { spans || spanWindow != nil || !background.isEmpty }

  func settings(_ classifier: SoundClassifier) throws(CommandError) -> SoundDetector.Settings {
    var settings = SoundDetector.Settings()
    if let spanWindow { settings.window = spanWindow }
    if let label = background.first(where: { !classifier.labels.contains($0) }) {
      throw .usage(
        "--background \(label): the model's labels are "
          + classifier.labels.prefix(20).joined(separator: ", "))
    }
    settings.background = background.isEmpty ? ["silence"] : Set(background)
    if let problem = settings.problem { throw .usage(problem) }
    return settings
  }
}
