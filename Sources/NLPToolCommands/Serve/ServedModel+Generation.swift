import NLPToolkit

extension ServedModel {
  /// Writes a text, and gives the line that `nlptool generate` prints of it.
  ///
  /// - Parameter onScalar: gets the scalars of the text as they are there; what it throws ends the
  ///   writing.
  package func generatedLine(
    for request: GenerationRequest, onScalar: (Unicode.Scalar) throws -> Void
  ) throws -> String {
    guard case .languageModel(let model) = content else {
      throw CommandError.internalError("\(name) is no language model")
    }
    var request = request
    request.count = 1
    var scalars = String.UnicodeScalarView()
    try model.generate(request) { _, scalar in
      scalars.append(scalar)
      try onScalar(scalar)
    }
    if model.isBackward { scalars = String.UnicodeScalarView(scalars.reversed()) }
    return GeneratedLine(request: request, text: String(scalars)).json
  }
}
