import NLPToolkit

/// An item of a file, with what tells it apart from others.
protocol PairedItem {
  var id: String? { get }
  var text: String? { get }
  /// `FILE:LINE` of its start.
  var location: String { get }
}

extension AnnotatedItem: PairedItem {}
extension LabelledItem: PairedItem {}

/// Walks through gold and predicted items together, and sees to it that they are the same items.
struct ItemPairs<Item: PairedItem> {
  struct Pair {
    var gold: Item
    var predicted: Item
  }

  let goldName: String
  let predictedName: String
  let settings: PredictionFileSettings
  let nextGold: () throws -> Item?
  let nextPredicted: () throws -> Item?

  /// - Throws: status 65 where the files do not pair up, with file and line.
  func next() throws -> Pair? {
    let gold = try nextGold()
    let predicted = try nextPredicted()
    guard let gold, let predicted else {
      if let gold {
        throw CommandError.badData(
          "\(gold.location): \(predictedName) ends before this item; predict the whole file")
      }
      if let predicted {
        throw CommandError.badData(
          "\(predicted.location): \(goldName) ends before this item; "
            + "the files have to hold the same items")
      }
      return nil
    }
    let hasOtherName = gold.id != nil && predicted.id != nil && gold.id != predicted.id
    try check(settings.idField, !hasOtherName, gold, predicted)
    try check(settings.textField, Self.isSame(gold.text, predicted.text), gold, predicted)
    return Pair(gold: gold, predicted: predicted)
  }

  private func check(_ field: String, _ isSame: Bool, _ gold: Item, _ predicted: Item) throws {
    if isSame { return }
    throw CommandError.badData(
      "\(predicted.location): another \(field) than \(gold.location); bring the files into the same order"
    )
  }

  /// Whether two texts differ in white space at most.
  private static func isSame(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other, one != other else { return true }
    return one.utf8.lazy.filter { $0 > 0x20 }.elementsEqual(other.utf8.lazy.filter { $0 > 0x20 })
  }
}
