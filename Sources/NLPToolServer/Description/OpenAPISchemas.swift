import NLPToolCommands

extension OpenAPIDescription {
  /// The forms of requests and answers.
  static var schemas: String {
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

  private static let entity =
    #"{"type":"object","required":["start","end","label","text"],"properties":{"#
    + #""start":{"type":"integer"},"end":{"type":"integer"},"label":{"type":"string"},"#
    + #""text":{"type":"string"},"score":{"type":"number","minimum":0,"maximum":1}},"#
    + #""additionalProperties":false}"#

  private static func form(_ outputs: [String]) -> String {
    let names = outputs.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"type":"object","required":["data"],"properties":{"data":\#(text),"#
      + #""model":{"type":"string"},"output":{"enum":[\#(names)]}}}"#
  }

  private static let text = #"{"type":"string","pattern":"^[^\u0000]*$"}"#
  private static let flag = #"{"type":"boolean"}"#
  private static let string = #"{"type":"string"}"#
  private static let language = #"{"type":"string","pattern":"^[A-Za-z0-9-]{1,35}$"}"#
  private static let offsets = #"{"enum":["utf8","utf16","scalar"],"default":"scalar"}"#
  private static let probability = #"{"type":"number","minimum":0,"maximum":1}"#

  private static func integer(_ range: ClosedRange<Int>) -> String {
    #"{"type":"integer","minimum":\#(range.lowerBound),"maximum":\#(range.upperBound)}"#
  }

  private static func number(_ least: String, _ greatest: Int) -> String {
    #"{"type":"number",\#(least),"maximum":\#(greatest)}"#
  }

  private static func request(_ task: ServedTask) -> String {
    var fields: [(String, String)] = task.needsModel ? [("model", string)] : []
    if task == .generate {
      fields += [
        ("prompt", string), ("length", integer(0...10_000)),
        ("seed", integer(0...(1 << 53 - 1))), ("stop", #"{"type":"array","items":\#(string)}"#),
        ("temperature", number("\"minimum\":0", 100)), ("top_k", integer(0...Int(Int32.max))),
        ("top_p", number("\"exclusiveMinimum\":0", 1)), ("min_p", probability),
        ("repetition_penalty", number("\"minimum\":1", 100)),
        ("repetition_length", integer(1...256)), ("stream", flag),
      ]
      return object(fields)
    }
    fields += [("text", text), ("texts", #"{"type":"array","items":\#(text),"maxItems":1000}"#)]
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
        ("among", #"{"type":"array","items":{"enum":["de","en","es","fr","it"]},"minItems":1}"#),
      ]
    case .analyze:
      fields.append(
        ("layers", #"{"type":"array","items":{"enum":["upos","entities"]},"minItems":1}"#))
    case .translate: fields.append(("beam", integer(1...64)))
    case .score, .generate: break
    }
    return String(object(fields).dropLast())
      + #","oneOf":[{"required":["text"]},{"required":["texts"]}]}"#
  }

  private static func object(_ fields: [(String, String)]) -> String {
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
  private static func answer(_ task: ServedTask) -> String {
    let list = #"{"type":"array","items":{"type":"object"}}"#
    let fields: [(String, String)] =
      switch task {
      case .tag:
        [
          ("text", string),
          ("entities", ##"{"type":"array","items":{"$ref":"#/components/schemas/Entity"}}"##),
        ]
      case .classify: [("text", string), ("label", string), ("score", probability)]
      case .sentiment:
        [
          ("text", string), ("label", string), ("score", probability),
          ("polarity", #"{"type":"number","minimum":-1,"maximum":1}"#),
        ]
      case .tokenize, .analyze: [("text", string), ("sentences", list)]
      case .language: [("text", string), ("language", string), ("probability", probability)]
      case .score:
        [
          ("text", string), ("logprob", #"{"type":"number"}"#), ("symbols", #"{"type":"integer"}"#),
          ("logprobs", #"{"type":"array","items":{"type":"number"}}"#),
        ]
      case .generate: [("prompt", string), ("text", string), ("seed", #"{"type":"integer"}"#)]
      case .translate:
        [("text", string), ("translation", string), ("score", #"{"type":"number"}"#)]
      }
    let members = fields.map { "\"\($0)\":\($1)" }.joined(separator: ",")
    let required = fields.map { "\"\($0.0)\"" }.joined(separator: ",")
    return #"{"type":"object","required":[\#(required)],"properties":{\#(members)}}"#
  }

  /// The replies without an answer.
  static var responses: String {
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
