import Tokenization

/// Compares the boundaries of the fast paths with those of ICU's own iterator on random texts.
package struct BoundaryComparison {
  /// The bytes that were compared so far, over all units and locales.
  package private(set) var bytes = 0
  /// The first texts for which the two differ, with their unit and locale.
  package private(set) var differences: [String] = []

  private var random: RandomText
  private let pairs: [(fast: TextSegmenter, reference: TextSegmenter)]

  /// Locales whose rules or dictionaries differ.
  package static let locales = ["en", "sv", "ja", "th", "en_US_POSIX", "el", "zh_Hant", "de"]

  /// Opens the segmenters of all units and locales, two of each.
  package init(seed: UInt64, locales: [String] = Self.locales) {
    random = RandomText(seed: seed)
    pairs = locales.flatMap { locale in
      TextUnit.allCases.map { unit in
        (
          TextSegmenter(unit, locale: locale),
          TextSegmenter(unit, locale: locale, isReference: true)
        )
      }
    }
  }

  /// Compares random texts, of which one in two is mostly Latin letters, until `count` bytes more
  /// are compared or ten differences are found.
  package mutating func run(bytes count: Int) {
    let end = bytes + count
    var number = 0
    while bytes < end, differences.count < 10 {
      let pair = pairs[number % pairs.count]
      let text: String
      switch number / pairs.count % 4 {
      case 0: text = random.ascii(count: 1 + random.below(400))
      case 1: text = random.latin(count: 1 + random.below(400))
      default: text = random.text(count: 1 + random.below(200))
      }
      number += 1
      bytes += text.utf8.count
      let found = pair.fast.kinds(in: text)
      let expected = pair.reference.kinds(in: text)
      if !found.elementsEqual(expected, by: { $0 == $1 }) {
        differences.append("\(pair.fast.unit) \(pair.fast.locale) \(text.debugDescription)")
      }
    }
  }
}
