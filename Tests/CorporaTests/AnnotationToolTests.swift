import Corpora
import TestSupport
import Testing
import Text
import TextInput

/// What annotation tools and data sets export as JSON.
@Suite struct AnnotationToolTests {
  private func read(
    _ text: String, _ format: InputFormat = .jsonl,
    _ change: (inout ReadingSettings) -> Void = { _ in }
  ) throws -> [InputRecord] {
    var settings = ReadingSettings()
    settings.format = format
    change(&settings)
    return try records(of: text, settings)
  }

  private func reasons(_ records: [InputRecord]) -> [String] {
    records.flatMap(\.rejections).map(\.reason)
  }

  @Test func whatAnAnnotatorRejectedIsNoGold() throws {
    let text = """
      {"text":"You are kind.","label":"INSULT","answer":"reject"}
      {"text":"You fool.","label":"INSULT","answer":"accept"}
      {"text":"Bought in Rome.","spans":[{"start":10,"end":14,"label":"X"}],"answer":"ignore"}
      {"text":"Pick.","options":[{"id":"a"},{"id":"b"}],"accept":["b"],"answer":"accept"}

      """
    let records = try read(text)
    #expect(records.compactMap(\.document?.labels) == [["INSULT"], ["b"]])
    #expect(records.flatMap(\.rejections).map(\.line) == [1, 3])
    #expect(reasons(records)[0] == "not accepted: its 'answer' is reject")
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "a.jsonl")
    let summary = try ingest([path], into: folder, isStrict: true)[0]
    #expect(summary.added == 2 && summary.rejected == 2)
    // A field of answers that the user names is a field like others.
    let asked = try read(#"{"text":"a","answer":"reject"}"#) { $0.fields.label = "answer" }
    #expect(asked[0].document?.labels == ["reject"])
  }

  @Test(arguments: [
    (#"{"text":"Acme hired Bob.","spans":[{"start":0,"end":4,"label":"ORG"}]}"#, "spans"),
    (#"{"text":"Acme hired Bob.","label":[[0,4,"ORG"]]}"#, "label"),
    (#"{"text":"Acme hired Bob.","labels":[[0,4,"ORG"]]}"#, "labels"),
    (#"{"text":"Acme","spans":[[0,4,"ORG"]],"entities":[[0,4,"ORG"]]}"#, "entities"),
  ])
  func entitiesAreNotDoubledByNamingTheirField(line: String, field: String) throws {
    #expect(try read(line) { $0.fields.entities = field }[0].document?.spans.count == 1)
  }

  @Test func classesAreNotDoubled() throws {
    #expect(
      try read(#"{"text":"a","label":"x","labels":["x","y"]}"#)[0].document?.labels == ["x", "y"])
    #expect(
      try records(of: "__label__a __label__b __label__a text\n")[0].document?.labels == ["a", "b"])
  }

  @Test func pairsOfTextAndAnnotations() throws {
    let spaCy =
      #"["Ada slept.", {"entities": [[0, 3, "PER"]], "cats": {"A": 1.0, "B": 0, "C": true}}]"#
    let document = try #require(try read(spaCy)[0].document)
    #expect(document.entities == ["PER:Ada"] && document.labels == ["A", "C"])
    let array = try read("[\(spaCy), [\"Bye\", \"leave\"], [\"a\", 1], null]", .json)
    #expect(array.compactMap(\.document?.labels) == [["A", "C"], ["leave"]])
    #expect(reasons(array).count == 2)
    #expect(try read("[\"a\"]\n").flatMap(\.rejections).count == 1)
  }

  @Test func tasksOfLabelStudio() throws {
    func task(_ annotations: String) -> String {
      #"[{"id": 7, "data": {"text": "Ada slept."}, "annotations": ["# + annotations + "]}]"
    }
    let marked =
      #"{"result": [{"from_name": "ner", "type": "labels", "value": "#
      + #"{"start": 0, "end": 3, "text": "Ada", "labels": ["PER"]}}, "#
      + #"{"from_name": "tone", "type": "choices", "value": {"choices": ["calm"]}}]}"#
    let document = try #require(try read(task(marked), .json)[0].document)
    #expect(document.entities == ["PER:Ada"] && document.labels == ["calm"])
    #expect(document.identifier == "7")
    let cancelled = try read(task(#"{"was_cancelled": true, "result": []}"#), .json)
    #expect(cancelled[0].rejections.map(\.isIntended) == [true])
    let both = try read(task(marked + #", {"result": []}"#), .json)
    #expect(reasons(both) == ["2 annotations that differ; mark one as the ground truth"])
    let truth = try read(task(marked + #", {"ground_truth": true, "result": []}"#), .json)
    #expect(truth[0].document?.spans.isEmpty == true)
    let small =
      #"[{"id":1,"text":"Ada slept.","label":[{"start":0,"end":3,"text":"Ada","labels":"#
      + #"["PER","HERO"]}]},{"text":"b","label":{"choices":["x","y"]}}]"#
    let documents = try read(small, .json).compactMap(\.document)
    #expect(documents[0].entities == ["PER:Ada", "HERO:Ada"] && documents[1].labels == ["x", "y"])
  }

  @Test func rowsOfTokensAndTags() throws {
    let line = #"{"id":"0","tokens":["Ada","Lovelace","slept"],"ner_tags":["B-PER","I-PER","O"]}"#
    let document = try #require(try read(line)[0].document)
    #expect(document.text == "Ada Lovelace slept" && document.hasGoldTokens)
    #expect(document.entities == ["PER:Ada Lovelace"] && document.words.count == 3)
    let numbers = #"{"tokens":["Ada","slept"],"ner_tags":[1,0]}"#
    #expect(reasons(try read(numbers))[0].contains("--tag-names O,B-PER,I-PER"))
    let named = try read(numbers) { $0.tagNames = ["O", "B-PER"] }
    #expect(named[0].document?.entities == ["PER:Ada"])
    #expect(reasons(try read(numbers) { $0.tagNames = ["O"] })[0].contains("tag 1 has no name"))
    let short = try read(#"{"tokens":["a","b"],"tags":["O"]}"#)
    #expect(reasons(short) == ["1 'tags' for 2 tokens"])
    let spaced = try read(#"{"text":"Ada, hi","tokens":["Ada",",","hi"],"tags":["B-PER","O","O"]}"#)
    #expect(spaced[0].document?.text == "Ada, hi")
    // Words beside a text and its entities are no tags.
    let plain = try read(#"{"text":"Ada hi","tokens":["Ada","hi"],"entities":[[0,3,"PER"]]}"#)
    #expect(plain[0].document?.entities == ["PER:Ada"])
  }

  @Test func aFieldThatNoRecordHasIsTold() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("{\"text\":\"a\",\"label\":\"x\"}\n", to: "a.jsonl")
    var settings = ReadingSettings()
    settings.fields.label = "labl"
    let error = #expect(throws: TextInputError.self) {
      try ingest([path], into: folder, settings: settings)
    }
    #expect(error?.description.contains("no record has a field 'labl'") == true)
    let table = try folder.write("text,label\na,x\n", to: "a.csv")
    let other = #expect(throws: TextInputError.self) {
      try ingest([table], into: folder, settings: settings)
    }
    #expect(
      other?.description.contains("no column is called 'labl', there are 'text', 'label'") == true)
  }
}
