/// How many slips of the fingers two words are apart.
enum EditDistance {
  /// Insertions, deletions and replacements of a character, and exchanges of two neighbours, each
  /// once at a place (optimal string alignment).
  ///
  /// - Complexity: O(n · m) in the lengths, which are cut at 64.
  static func between(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one.prefix(64)), Array(other.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, rows[i - 1][j - 1] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
