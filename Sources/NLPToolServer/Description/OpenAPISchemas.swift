import NLPToolCommands
import NLPToolkit

extension OpenAPIDescription {
  /// The forms of requests and answers.
  var schemas: String {
    var schemas = ServedTask.allCases.flatMap { task in
      let name = schemaName(of: task)
      return ["\"\(name)Request\":\(request(task))", "\"\(name)\":\(answer(task))"]
    }
    schemas += [
      #""Error":{"type":"object","required":["error","code"],"properties":{"error":{"type":"string"},"#
        + #""code":{"type":"string"},"limit":{"type":"string"},"maximum":{"type":"integer"},"#
        + #""offset":{"type":"integer","description":"In the body, in bytes from 0."}},"#
        + #""additionalProperties":false}"#,
      #""Entity":\#(entity)"#,
      #""Result":{"type":"object","required":["model","result"],"properties":{"model":"#
        + #"{"type":"string"},"result":{"type":"string"}}}"#,
      #""RecognizeForm":\#(form(["xml", "conll", "vertical"]))"#,
      #""ProcessForm":\#(form(["conllu"]))"#,
    ]
    return "{\(schemas.joined(separator: ","))}"
  }

  private var entity: String {
    #"{"type":"object","required":["start","end","label","text"],"properties":{"#
      + #""start":{"type":"integer"},"end":{"type":"integer"},"label":{"type":"string"},"#
      + #""text":{"type":"string"},"score":{"type":"number","minimum":0,"maximum":1}},"#
      + #""additionalProperties":false}"#
  }

