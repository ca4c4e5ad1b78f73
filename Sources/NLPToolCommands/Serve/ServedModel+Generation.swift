import NLPToolkit

extension ServedModel {
  /// Writes a text, and gives the line that `nlptool generate` prints of it.
  ///
  /// - Parameter onScalar: gets the scalars of the text as they are there; what it throws ends the
  ///   writing.
  package func generatedLine(
    for request: GenerationRequest, onScalar: (Unicode.Scalar) throws -> Void
  ) throws -> String {
    var request = request
    request.count = 1
    return try texts(for: request, onScalar: onScalar)[0]
  }

  /// Writes texts, and gives the lines that `nlptool generate` prints of them.
  ///
  /// - Parameter check: is called again and again; what it throws ends the writing.
  package func generatedLines(
    for request: GenerationRequest, check: () throws -> Void
  ) throws -> [String] {
    try texts(for: request) { _ in try check() }
  }

  private func texts(
    for request: GenerationRequest, onScalar: (Unicode.Scalar) throws -> Void
  ) throws -> [String] {
    guard case .languageModel(let model) = content else {
      throw CommandError.internalError("\(name) is no language model")
    }
    var texts = [String.UnicodeScalarView](repeating: .init(), count: request.count)
    try model.generate(request) { text, scalar in
      texts[text].append(scalar)
      try onScalar(scalar)
    }
    return texts.map { scalars in
      let text = String(
        String.UnicodeScalarView(model.isBackward ? Array(scalars.reversed()) : Array(scalars)))
      return GeneratedLine(request: request, text: text).json
    }
  }
}
