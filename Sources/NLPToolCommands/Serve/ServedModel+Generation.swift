import NLPToolkit

extension ServedModel {
  /// Writes texts, and gives the line that `nlptool generate` prints of each.
  ///
  /// - Parameter onScalar: gets the number of a text and its scalars as they are there; what it
  ///   throws ends the writing.
  package func generatedLines(
    for request: GenerationRequest, onScalar: (Int, Unicode.Scalar) throws -> Void
  ) throws -> [String] {
    guard case .languageModel(let model) = content else {
      throw CommandError.internalError("\(name) is no language model")
    }
    var texts = [String.UnicodeScalarView](repeating: .init(), count: request.count)
    try model.generate(request) { text, scalar in
      texts[text].append(scalar)
      try onScalar(text, scalar)
    }
    return texts.map { scalars in
      let text = model.isBackward ? String.UnicodeScalarView(scalars.reversed()) : scalars
      return GeneratedLine(request: request, text: String(text)).json
    }
  }
}
