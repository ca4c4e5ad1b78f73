/// Patterns that are kept whole. Each gives the end of the longest match at `start`, not beyond
/// `end`, or `nil`; some also give how far no match can start.
extension UnsafeBufferPointer<UInt8> {
  /// A web address that starts with its scheme or "www.".
  func endOfURL(at start: Int, before end: Int) -> Int? {
    let hasScheme =
      hasPrefix("http://", at: start) || hasPrefix("https://", at: start)
      || hasPrefix("ftp://", at: start)
    guard hasScheme || hasPrefix("www.", at: start) || hasPrefix("mailto:", at: start) else {
      return nil
    }
    let stop = endOfAddress(at: start, before: end)
    return stop - start > (hasScheme ? 8 : 5) ? stop : nil
  }

  /// Goes on to where an address ends: at what may not stand in one, and without the punctuation of
  /// the sentence around it.
  func endOfAddress(at start: Int, before end: Int) -> Int {
    var stop = start
    var openParentheses = 0
    scan: while stop < end {
      switch self[stop] {
      case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), 0x7f...: break scan
      case UInt8(ascii: "("): openParentheses += 1
      case UInt8(ascii: ")"):
        if openParentheses == 0 { break scan }
        openParentheses -= 1
      default: break
      }
      stop += 1
    }
    while stop > start {
      switch self[stop - 1] {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
        UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "]"),
        UInt8(ascii: "*"), UInt8(ascii: "("):
        stop -= 1
      default: return stop
      }
    }
    return stop
  }

  func endOfEmail(at start: Int, before end: Int) -> (end: Int?, scanned: Int) {
    var position = start
    while position < end, self[position].isAlphanumericByte || self[position].isAddressMark {
      position += 1
    }
    guard position > start, position < end, self[position] == UInt8(ascii: "@") else {
      return (nil, position)
    }
    let domain = position + 1
    position = domain
    while position < end, self[position].isAlphanumericByte || ".-_".utf8.contains(self[position]) {
      position += 1
    }
    while position > domain, !self[position - 1].isAlphanumericByte { position -= 1 }
    return (position > domain ? position : nil, domain)
  }

  /// A name that ends as a file does, with marks that no word has ("draft-#2~1.doc").
  func endOfFileName(at start: Int, before end: Int) -> (end: Int?, scanned: Int) {
    var position = start
    while position < end,
      self[position].isAlphanumericByte || self[position].isFileMark
    {
      position += 1
    }
    let scanned = position
    while position > start, !self[position - 1].isAlphanumericByte { position -= 1 }
    guard let dot = self[start..<position].lastIndex(of: UInt8(ascii: ".")), dot > start,
      position - dot <= 5,
      TreebankWords.fileTypes.contains(lowercased(dot + 1..<position))
    else { return (nil, scanned) }
    return (position, scanned)
  }

  /// A name with dots that ends as a domain or a file does ("amazon.com/books", "report-2.doc"), or
  /// one of three small parts or more ("comp.lang.swift").
  func endOfDottedName(at start: Int, before end: Int) -> (end: Int?, scanned: Int) {
    var position = start
    var partStart = start
    var dots = 0
    var hyphens = 0
    var isSmall = true
    var best: (end: Int, isDomain: Bool)?
    while true {
      while position < end, self[position].isAlphanumericByte || self[position] == 0x5f {
        if !self[position].isLowercaseByte { isSmall = false }
        position += 1
      }
      if position == partStart { break }
      if position - partStart < 2 { isSmall = false }
      if dots > 0 {
        let part = lowercased(partStart..<position)
        if TreebankWords.domains.contains(part) {
          best = (position, true)
        } else if TreebankWords.fileTypes.contains(part) {
          best = (position, false)
        } else if dots >= 2, isSmall, hyphens == 0 {
          best = (position, false)
        }
      }
      guard position + 1 < end else { break }
      if self[position] == UInt8(ascii: ".") {
        dots += 1
      } else if self[position] == UInt8(ascii: "-"), dots == 0 || best == nil {
        hyphens += 1
      } else {
        break
      }
      position += 1
      partStart = position
    }
    guard let best else { return (nil, position) }
    if best.isDomain, best.end + 1 < end, self[best.end] == UInt8(ascii: "/") {
      return (endOfAddress(at: best.end, before: end), position)
    }
    return (best.end, position)
  }

  /// A file path that starts at its root, home folder or drive.
  func endOfPath(at start: Int, before end: Int) -> Int? {
    let isDrive =
      end - start > 3 && self[start].isLetterByte && self[start + 1] == UInt8(ascii: ":")
      && self[start + 2] == UInt8(ascii: "\\")
    let isHome =
      end - start > 2 && self[start] == UInt8(ascii: "~") && self[start + 1] == UInt8(ascii: "/")
    let isRoot =
      end - start > 3 && self[start] == UInt8(ascii: "/") && self[start + 1].isLowercaseByte
    guard isDrive || isHome || isRoot else { return nil }
    let stop = endOfAddress(at: start, before: end)
    let separators = self[start..<stop].count { $0 == UInt8(ascii: isDrive ? "\\" : "/") }
    return separators >= (isRoot ? 2 : 1) ? stop : nil
  }

  /// A face made of marks, such as ":-)".
  ///
  /// - Parameter mayFollowWord: whether the face is clear enough to stand behind a word.
  func endOfEmoticon(at start: Int, before end: Int, followsWord: Bool) -> Int? {
    for face in TreebankWords.faces where hasBytes(face, at: start, before: end) {
      let stop = start + face.utf8CodeUnitCount
      if stop < end, self[stop].isAlphanumericByte { continue }
      return followsWord ? nil : stop
    }
    var position = start
    if position < end, self[position] == UInt8(ascii: ">") { position += 1 }
    guard position < end, ":;=".utf8.contains(self[position]) else { return nil }
    position += 1
    var hasNose = false
    if position < end, "-^o'*".utf8.contains(self[position]) {
      hasNose = true
      position += 1
    }
    guard position < end, ")(][DPpdOo/\\|*3$sS}{@".utf8.contains(self[position]) else { return nil }
    let mouth = self[position]
    let isClear = mouth == UInt8(ascii: ")") || mouth == UInt8(ascii: "(")
    if !isClear, followsWord { return nil }
    if !isClear, !hasNose, !"DPp/\\|3".utf8.contains(mouth) { return nil }
    while position < end, self[position] == mouth { position += 1 }
    if position < end, self[position].isAlphanumericByte { return nil }
    return position
  }

  private func hasBytes(_ text: StaticString, at position: Int, before end: Int) -> Bool {
    guard position + text.utf8CodeUnitCount <= end else { return false }
    for index in 0..<text.utf8CodeUnitCount
    where self[position + index] != text.utf8Start[index] {
      return false
    }
    return true
  }
}

extension UInt8 {
  /// Whether the byte is one of . _ % + - which may stand in the name of a mailbox.
  fileprivate var isAddressMark: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whether the byte is one of . _ - # ~ % & ! which names of files have.
  fileprivate var isFileMark: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "#"),
      UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "!"):
      true
    default: false
    }
  }
}
