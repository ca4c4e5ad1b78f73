import CICU

/// The abbreviations behind which a sentence goes on: those that ICU has for a locale, and for
/// English the titles and the like that its list leaves out.
struct Abbreviations: Sendable {
  /// The abbreviations by the byte before their full stop, so that most texts are told by one look.
  private let byLastByte: [[[UInt8]]]

  init(locale: String) {
    var all: Set<String> = []
    if let list = cicu_abbreviations(locale) {
      defer { cicu_free(list) }
      all.formUnion(String(cString: list).split(separator: "\n").map(String.init))
    }
    if locale == "en" || locale.hasPrefix("en_") || locale.hasPrefix("en-") {
      all.formUnion(Self.english.split(separator: " ").map(String.init))
    }
    self.init(all.sorted())
  }

  /// None.
  static let none = Abbreviations([])

  private init(_ abbreviations: [String]) {
    var byLastByte = [[[UInt8]]](repeating: [], count: abbreviations.isEmpty ? 0 : 256)
    for abbreviation in abbreviations.map({ Array($0.utf8) })
    where abbreviation.count >= 2 && abbreviation.last == UInt8(ascii: ".") {
      byLastByte[Int(abbreviation[abbreviation.count - 2])].append(abbreviation)
    }
    self.byLastByte = byLastByte
  }

  var isEmpty: Bool { byLastByte.isEmpty }

  /// Whether the bytes from `start` to `end`, the last of which is a full stop, end with an
  /// abbreviation that starts where a word does.
  ///
  /// - Complexity: O(a) in the number of abbreviations with the same last letter.
  func end(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, end: Int) -> Bool {
    guard end - start >= 2, !isEmpty else { return false }
    next: for abbreviation in byLastByte[Int(bytes[end - 2])] {
      let first = end - abbreviation.count
      if first < start || first > start && bytes[first - 1].isWordByte { continue }
      for index in abbreviation.indices where bytes[first + index] != abbreviation[index] {
        continue next
      }
      return true
    }
    return false
  }

  private static let english = """
    Dr. Drs. St. Sr. Jr. Gen. Gov. Sen. Cmdr. Cpl. Hon. Messrs. Supt. Fr. Br. Pres. Rt. Ft. Ave. \
    Blvd. Rd. Nos. Vol. Fig. Figs. Eq. Sec. Ch. Eds. e.g. i.e. cf. viz. al. approx. \
    pp. vol. fig. Tue. Tues. Wed. Thu. Thur. Thurs. Sat. Sun. Mon. Oct. \
    Apr. Jul. Univ. Assn. Bros. Co. Corp. Inc. Ltd. Attn. Reps. Ph.
    """
}
