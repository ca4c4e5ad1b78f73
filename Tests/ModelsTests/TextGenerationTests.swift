import Benchmarks
import Foundation
import Models
import Neural
import Testing

struct TextGenerationTests {
  private func request(_ change: (inout GenerationRequest) -> Void = { _ in }) -> GenerationRequest
  {
    var request = GenerationRequest(prompt: "the ", length: 120)
    change(&request)
    return request
  }

  @Test func looksLikeTheText() throws {
    let words = Set(
      LanguageModelSample.text(200, seed: 1).split { " .\n".contains($0) }.map(String.init))
    for model in [
      LanguageModelSample.scalars, LanguageModelSample.bytes, LanguageModelSample.backward,
      LanguageModelSample.deep,
    ] {
      let text = try model.get().generate(length: 600, sampling: sampling { $0.temperature = 0.5 })
      #expect(text.unicodeScalars.count == 600)
      let written = text.split { " .\n".contains($0) }.map(String.init).dropFirst().dropLast()
      #expect(written.count > 60)
      #expect(written.count { words.contains($0) } > written.count * 9 / 10)
    }
  }

  private func sampling(_ change: (inout SamplingOptions) -> Void) -> SamplingOptions {
    var options = SamplingOptions()
    change(&options)
    return options
  }

  @Test func seedAloneDecides() throws {
    let model = try LanguageModelSample.scalars.get()
    let one = model.generate(request())
    #expect(one == model.generate(request()))
    #expect(one != model.generate(request { $0.seed = 2 }))
    let many = request { $0.count = 35 }
    let texts = model.generate(many)
    #expect(texts[0] == one[0])
    #expect(Set(texts).count > 30)
    for threads in [2, 5] {
      #expect(model.generate(many, threads: ThreadPool(threads: threads)) == texts)
    }
  }

  /// Threads that share the units of a step write what one thread does.
  @Test(arguments: CellKind.allCases, WeightPrecision.allCases)
  func threadsShareUnits(cell: CellKind, precision: WeightPrecision) {
    var configuration = LanguageModelConfiguration()
    configuration.cell = cell
    configuration.hidden = 640
    configuration.layers = 2
    let model = CharacterLanguageModel.untrained(
      characters: Array("abcdefgh ".unicodeScalars), configuration: configuration,
      precision: precision)
    let request = request { $0.length = 30 }
    let text = model.generate(request)
    for threads in [2, 5] {
      #expect(model.generate(request, threads: ThreadPool(threads: threads)) == text)
    }
  }

  @Test(arguments: [false, true])
  func temperatureZeroIsTheMostProbable(isDeep: Bool) throws {
    let model = try (isDeep ? LanguageModelSample.deep : LanguageModelSample.scalars).get()
    let characters = try #require(model.characters)
    var prompt = "a heron "
    let greedy = request {
      $0.prompt = prompt
      $0.length = 20
      $0.sampling.temperature = 0
    }
    let text = model.generate(greedy)[0]
    for scalar in text.unicodeScalars {
      let scores = model.score(characters.map { prompt + String($0) })
      let best = scores.indices.max {
        scores[$0].logProbability < scores[$1].logProbability
      }
      #expect(best.map { characters[$0] } == scalar)
      prompt.unicodeScalars.append(scalar)
    }
  }

  @Test func endsBeforeStops() throws {
    let model = try LanguageModelSample.scalars.get()
    let whole = model.generate(request())[0]
    for stop in [".\n", "\n", "t"] {
      let expected = whole.range(of: stop).map { String(whole[..<$0.lowerBound]) } ?? whole
      #expect(model.generate(request { $0.stop = [stop] })[0] == expected)
    }
    #expect(model.generate(request { $0.stop = ["Ω", ""] })[0] == whole)
    // The end of the text must not keep what looked like the start of a stop.
    let last = String(whole.suffix(2))
    #expect(model.generate(request { $0.stop = [last + "Ω"] })[0] == whole)
    let backward = try LanguageModelSample.backward.get()
    let other = backward.generate(request())[0]
    let stopped = backward.generate(request { $0.stop = [".\n"] })[0]
    #expect(!stopped.contains(".\n") && other.hasSuffix(stopped))
    #expect(other.hasSuffix(".\n" + stopped))
  }

