import NLPToolkit

/// A text that was written, as JSON.
struct GeneratedLine {
  let request: GenerationRequest
  /// Without the prompt.
  let text: String

  var json: String {
    var object = JSONObject()
    object.set("prompt", to: .string(request.prompt))
    object.set("text", to: .string(text))
    object.set("seed", to: .number(String(request.seed)))
    return object.serialized
  }
}
