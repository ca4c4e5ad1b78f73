import Text

/// Tasks as Label Studio exports them: `{"data": {"text"}, "annotations": [{"result": […]}]}`.
extension JSONRecord {
  /// The document of a task; `nil` if the object is none.
  ///
  /// Of several annotations those that are marked as the truth count; they have to agree. A task
  /// that its annotators have cancelled is no document.
  func taskDocument(_ object: JSONObject) throws(RecordProblem) -> Document? {
    guard !object.contains(settings.fields.text), object.contains("data"),
      let given = (object["annotations"] ?? object["completions"])?.array,
      let data = object["data"]
    else { return nil }
    guard let text = data[settings.fields.text]?.string else {
      throw RecordProblem(
        "no '\(settings.fields.text)' in the data of the task; name it with --text-field")
    }
    let finished = given.filter { $0["was_cancelled"] != .bool(true) }
    if finished.isEmpty, !given.isEmpty {
      throw RecordProblem("not accepted: its annotation is cancelled", isIntended: true)
    }
    let truths = finished.filter { $0["ground_truth"] == .bool(true) }
    let plain = try empty(text, of: object)
    var documents: [Document] = []
    for annotation in truths.isEmpty ? finished : truths {
      var document = plain
      try add(annotation["result"]?.array ?? [], to: &document)
      if !documents.contains(document) { documents.append(document) }
    }
    if documents.count > 1 {
      throw RecordProblem(
        "\(documents.count) annotations that differ; mark one as the ground truth")
    }
    return documents.first ?? plain
  }

  /// Adds the marked regions and the choices of an annotation.
  private func add(_ results: [JSONValue], to document: inout Document) throws(RecordProblem) {
    let offsets = OffsetTable(document.text, unit: settings.offsets)
    let choices = results.filter { $0["value"]?["choices"] != nil }
    let questions = Set(choices.compactMap { $0["from_name"]?.string })
    let isAsked = questions.contains(settings.fields.label)
    if questions.count > 1, !isAsked {
      throw RecordProblem(
        "choices of \(questions.sorted().joined(separator: ", ")); name one with --label-field")
    }
    for choice in choices
    where !isAsked || choice["from_name"]?.string == settings.fields.label {
      try addClasses(choice["value"]?["choices"] ?? .null, of: "choices", to: &document)
    }
    for result in results {
      guard let value = result["value"], value["labels"] != nil else { continue }
      document.spans += try Span.all(value, offsets: offsets, in: document.text)
    }
    document.settleAnnotations()
  }
}
