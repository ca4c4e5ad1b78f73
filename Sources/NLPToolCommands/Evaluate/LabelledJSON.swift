import NLPToolkit

/// Labels of JSON objects: under the label's field, with the probabilities that `nlptool classify`
/// writes, or in one of the shapes of annotation tools.
struct LabelledJSON {
  private let settings: PredictionFileSettings
  private let record: JSONRecord

  init(_ settings: PredictionFileSettings) {
    self.settings = settings
    record = JSONRecord(settings: settings.readingSettings)
  }

  /// - Throws: status 65 for what is no object, and for one without a label.
  func item(of lines: SourceLines) throws -> LabelledItem {
    let object: JSONObject
    do { object = try JSONObject(parsing: lines.text) } catch {
      throw CommandError.badData("\(lines.location): \(error)")
    }
    var item = LabelledItem(labels: [])
    item.isRejected = record.refusal(in: object) != nil
    item.id = object[settings.idField]?.serialized
    item.text = object[settings.textField]?.string
    item.score = object["score"]?.double
    if let labels = object[settings.labelField].flatMap(labels) {
      item.labels = labels
    } else if !item.isRejected {
      var record = record
      guard let document = try? record.document(of: lines.text), !document.labels.isEmpty else {
        let reason = object["error"]?.string.map { "not predicted: \($0)" }
        throw CommandError.badData(
          "\(lines.location): "
            + (reason
              ?? "no label in field '\(settings.labelField)'; add it, or name the field with "
              + "--label-field"))
      }
      item.labels = document.labels
      item.text = document.text
    }
    if case .object(let members) = object["scores"] {
      for member in members {
        guard let value = member.value.double else {
          throw CommandError.badData(
            "\(lines.location): the score of '\(member.name)' is not a number")
        }
        item.scores[member.name] = value
      }
    }
    return item
  }

  private func labels(_ value: JSONValue) -> [String]? {
    switch value {
    case .string(let text): [text]
    case .number(let text): [text]
    case .bool(let truth): [truth ? "true" : "false"]
    case .array(let values):
      values.reduce(into: [String]?([])) { labels, value in
        if let label = self.labels(value), label.count == 1 {
          labels?.append(label[0])
        } else {
          labels = nil
        }
      }
    default: nil
    }
  }
}
