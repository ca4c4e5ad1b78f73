import NLPToolkit

/// Walks through two files of JSON lines together and sees to it that they are about the same items.
final class JSONPairs {
  private let gold: SourceLines
  private let predicted: SourceLines
  private let idField: String
  private let textField: String

  init(gold: String, predicted: String, idField: String, textField: String) throws {
    self.gold = try SourceLines(gold)
    self.predicted = try SourceLines(predicted)
    self.idField = idField
    self.textField = textField
  }

  var goldPlace: String { gold.place }
  var predictedPlace: String { predicted.place }

  func next() throws -> (gold: JSONObject, predicted: JSONObject)? {
    while true {
      guard let pair = try nextOfFiles() else { return nil }
      // What a person did not accept (Prodigy) is not gold.
      let answer = pair.gold["answer"]?.string ?? ""
      if !["reject", "ignore"].contains(answer) { return pair }
    }
  }

  private func nextOfFiles() throws -> (gold: JSONObject, predicted: JSONObject)? {
    let goldObject = try object(gold)
    let predictedObject = try object(predicted)
    guard let goldObject, let predictedObject else {
      if goldObject != nil {
        throw CommandError.badData(
          "\(gold.place): \(predicted.name) ends before this item; predict the whole file")
      }
      if predictedObject != nil {
        throw CommandError.badData(
          "\(predicted.place): \(gold.name) ends before this item; "
            + "the files have to hold the same items")
      }
      return nil
    }
    for field in [idField, textField] {
      if let one = goldObject[field], let other = predictedObject[field], one != other {
        throw CommandError.badData(
          "\(predicted.place): another \(field) than \(gold.place); "
            + "bring the files into the same order")
      }
    }
    return (goldObject, predictedObject)
  }

  private func object(_ lines: SourceLines) throws -> JSONObject? {
    while try lines.advance() {
      if lines.text.allSatisfy(\.isWhitespace) { continue }
      do {
        let object = try JSONObject(parsing: lines.text)
        if let reason = object["error"]?.string, !object.contains(textField) {
          throw CommandError.badData("\(lines.place): not predicted: \(reason)")
        }
        return object
      } catch let error as JSONError {
        throw CommandError.badData("\(lines.place): \(error)")
      }
    }
    return nil
  }
}
