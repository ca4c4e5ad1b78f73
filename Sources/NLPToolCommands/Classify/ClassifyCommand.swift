import ArgumentParser
import NLPToolkit

/// The forms that `nlptool classify` reads: texts, and sound.
enum ClassifyForm: String, DocumentForm {
  case text, jsonl, csv, tsv, conll, wav

  static let help =
    "The form of the input; conll has a token a line, and a document is a sentence of it; wav is "
    + "sound, a label for each file."
}

/// `nlptool classify`: labels of texts and sounds.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Give texts or sounds labels, with probabilities.",
    discussion: """
      Every line is a document. Formats: text for people, jsonl with the probabilities of all labels, \
      tsv with label, probability and text, html as a page of its own. JSON lines keep their other fields. A line that can't be \
      used is told and passed over, and the exit status is 65 at the end. With --input-format wav each \
      file of sound is a document, and the model is one of nlptool train sound-classifier; --spans \
      tells when in a long recording which label holds.

      Example:
        nlptool classify --text "I lost my luggage on the way to Chicago."
        nlptool classify --model tickets.nlpmodel --format jsonl tickets.txt > labels.jsonl
        nlptool classify --uncertain 50 --format jsonl unlabelled.txt > to-label.jsonl
        nlptool classify --explain --text "I lost my luggage on the way to Chicago."
        nlptool classify --model commands.nlpmodel --input-format wav yes.wav no.wav

      With --into, the documents of a stored corpus get their labels there, under the name of a run:
        nlptool classify --into tickets.db --corpus inbox --split train --run teacher
      """)

  @OptionGroup var options: ClassifyOptions<ClassifyForm>

  @Option(
    help: ArgumentHelp("Show the probabilities of so many labels.", valueName: "k"))
  var top: Int?

  @OptionGroup var detection: DetectionOptions

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): give 1 or more") }
    if options.form.inputFormat == .wav {
      guard !options.explain, !options.sentences, options.language.language == nil,
        options.input.text == nil, options.stored.into == nil
      else {
        throw ValidationError(
          "--explain, --sentences, --language, --text and --into are of texts; leave them out for wav"
        )
      }
    } else if detection.isGiven {
      throw ValidationError("--spans and its settings are for --input-format wav; add it")
    }
  }

  func run() throws {
    if options.form.inputFormat == .wav {
      let file = try options.model.open(standard: ModelOptions.standardSoundClassifier)
      let classifier = try SoundClassifier(file)
      let run = SoundLabelling(
        classifier: classifier,
        files: SoundFiles(
          paths: options.input.files, isStrict: options.strict,
          diagnostics: options.diagnostics.makeDiagnostics()),
        pool: ThreadPool(threads: options.threads.count))
      if detection.spans {
        return try run.detect(try detection.settings(classifier), options.format.format)
      }
      return try run.run(
        options.labelAssigner(classifier.labels),
        options.writer(top: top, modelName: classifier.card.name))
    }
    try options.run(
      standard: ModelOptions.standardClassifier, fits: \.isClassifierOfTopics, top: top)
  }
}