  private func form(_ outputs: [String]) -> String {
    let names = outputs.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"type":"object","required":["data"],"properties":{"data":\#(text),"#
      + #""model":{"type":"string"},"output":{"enum":[\#(names)]}}}"#
  }

  private var text: String { #"{"type":"string","pattern":"^[^\u0000]*$"}"# }
  private var flag: String { #"{"type":"boolean"}"# }
  private var string: String { #"{"type":"string"}"# }
  private var language: String {
    #"{"type":"string","pattern":"^[A-Za-z0-9-]{1,35}$","description":"A tag such as sv; auto has it "#
      + #"told for each text, and the answer says which it is and which model answers, null where none "#
      + #"reads it."}"#
  }
  private var offsets: String { #"{"enum":["utf8","utf16","scalar"],"default":"scalar"}"# }
  private var probability: String { #"{"type":"number","minimum":0,"maximum":1}"# }

  private func choice(of names: [String]) -> String {
    let quoted = Set(names).sorted().map { JSONValue.string($0).serialized }
    return #"{"enum":[\#(quoted.joined(separator: ","))]}"#
  }

  private func integer(_ range: ClosedRange<Int>) -> String {
    #"{"type":"integer","minimum":\#(range.lowerBound),"maximum":\#(range.upperBound)}"#
  }

  private func number(_ least: String, _ greatest: Int) -> String {
    #"{"type":"number",\#(least),"maximum":\#(greatest)}"#
  }

  private func request(_ task: ServedTask) -> String {
    var fields: [(String, String)] = task.needsModel ? [("model", string)] : []
    if task == .generate {
      fields += [
        ("prompt", string), ("length", integer(0...limits.generatedCharacters)),
        ("count", integer(1...GenerateRoute.greatestCount)),
        ("seed", integer(0...(1 << 53 - 1))), ("stop", #"{"type":"array","items":\#(string)}"#),
        ("temperature", number("\"minimum\":0", 100)), ("top_k", integer(0...Int(Int32.max))),
        ("top_p", number("\"exclusiveMinimum\":0", 1)), ("min_p", probability),
        ("repetition_penalty", number("\"minimum\":1", 100)),
        ("repetition_length", integer(1...256)), ("stream", flag),
      ]
      return object(fields)
    }
    fields += [
      ("text", text), ("texts", #"{"type":"array","items":\#(text),"maxItems":\#(limits.texts)}"#),
    ]
    fields.append(("offsets", offsets))
    switch task {
    case .tag: fields += [("n_best", integer(1...100)), ("language", language)]
    case .classify:
      fields += [
        ("top", integer(1...10_000)), ("threshold", probability), ("explain", flag),
        ("sentences", flag), ("language", language),
      ]
    case .sentiment:
      fields += [
        ("threshold", probability), ("explain", flag), ("sentences", flag), ("language", language),
      ]
    case .tokenize:
      fields += [("style", #"{"enum":["unicode","treebank"]}"#), ("language", language)]
    case .language:
      fields += [
        ("top", integer(1...10_000)),
        (
          "among",
          #"{"type":"array","items":\#(choice(of: models.flatMap(\.toldLanguages))),"#
            + #""minItems":1}"#
        ),
      ]
    case .analyze:
      fields.append(
        (
          "layers",
          #"{"type":"array","items":\#(choice(of: models.flatMap(\.layers) + ["entities"])),"minItems":1}"#
        ))
      fields.append(("language", language))
    case .translate: fields.append(("beam", integer(1...64)))
    case .score, .generate: break
    }
    return String(object(fields).dropLast())
      + #","oneOf":[{"required":["text"]},{"required":["texts"]}]}"#
  }

  private func object(_ fields: [(String, String)]) -> String {
    // An option that is null is as one that is not there.
    let members = fields.map { name, schema in
      ["text", "texts"].contains(name)
        ? "\"\(name)\":\(schema)"
        : "\"\(name)\":{\"anyOf\":[\(schema),{\"type\":\"null\"}]}"
    }
    return "{\"type\":\"object\",\"properties\":{\(members.joined(separator: ","))},"
      + "\"additionalProperties\":false}"
  }

  /// What has to be in an answer; options add to it.
  private func answer(_ task: ServedTask) -> String {
    let list = #"{"type":"array","items":{"type":"object"}}"#
    // Answers of classifiers have no probability where no classifier reads the language.
    let (required, others): ([(String, String)], [(String, String)]) =
      switch task {
      case .tag:
        (
          [("entities", ##"{"type":"array","items":{"$ref":"#/components/schemas/Entity"}}"##)],
          chosen
        )
      case .classify: ([("label", label)], [("score", probability)] + chosen)
      case .sentiment:
        (
          [("label", label)],
          [
            ("score", probability), ("polarity", #"{"type":"number","minimum":-1,"maximum":1}"#),
          ] + chosen
        )
      case .tokenize, .analyze: ([("sentences", list)], chosen)
      case .language:
        (
          [
            ("language", string), ("score", probability),
            (
              "hypotheses",
              #"{"type":"object","additionalProperties":{"type":"number"}}"#
            ),
          ], []
        )
      case .score:
        (
          [
            ("logprob", #"{"type":"number"}"#), ("symbols", #"{"type":"integer"}"#),
            ("logprobs", #"{"type":"array","items":{"type":"number"}}"#),
          ], []
        )
      case .generate: ([("prompt", string), ("seed", #"{"type":"integer"}"#)], [])
      case .translate: ([("translation", string), ("score", #"{"type":"number"}"#)], [])
      }
    let members = ([("text", string)] + required + others).map { "\"\($0)\":\($1)" }
    let names = (["text"] + required.map(\.0)).map { "\"\($0)\"" }
    return #"{"type":"object","required":[\#(names.joined(separator: ","))],"#
      + #""properties":{\#(members.joined(separator: ","))}}"#
  }

  private var label: String { #"{"type":["string","null"]}"# }

  /// What a request with a language gets beside.
  private var chosen: [(String, String)] {
    [("language", string), ("model", #"{"type":["string","null"]}"#)]
  }

  /// The replies without an answer.
  var responses: String {
    let meanings = [
      (400, "The body, or the query, is not well-formed; offset tells where."),
      (401, "No valid key."), (404, "No such model."), (408, "The body took too long to arrive."),
      (413, "The body is too large; limit names the limit."),
      (415, "The body is of a type that is not read."),
      (422, "The fields cannot be what they are; limit names the limit, if there is one."),
      (429, "Too many requests are being worked on."), (500, "An error of the service."),
      (503, "No thread was free, or the text was not finished, in time."),
    ]
    let members = meanings.map { code, meaning in
      "\"\(code)\":{\"description\":\"\(meaning)\",\"content\":{\"application/json\":{\"schema\":"
        + "{\"$ref\":\"#/components/schemas/Error\"}}}}"
    }
    return "{\(members.joined(separator: ","))}"
  }
}
