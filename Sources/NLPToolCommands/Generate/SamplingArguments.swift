import ArgumentParser
import NLPToolkit

/// How characters are drawn.
struct SamplingArguments: ParsableArguments {
  @Option(help: "Below 1 safer, above 1 bolder; 0 always takes the most probable character.")
  var temperature = SamplingOptions().temperature

  @Option(help: ArgumentHelp("Draw from the K most probable only; 0 for all.", valueName: "k"))
  var topK = SamplingOptions().topK

  @Option(
    help: ArgumentHelp(
      "Draw from the fewest most probable that have probability P together; 1 for all.",
      valueName: "p"))
  var topP = SamplingOptions().topP

  @Option(
    help: ArgumentHelp(
      "Draw only from those with this share of the greatest probability; 0 for all.",
      valueName: "p"))
  var minP = SamplingOptions().minP

  @Option(
    help: ArgumentHelp(
      "Raise the probability of what would repeat a stretch of text to this power; 1 for none.",
      valueName: "power"))
  var repetitionPenalty = SamplingOptions().repetitionPenalty

  @Option(
    help: ArgumentHelp("The characters that make a repetition.", valueName: "n"))
  var repetitionLength = SamplingOptions().repetitionLength

  /// - Throws: status 64 if a number is out of its range.
  func options() throws -> SamplingOptions {
    var options = SamplingOptions()
    options.temperature = temperature
    options.topK = topK
    options.topP = topP
    options.minP = minP
    options.repetitionPenalty = repetitionPenalty
    options.repetitionLength = repetitionLength
    if let problem = options.problem { throw CommandError.usage(problem) }
    return options
  }
}
