import Models
import PretrainedModels
import Testing
import Text

/// What a person would try first on the embedded model of English entities.
struct EverydaySentencesTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    /// Label and text, in order.
    let entities: [[String]]

    init(_ text: String, _ entities: [String]...) {
      self.text = text
      self.entities = entities
    }

    var testDescription: String { text }
  }

  static let examples = [
    Example(
      "Ada Lovelace met Charles Babbage in London in 1833.", ["PER", "Ada Lovelace"],
      ["PER", "Charles Babbage"], ["LOC", "London"]),
    Example("We are flying to Paris next week.", ["LOC", "Paris"]),
    Example("I talked to Maria Garcia about it yesterday.", ["PER", "Maria Garcia"]),
    Example("The weather was lovely and we stayed at home."),
    Example("Please buy milk, eggs and two loaves of bread."),
    Example("She moved from Germany to Canada in 2015.", ["LOC", "Germany"], ["LOC", "Canada"]),
    Example("John Smith works for Microsoft.", ["PER", "John Smith"], ["ORG", "Microsoft"]),
    Example("Google opened a new office in Berlin.", ["ORG", "Google"], ["LOC", "Berlin"]),
    Example(
      "President Barack Obama visited Japan and South Korea.", ["PER", "Barack Obama"],
      ["LOC", "Japan"], ["LOC", "South Korea"]),
    Example("My brother David lives in New York.", ["PER", "David"], ["LOC", "New York"]),
    Example("The train to Chicago leaves at nine.", ["LOC", "Chicago"]),
    Example(
      "The United Nations sent observers to Syria.", ["ORG", "United Nations"], ["LOC", "Syria"]),
    Example("He studied physics at Harvard University.", ["ORG", "Harvard University"]),
    Example("Can you call me back before five?"),
    Example(
      "According to the BBC, Boris Johnson has resigned.", ["ORG", "BBC"],
      ["PER", "Boris Johnson"]),
    Example(
      "They crossed the border between Mexico and Texas.", ["LOC", "Mexico"], ["LOC", "Texas"]),
    Example(
      "Sarah and Michael got married in Italy.", ["PER", "Sarah"], ["PER", "Michael"],
      ["LOC", "Italy"]),
    Example(
      "Her flight from Madrid to Lisbon was delayed.", ["LOC", "Madrid"], ["LOC", "Lisbon"]),
    Example("Angela Merkel spoke in Brussels.", ["PER", "Angela Merkel"], ["LOC", "Brussels"]),
    Example("It costs about twenty dollars, give or take."),
    Example("The mayor of Boston thanked the volunteers.", ["LOC", "Boston"]),
    Example("Twitter and Facebook removed the post.", ["ORG", "Twitter"], ["ORG", "Facebook"]),
    Example("Australia is larger than India.", ["LOC", "Australia"], ["LOC", "India"]),
  ]

  @Test(arguments: examples)
  func findsWhatAPersonWould(example: Example) throws {
    let tagger = try SequenceTagger(try PretrainedModel.englishEntities.file())
    let found = tagger.entities(in: example.text).map {
      [$0.label, example.text.slice(utf8: $0.range)]
    }
    #expect(found == example.entities)
  }

  @Test func scoresAreProbabilities() throws {
    let tagger = try SequenceTagger(try PretrainedModel.englishEntities.file())
    let spans = tagger.entities(in: Self.examples[0].text)
    #expect(!spans.isEmpty)
    for span in spans { #expect((0.5...1).contains(span.score ?? 0)) }
  }

  @Test func theCardNamesSourcesAndLicences() throws {
    let card = try PretrainedModel.englishEntities.file().card()
    #expect(card.labels == ["LOC", "ORG", "PER"])
    #expect(card.corpora.count >= 5)
    for corpus in card.corpora {
      #expect(corpus.licence?.isEmpty == false)
      #expect(corpus.attribution?.isEmpty == false)
    }
    #expect(!card.metrics.isEmpty)
  }
}
