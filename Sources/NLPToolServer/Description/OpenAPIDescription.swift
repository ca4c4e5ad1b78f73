import NLPToolCommands
import NLPToolkit

/// What the service does, for programs: an OpenAPI description (version 3.1).
struct OpenAPIDescription {
  let limits: ServiceLimits
  let models: [ServedModel]

  var json: String {
    var paths = ServedTask.allCases.map { "\"/v1/\($0.rawValue)\":\(path(of: $0))" }
    paths += informationPaths
    paths += aliasPaths
    return """
      {"openapi":"3.1.0","info":{"title":"nlptool","version":"\(ToolkitVersion.current)",\
      "summary":"Answers about texts: entities, labels, tokens and more.",\
      "description":"Answers are the objects that the commands of nlptool print with --format jsonl. \
      A stream of lines (application/x-ndjson) has an object with a text on each line and gets an \
      answer on each; its options stand in the query.","license":{"name":"\(licence)",\
      "identifier":"\(licence)"}},"servers":[{"url":"/"}],\
      "security":[{},{"key":[]}],"paths":{\(paths.joined(separator: ","))},\
      "components":{"schemas":\(schemas),"responses":\(responses),\
      "securitySchemes":{"key":{"type":"http","scheme":"bearer"}}}}

      """
  }

  private var licence: String { "Apache-2.0" }

  private func path(of task: ServedTask) -> String {
    let name = schemaName(of: task)
    var accepted =
      "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/\(name)Request\"}}"
    var given =
      "\"application/json\":{\"schema\":{\"oneOf\":[{\"$ref\":\"#/components/schemas/\(name)\"},"
      + "{\"type\":\"object\",\"required\":[\"results\"],\"properties\":{\"results\":{\"type\":"
      + "\"array\",\"items\":{\"$ref\":\"#/components/schemas/\(name)\"}}},"
      + "\"additionalProperties\":false}]}}"
    if task == .generate {
      given += ",\"text/event-stream\":{}"
    } else {
      accepted += ",\"application/x-ndjson\":{\"schema\":{\"type\":\"string\"}}"
      given += ",\"application/x-ndjson\":{\"schema\":{\"type\":\"string\"}}"
    }
    return "{\"post\":{\"operationId\":\"\(task.rawValue)\",\"summary\":\"\(summary(of: task))\","
      + "\"requestBody\":{\"required\":true,\"content\":{\(accepted)}},"
      + "\"responses\":{\"200\":{\"description\":\"The answer.\",\"content\":{\(given)}},"
      + failures([400, 401, 404, 408, 413, 415, 422, 429, 500, 503]) + "}}}"
  }

  /// References to the replies without an answer.
  func failures(_ codes: [Int]) -> String {
    codes.map { "\"\($0)\":{\"$ref\":\"#/components/responses/\($0)\"}" }.joined(separator: ",")
  }

  func schemaName(of task: ServedTask) -> String {
    task.rawValue.prefix(1).uppercased() + task.rawValue.dropFirst()
  }

  private func summary(of task: ServedTask) -> String {
    switch task {
    case .tag: "Find named entities."
    case .classify: "Give a label, with probabilities."
    case .sentiment: "Tell positive from negative texts."
    case .tokenize: "Divide into sentences and words."
    case .language: "Tell the language."
    case .analyze: "Find parts of speech, lemmas and features."
    case .score: "Tell how probable a language model holds a text."
    case .generate: "Write text with a language model."
    case .translate: "Translate sentences."
    }
  }

  private var informationPaths: [String] {
    func get(_ path: String, _ summary: String, _ type: String, _ schema: String, _ codes: [Int])
      -> String
    {
      "\"\(path)\":{\"get\":{\"operationId\":\"\(path == "/" ? "page" : path.dropFirst().replacing("/", with: "-"))\","
        + "\"summary\":\"\(summary)\",\"responses\":{\"200\":{\"description\":\"As asked.\","
        + "\"content\":{\"\(type)\":{\"schema\":\(schema)}}}"
        + (codes.isEmpty ? "" : "," + failures(codes)) + "}}}"
    }
    let string = #"{"type":"string"}"#
    let object = #"{"type":"object"}"#
    let status =
      #"{"type":"object","required":["status"],"properties":{"status":{"type":"string"}}}"#
    let models =
      #"{"type":"object","required":["models"],"properties":{"models":{"type":"array","items":"#
      + #"{"type":"object","required":["name","kind","tasks"]}}}}"#
    return [
      get("/", "The page to try the service.", "text/html", string, []),
      get("/openapi.json", "This description.", "application/json", object, []),
      get("/v1/models", "The models and their cards.", "application/json", models, [401]),
      get("/health/live", "Whether the process runs.", "application/json", status, []),
      get(
        "/health/ready", "Whether a sentence gets through each model.", "application/json", status,
        [503]),
      get("/metrics", "Counts and durations for Prometheus.", "text/plain", string, [401]),
    ]
  }

  private var aliasPaths: [String] {
    [
      alias("/recognize", "Entities, as NameTag's REST service has them."),
      alias("/process", "CoNLL-U, as UDPipe's REST service has it."),
    ]
  }

  private func alias(_ path: String, _ summary: String) -> String {
    let name = path.dropFirst()
    let reply =
      "\"responses\":{\"200\":{\"description\":\"The result.\",\"content\":{\"application/json\":"
      + "{\"schema\":{\"$ref\":\"#/components/schemas/Result\"}}}},"
      + failures([400, 401, 404, 408, 413, 415, 422, 429, 500, 503]) + "}"
    let form =
      "{\"schema\":{\"$ref\":\"#/components/schemas/\(name == "process" ? "ProcessForm" : "RecognizeForm")\"}}"
    let parameters = ["data", "model"].map {
      "{\"name\":\"\($0)\",\"in\":\"query\",\"required\":\($0 == "data"),\"schema\":{\"type\":\"string\","
        + "\"pattern\":\"^[^\\u0000]*$\"}}"
    }
    return "\"\(path)\":{\"get\":{\"operationId\":\"\(name)-get\",\"summary\":\"\(summary)\","
      + "\"parameters\":[\(parameters.joined(separator: ","))],\(reply)},"
      + "\"post\":{\"operationId\":\"\(name)\",\"summary\":\"\(summary)\",\"requestBody\":"
      + "{\"required\":true,\"content\":{\"application/x-www-form-urlencoded\":\(form),"
      + "\"multipart/form-data\":\(form)}},\(reply)}}"
  }
}