  /// A network that has learned nothing writes all bytes, and still only what is UTF-8.
  @Test(arguments: LanguageModelConfiguration.Direction.allCases)
  func bytesMakeScalars(direction: LanguageModelConfiguration.Direction) throws {
    let trainer = try LanguageModelSample.trainer(
      LanguageModelSample.recipe {
        $0.model.symbol = .byte
        $0.model.direction = direction
      })
    let text = trainer.sample(length: 3000, sampling: sampling { $0.temperature = 5 })
    #expect(text.unicodeScalars.count == 3000)
    let scalars = text.unicodeScalars.map(\.value)
    for range in [0x80..<0x800, 0x800..<0x10000, 0x10000..<0x110000] {
      #expect(scalars.contains { range.contains(Int($0)) })
    }
    // A byte that does not fit would have been made into this.
    #expect(scalars.count { $0 == 0xFFFD } < 5)
  }

  @Test(arguments: [1.0, 3.0])
  func stateCanBeSavedAndContinued(penalty: Double) throws {
    for model in [
      LanguageModelSample.scalars, LanguageModelSample.bytes, LanguageModelSample.deep,
    ] {
      let model = try model.get()
      let options = sampling { $0.repetitionPenalty = penalty }
      func write(_ generator: TextGenerator, _ steps: Int) -> [[Unicode.Scalar]] {
        var texts = [[Unicode.Scalar]](repeating: [], count: generator.count)
        for _ in 0..<steps { generator.step { texts[$0].append($1) } }
        return texts
      }
      let whole = write(
        TextGenerator(model, prompt: "a ", count: 3, sampling: options, seed: 4), 90)
      let first = TextGenerator(model, prompt: "a ", count: 3, sampling: options, seed: 4)
      let start = write(first, 37)
      let saved = try JSONEncoder().encode(first.state)
      let state = try JSONDecoder().decode(TextGenerator.State.self, from: saved)
      let second = try TextGenerator(model, continuing: state, sampling: options)
      let end = write(second, 53)
      #expect(zip(start, end).map { $0 + $1 } == whole)
      let other = try LanguageModelSample.train {
        $0.model.hidden = 8
        $0.training.epochs = 1
      }
      #expect(throws: LanguageModelError.self) { try TextGenerator(other, continuing: state) }
    }
  }

  @Test func charactersComeOneByOne() async throws {
    for model in [
      LanguageModelSample.scalars, LanguageModelSample.bytes, LanguageModelSample.backward,
    ] {
      let model = try model.get()
      let request = request { $0.stop = ["\n"] }
      var characters: [Character] = []
      for await character in model.characters(request) { characters.append(character) }
      if model.isBackward { characters.reverse() }
      #expect(String(characters) == model.generate(request)[0])
    }
  }

  @Test func cancelledTaskSeesTheEnd() async throws {
    let model = try LanguageModelSample.scalars.get()
    let request = request { $0.length = .max }
    let task = Task {
      var count = 0
      for await _ in model.characters(request) { count += 1 }
      return count
    }
    task.cancel()
    #expect(await task.value < 1_000_000)
  }

  @Test func repetitionPenaltyEndsLoops() throws {
    let model = try LanguageModelSample.scalars.get()
    func repeated(_ penalty: Double) -> Int {
      let text = model.generate(
        request {
          $0.length = 400
          $0.sampling.temperature = 0
          $0.sampling.repetitionPenalty = penalty
        })[0]
      let lines = text.split(separator: "\n")
      return lines.count - Set(lines).count
    }
    #expect(repeated(1) > 5)
    #expect(repeated(10) < repeated(1) / 2)
  }
}
