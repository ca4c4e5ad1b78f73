import NLPToolkit

/// A training curve as `train` writes it: one object an epoch, with `loss` and `validationScore`.
struct TrainingHistory {
  private var losses: [Double] = []
  private var scores: [Double?] = []

  /// - Throws: status 65 for a line that is no such object.
  init(_ path: String) throws {
    let lines = try SourceLines(path)
    while try lines.advance() {
      if lines.text.allSatisfy(\.isWhitespace) { continue }
      let object: JSONObject
      do { object = try JSONObject(parsing: lines.text) } catch {
        throw CommandError.badData("\(lines.location): \(error)")
      }
      guard let loss = object["loss"]?.double, loss.isFinite else {
        throw CommandError.badData("\(lines.location): no number 'loss'; is it a training curve?")
      }
      losses.append(loss)
      scores.append(object["validationScore"]?.double)
    }
    if losses.isEmpty { throw CommandError.badData("\(path): no epochs in it") }
  }

  var figure: ReportFigure { .training(loss: losses, validation: scores) }
}
