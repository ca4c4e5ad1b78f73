import ArgumentParser
import NLPToolkit

/// `--uncertain` and `--uncertainty`: the documents that are most worth labelling.
struct UncertaintyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Print only the documents of which the model is least sure, so many, the least sure first: those "
        + "most worth labelling. Equal texts count once.", valueName: "n"))
  var uncertain: Int?

  @Option(help: "How uncertainty is measured (default: margin for labels, entropy for entities).")
  var uncertainty: UncertaintyMeasure?

  func validate() throws {
    if let uncertain, !(1...1_000_000).contains(uncertain) {
      throw ValidationError("--uncertain \(uncertain): give a number from 1 to 1000000")
    }
    if uncertainty != nil, uncertain == nil {
      throw ValidationError("--uncertainty is for --uncertain; give a number of documents with it")
    }
  }
}

extension UncertaintyMeasure: ExpressibleByArgument {}

/// The documents of which a model is least sure, at most so many at any time.
struct LeastCertainDocuments<Value> {
  private struct Entry {
    var record: DocumentRecord
    var value: Value
    var uncertainty: Double
    var textHash: UInt64
  }

  let limit: Int
  /// The least certain first; equally certain ones in the order of the input.
  private var entries: [Entry] = []
  private var hashes: Set<UInt64> = []

  init(limit: Int) { self.limit = limit }

  /// - Complexity: O(`limit`) for a document that is kept, O(log `limit`) for others.
  ///
  /// Texts of white space alone are not worth a label.
  mutating func add(_ record: DocumentRecord, _ value: Value, uncertainty: Double) {
    if record.document.text.allSatisfy(\.isWhitespace) { return }
    if entries.count == limit, let last = entries.last, uncertainty <= last.uncertainty { return }
    var hash = StableHash()
    hash.combine(record.document.text)
    guard hashes.insert(hash.value).inserted else { return }
    if entries.count == limit, let removed = entries.popLast() { hashes.remove(removed.textHash) }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if uncertainty > entries[middle].uncertainty { high = middle } else { low = middle + 1 }
    }
    var record = record
    record.uncertainty = uncertainty
    entries.insert(
      Entry(record: record, value: value, uncertainty: uncertainty, textHash: hash.value), at: low)
  }

  /// Hands out the documents, the least certain first.
  mutating func forEach(_ body: (DocumentRecord, Value) throws -> Void) rethrows {
    for entry in entries { try body(entry.record, entry.value) }
    entries = []
    hashes = []
  }
}
