extension ItemStatistics {
  /// The statistics of several data sets, one after the other.
  ///
  /// - Precondition: all have the same width, and there is one at least.
  public static func joined(_ parts: [ItemStatistics]) -> ItemStatistics {
    var joined = ItemStatistics(width: parts[0].width)
    for part in parts {
      precondition(part.width == joined.width, "parts have rows of one width")
      for item in 0..<part.count { joined.add(part.row(item)) }
    }
    return joined
  }

  /// The sums of several runs on the same items, item by item.
  ///
  /// - Precondition: all have the same width and number of items, and there is one at least.
  public static func summed(_ runs: [ItemStatistics]) -> ItemStatistics {
    var sums = ItemStatistics(width: runs[0].width)
    precondition(runs.allSatisfy { $0.width == sums.width && $0.count == runs[0].count })
    for item in 0..<runs[0].count {
      sums.add(
        (0..<sums.width).map { column in runs.reduce(0) { $0 + $1.row(item)[column] } })
    }
    return sums
  }

  /// The values of an item.
  func row(_ item: Int) -> [Double] { Array(values[item * width..<(item + 1) * width]) }
}
