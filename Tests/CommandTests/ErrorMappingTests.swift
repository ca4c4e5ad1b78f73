import NLPToolCommands
import NLPToolkit
import Testing

@Suite("Exit statuses")
struct ErrorMappingTests {
  private struct Unforeseen: Error {}

  @Test("The statuses are those that scripts depend on")
  func statuses() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 64, 65, 66, 70, 73, 74, 130])
  }

  @Test("Errors of the library keep their words and get a status")
  func libraryErrors() {
    let missing = TextInputError.noSuchFile(path: "a.txt")
    #expect(CommandError(missing) == CommandError(.noInput, missing.description))
    let torn = TextInputError.malformedRecord(.init(file: "a", line: 3), reason: "torn")
    #expect(CommandError(torn).status == .badData)
    #expect(CommandError(torn).message.contains("a:3"))
    let setting = CorporaError.invalidSetting("nothing to split")
    #expect(CommandError(setting).status == .usage)
    let locked = CorporaError.unreadableStore(path: "c.sqlite", reason: "permission denied")
    #expect(CommandError(locked) == CommandError(.noInput, locked.description))
    let short = ModelError.truncated(
      file: "m.nlpmodel", part: "the header", expectedBytes: 8, foundBytes: 3)
    #expect(CommandError(short) == CommandError(.badData, short.description))
    #expect(CommandError(ModelError.noSuchFile(file: "m")).status == .noInput)
    let unknown = PretrainedModelError.noSuchModel(name: "x", available: [])
    #expect(CommandError(unknown).status == .noInput)
    #expect(CommandError(TaggerTrainingError.noSpans(corpus: "c")).status == .badData)
    #expect(CommandError(NeuralError.negativeStepCount(-1)).status == .badData)
    let unpaired = EvaluationError.countMismatch(gold: 2, predicted: 1, unit: "sentences")
    #expect(CommandError(unpaired).status == .badData)
  }

  @Test("What nobody foresaw is an internal error")
  func unforeseen() {
    #expect(CommandError(Unforeseen()).status == .internalError)
  }

  @Test("A message is one line, whatever goes into it")
  func oneLine() {
    #expect(CommandError.badData("a\nb\r\nc").message == "a b c")
  }

  @Test("An interruption says how to go on")
  func interruption() {
    let error = CommandError.interrupted(resume: "nlptool train --resume")
    #expect(error.status == .interrupted)
    #expect(error.message == "interrupted; to go on: nlptool train --resume")
    #expect(CommandError.interrupted().message == "interrupted")
  }
}
