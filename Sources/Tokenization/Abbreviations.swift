import CICU

/// The abbreviations behind which a sentence goes on: those that ICU has for a locale, and for English
/// the titles and the like that its list leaves out.
enum Abbreviations {
  static func all(of locale: String) -> Set<String> {
    var all: Set<String> = []
    if let list = cicu_abbreviations(locale) {
      defer { cicu_free(list) }
      all.formUnion(String(cString: list).split(separator: "\n").map(String.init))
    }
    if locale == "en" || locale.hasPrefix("en_") || locale.hasPrefix("en-") {
      all.formUnion(english.split(separator: " ").map(String.init))
    }
    return all
  }

  private static let english = """
    Dr. Drs. St. Sr. Jr. Gen. Gov. Sen. Cmdr. Cpl. Hon. Messrs. Supt. Fr. Br. Pres. Rt. Ft. Ave. \
    Blvd. Rd. Nos. Vol. Fig. Figs. Eq. Sec. Ch. Eds. e.g. i.e. cf. viz. al. approx. \
    pp. vol. fig. Tue. Tues. Wed. Thu. Thur. Thurs. Sat. Sun. Mon. Oct. \
    Apr. Jul. Univ. Assn. Bros. Co. Corp. Inc. Ltd. Attn. Reps. Ph.
    """
}
