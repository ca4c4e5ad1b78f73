import NLPToolkit

/// A system and what was measured of it.
package struct EvaluatedSystem: Sendable {
  /// How the user named it: a file of predictions or a model.
  package var name: String
  package var result: EvaluationResult

  package init(name: String, result: EvaluationResult) {
    self.name = name
    self.result = result
  }
}
