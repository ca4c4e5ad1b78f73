import Hummingbird
import NLPToolkit

/// A service of one path around the library, for what `nlptool serve` does not do:
///
///     swift run -c release --package-path tools/examples-network Service
///     curl --json '{"text":"Ada met Bob in London."}' http://127.0.0.1:8080/people
@main
enum Service {
  struct Question: Decodable {
    var text: String
  }

  static func main() async throws {
    let tagger = try SequenceTagger(PretrainedModel.englishEntities.file())
    let router = Router()
    // Who is in a text, each person once.
    router.post("people") { request, context -> [String] in
      let question = try await request.decode(as: Question.self, context: context)
      let people = tagger.entities(in: question.text).filter { $0.label == "PER" }
      return Set(people.map { question.text.slice(utf8: $0.range) }).sorted()
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 8080)))
    try await application.runService()
  }
}
