import ArgumentParser
import NLPToolkit

/// Names that are entities wherever they stand, or that are more likely so.
struct GazetteerOptions: ParsableArguments {
  @OptionGroup var files: GazetteerFileOptions

  @Option(
    help: ArgumentHelp(
      "Rather than make known names certain, raise the logarithm of their odds by so much (3: odds 20 times as "
        + "high).", valueName: "number"))
  var gazetteerWeight: Double?

  func validate() throws {
    if files.gazetteer.isEmpty, gazetteerWeight != nil {
      throw ValidationError("--gazetteer-weight is about a gazetteer; give one with --gazetteer")
    }
    if let gazetteerWeight, !(-1000...1000).contains(gazetteerWeight) {
      throw ValidationError("--gazetteer-weight \(gazetteerWeight): give -1000 to 1000")
    }
  }

  /// The tagger with the names of the files.
  func apply(to tagger: SequenceTagger) throws -> SequenceTagger {
    guard let names = try files.open(tokenizer: tagger.tokenizer) else { return tagger }
    let known = tagger.tagset.labels
    if gazetteerWeight != nil, let label = names.labels.first(where: { !known.contains($0) }) {
      throw CommandError.badData(
        "--gazetteer: \(tagger.card.name) has no label \(label) to weigh, it has "
          + "\(known.joined(separator: " ")); rename it, or leave out --gazetteer-weight")
    }
    return tagger.knowing(names, weight: gazetteerWeight)
  }
}
