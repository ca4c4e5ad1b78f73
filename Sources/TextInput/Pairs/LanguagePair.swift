/// The languages of sources and targets, by their tags.
public struct LanguagePair: Sendable, Hashable, Codable {
  /// The tag of the sources, such as `en`.
  public var source: String
  /// The tag of the targets.
  public var target: String

  /// Sets every property.
  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }

  /// Reads `en,de`.
  ///
  /// - Throws: `invalidSetting` unless there are two different tags.
  public init(parsing text: String) throws(TextInputError) {
    let tags = text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).trimmingBlanks()
    }
    guard tags.count == 2, tags.allSatisfy({ !$0.isEmpty }), tags[0] != tags[1] else {
      throw .invalidSetting(
        "--languages \(text): give those of source and target, as in en,de")
    }
    self.init(source: tags[0], target: tags[1])
  }
}
