import Text

/// Divides a sentence into tokens as treebanks do: punctuation apart from words, contractions in
/// two, abbreviations with their full stop, addresses whole.
///
/// The conventions are those of the English Web Treebank (Bies et al. 2012) as Universal
/// Dependencies has them; other languages get the general part of the rules.
struct TreebankTokenizer {
  let bytes: UnsafeBufferPointer<UInt8>
  let language: Language
  let patterns: Tokenizer.Patterns
  private let splits = TreebankWords.SplitTable.standard
  var tokens: [Token] = []
  var elements: [TreebankElement] = []
  /// The first segments of a chunk, which are most often all of it: a word, and a mark.
  private var firstSegment: Token?
  private var secondSegment: Token?
  private var chunkEnd = 0
  /// Whether no more words come in the sentence behind the chunk.
  private var isLastChunk = false
  private var hasParenthesis = false
  /// Up to where it is known that no address of that kind is, so that no byte is looked at twice.
  private var emailFreeEnd = 0
  private var nameFreeEnd = 0
  private var fileFreeEnd = 0

  private static let maximumElements = 512

  /// What a language's treebanks do on their own.
  enum Language {
    case english
    /// Words end at their apostrophe: "l'", "homme".
    case eliding
    case other

    init(locale: String) {
      switch locale.prefix(while: { $0 != "_" && $0 != "-" && $0 != "@" }) {
      case "en": self = .english
      case "fr", "it", "ca", "oc": self = .eliding
      default: self = .other
      }
    }
  }

  init(
    bytes: UnsafeBufferPointer<UInt8>, language: Language, patterns: Tokenizer.Patterns
  ) {
    self.bytes = bytes
    self.language = language
    self.patterns = patterns
  }

  /// Takes the next segment that ICU found; white space is not among them.
  @inline(__always)
  mutating func add(segment start: Int, _ end: Int, kind: UInt8) {
    let segment = Token(
      range: Range(uncheckedBounds: (start, end)), kind: Token.Kind(segment: kind))
    if firstSegment == nil, elements.isEmpty {
      firstSegment = segment
    } else if secondSegment == nil, elements.isEmpty {
      secondSegment = segment
    } else {
      divideHeldSegments()
      // Text without white space, be it Chinese or garbage, is taken in pieces of bounded size.
      if elements.count >= Self.maximumElements { finishElements(isLast: false) }
      elements.append(segment: start, end, kind: kind, of: bytes)
    }
  }

  private mutating func divideHeldSegments() {
    if elements.capacity == 0 { elements.reserveCapacity(16) }
    for segment in [firstSegment, secondSegment] {
      guard let segment else { break }
      elements.append(
        segment: segment.range.lowerBound, segment.range.upperBound, kind: segment.kind.rawValue,
        of: bytes)
    }
    firstSegment = nil
    secondSegment = nil
  }

  /// Ends the stretch between white space that the segments so far make up.
  @inline(__always)
  mutating func finishChunk(isLast: Bool) {
    if let first = firstSegment, isPlainWord(first) {
      if let second = secondSegment {
        if isPlainMark(second, isLast: isLast) {
          tokens.append(first)
          tokens.append(second)
          firstSegment = nil
          secondSegment = nil
          return
        }
      } else {
        tokens.append(first)
        firstSegment = nil
        return
      }
    }
    divideHeldSegments()
    finishElements(isLast: isLast)
  }

  /// Whether the segment is a word of ASCII letters that no rule divides, whatever mark comes
  /// behind it.
  @inline(__always)
  private func isPlainWord(_ segment: Token) -> Bool {
    guard segment.kind == .word else { return false }
    let start = segment.range.lowerBound
    let count = segment.range.count
    guard count <= 8, start + 8 <= bytes.count else {
      for index in segment.range where !bytes[index].isLetterByte { return false }
      return language != .english || splits.split(of: bytes, segment.range) == nil
    }
    // Eight bytes at once, since where a word ends cannot be foretold. What lies behind its end is
    // taken for the letter "a".
    let mask = UInt64.max >> UInt64(truncatingIfNeeded: 64 - 8 * count)
    let word = UInt64(
      littleEndian: UnsafeRawPointer(bytes.baseAddress! + start)
        .loadUnaligned(as: UInt64.self))
    let letters = (word | 0x2020_2020_2020_2020) & mask
    let filled = letters | (0x6161_6161_6161_6161 & ~mask)
    // In bytes without their highest bit, adding 0x1F sets it from "a" on, and adding 5 behind "z".
    let high: UInt64 = 0x8080_8080_8080_8080
    let isLetters =
      filled & high == 0
      && (filled &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(filled &+ 0x0505_0505_0505_0505) & high == high
    return isLetters && (language != .english || splits[letters] == nil)
  }

  /// Whether the segment is a mark that stands alone behind a plain word.
  @inline(__always)
  private func isPlainMark(_ segment: Token, isLast: Bool) -> Bool {
    guard segment.range.count == 1 else { return false }
    switch bytes[segment.range.lowerBound] {
    case UInt8(ascii: "."):
      // The full stop that ends a sentence is none of an abbreviation.
      return isLast
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"), UInt8(ascii: ")"):
      return true
    default: return false
    }
  }

  private mutating func finishElements(isLast: Bool) {
    guard let last = elements.last else { return }
    chunkEnd = last.end
    isLastChunk = isLast
    hasParenthesis = false
    var index = 0
    while index < elements.count { index = takeToken(at: index) }
    elements.removeAll(keepingCapacity: true)
  }

  // MARK: - One token

  private mutating func emit(_ start: Int, _ end: Int, _ kind: Token.Kind) {
    tokens.append(Token(range: Range(uncheckedBounds: (start, end)), kind: kind))
  }

  /// Emits from element `index` to the end of element `last` and gives the index behind.
  private mutating func emit(_ index: Int, through last: Int, _ kind: Token.Kind) -> Int {
    emit(elements[index].start, elements[last].end, kind)
    return last + 1
  }

  /// Emits a pattern that ends at byte `end`; what is left of the element in which it ends stays.
  private mutating func emit(_ index: Int, toByte end: Int, _ kind: Token.Kind) -> Int {
    emit(elements[index].start, end, kind)
    var next = index
    while next < elements.count, elements[next].end <= end { next += 1 }
    if next < elements.count, elements[next].start < end {
      elements[next].start = end
      elements[next].first = bytes[end]
    }
    return next
  }

  private func element(_ index: Int) -> TreebankElement? {
    index < elements.count ? elements[index] : nil
  }

  private mutating func takeToken(at index: Int) -> Int {
    let element = elements[index]
    switch element.kind {
    case .word, .number: return takeWord(at: index)
    case .apostrophe: return takeApostrophe(at: index)
    case .mark: return takeMark(at: index)
    case .other:
      emit(element.start, element.end, element.tokenKind)
      return index + 1
    }
  }

  // MARK: - Marks

  private func followsWord(_ index: Int) -> Bool {
    index > 0 && elements[index - 1].isWordOrNumber
      && elements[index - 1].end == elements[index].start
  }

  private mutating func takeMark(at index: Int) -> Int {
    let element = elements[index]
    let start = element.start
    let isFirst = !followsWord(index)
    if isFirst, patterns.contains(.path), let end = bytes.endOfPath(at: start, before: chunkEnd) {
      return emit(index, toByte: end, .path)
    }
    if element.isMark("(") { hasParenthesis = true }
    // ":)" behind a word closes a parenthesis that is open.
    if isFirst || !hasParenthesis,
      let end = bytes.endOfEmoticon(at: start, before: chunkEnd, followsWord: !isFirst)
    {
      return emit(index, toByte: end, .symbol)
    }
    if let next = self.element(index + 1), next.isWordOrNumber, isFirst {
      if element.isMark("#"), patterns.contains(.hashtag),
        next.first.isLetterByte || next.first >= 0x80
      {
        return emit(index, through: index + 1, .hashtag)
      }
      if element.isMark("@"), patterns.contains(.mention), next.kind == .word {
        return emit(index, through: index + 1, .mention)
      }
      let isSigned = element.isMark("+") && index == 0
      let isDecimal = element.isMark(".") && (index == 0 || !elements[index - 1].isMark("."))
      if isSigned || isDecimal, next.kind == .number {
        let end = endOfNumber(at: index + 1)
        return emit(index, through: end, .number)
      }
    }
    // Marks that follow each other are one token when they are the same, end a sentence or draw a
    // line.
    var last = index
    while let next = self.element(last + 1), next.kind == .mark || next.first == 0x27,
      Self.joins(element.first, next.first)
    {
      last += 1
    }
    return emit(index, through: last, element.tokenKind)
  }

  private static func joins(_ first: UInt8, _ next: UInt8) -> Bool {
    let sentenceEnds = ".!?,".utf8
    let lines = "-=<>+|*~^".utf8
    if first == UInt8(ascii: ",") { return first == next }
    if sentenceEnds.contains(first) { return sentenceEnds.contains(next) }
    if lines.contains(first) { return lines.contains(next) }
    return first == next && "#$_\\".utf8.contains(first)
  }

  private mutating func takeApostrophe(at index: Int) -> Int {
    let element = elements[index]
    if let next = self.element(index + 1) {
      if next.kind == .apostrophe, next.count == element.count {
        return emit(index, through: index + 1, .punctuation)
      }
      if next.isWordOrNumber {
        let word = bytes.lowercased(next.start..<next.end)
        let isDecade = next.first.isDigitByte && word.utf8.drop { $0.isDigitByte }.count <= 1
        let follows = index > 0 && elements[index - 1].end == element.start
        if !follows, element.first != 0x60,
          isDecade && next.count <= 3 || TreebankWords.elisions.contains(word)
        {
          return emit(index, through: index + 1, next.kind == .number ? .number : .word)
        }
        if follows, TreebankWords.clitics.contains(word) {
          return emit(index, through: index + 1, .word)
        }
      }
    }
    return emit(index, through: index, .punctuation)
  }

  // MARK: - Words and numbers

  private mutating func takeWord(at index: Int) -> Int {
    let element = elements[index]
    let start = element.start
    if let next = self.element(index + 1), next.end <= chunkEnd, next.kind == .mark {
      if patterns.contains(.url), let end = bytes.endOfURL(at: start, before: chunkEnd) {
        return emit(index, toByte: end, .url)
      }
      if start >= emailFreeEnd, patterns.contains(.email) {
        let (end, scanned) = bytes.endOfEmail(at: start, before: chunkEnd)
        if let end { return emit(index, toByte: end, .email) }
        emailFreeEnd = scanned
      }
      if start >= fileFreeEnd, patterns.contains(.path), !followsWord(index) {
        let (end, scanned) = bytes.endOfFileName(at: start, before: chunkEnd)
        if let end { return emit(index, toByte: end, .path) }
        fileFreeEnd = scanned
      }
      if patterns.contains(.path), let end = bytes.endOfPath(at: start, before: chunkEnd) {
        return emit(index, toByte: end, .path)
      }
      if start >= nameFreeEnd, patterns.contains(.url), next.isMark(".") || next.isMark("-") {
        let (end, scanned) = bytes.endOfDottedName(at: start, before: chunkEnd)
        if let end { return emit(index, toByte: end, .url) }
        nameFreeEnd = scanned
      }
      if let last = endOfAbbreviation(at: index) { return emit(index, through: last, .word) }
    }
    if element.first.isDigitByte { return takeNumber(at: index) }
    return takePlainWord(at: index)
  }

  /// The last element of an abbreviation with full stops that starts at element `index`.
  private func endOfAbbreviation(at index: Int) -> Int? {
    guard elements[index].kind == .word, element(index + 1)?.isMark(".") == true else { return nil }
    // Letters with a full stop each: "U.S.", "a.m.", "Ph.D.".
    var last = index
    while elements[last].count == 1 || last == index && elements[last].count == 2,
      let dot = element(last + 1), dot.isMark("."), let next = element(last + 2),
      next.kind == .word, next.count <= 2, next.first.isLetterByte
    {
      if elements[last].count == 2, next.count != 1 { break }
      last += 2
    }
    if last > index, last + 1 < elements.count, elements[last].count == 2,
      !elements[last].first.isUppercaseByte
    {
      last -= 2
    }
    let isDotted = last > index
    guard let dot = element(last + 1), dot.isMark(".") else { return isDotted ? last : nil }
    let isFinal = last + 1 == elements.count - 1
    // The full stop that ends a sentence stands alone.
    if isLastChunk, endsSentence(from: last + 1) { return isDotted ? last : nil }
    if let next = element(last + 2), next.isMark(".") { return isDotted ? last : nil }
    if isDotted { return last + 1 }
    guard language == .english else {
      return elements[index].count == 1 && elements[index].first.isUppercaseByte ? last + 1 : nil
    }
    if elements[index].count == 1 {
      let isInitial = elements[index].first.isUppercaseByte && elements[index].first != 0x49
      return isInitial ? last + 1 : nil
    }
    guard isFinal || !(element(last + 2)?.isWordOrNumber ?? false) else { return nil }
    let word = bytes.lowercased(elements[index].start..<elements[index].end)
    guard TreebankWords.abbreviations.contains(word) else { return nil }
    if TreebankWords.ambiguousAbbreviations.contains(word), !elements[index].first.isUppercaseByte {
      return nil
    }
    return last + 1
  }

  /// Whether only closing quotes and brackets follow element `index`.
  private func endsSentence(from index: Int) -> Bool {
    elements[(index + 1)...].allSatisfy { element in
      element.kind == .apostrophe || element.isMark("\"") || element.isMark(")")
        || element.isMark("]") || element.kind == .other && element.tokenKind == .punctuation
    }
  }

  private mutating func takePlainWord(at index: Int) -> Int {
    var last = index
    while let next = element(last + 1), let after = element(last + 2), after.isWordOrNumber {
      if next.isMark("-") {
        guard joinsOverHyphen(index, last) else { break }
      } else if after.kind == .number {
        break
      } else if next.kind == .apostrophe {
        guard last == index || language != .eliding, joinsOverApostrophe(last) else { break }
      } else if next.isMark("&") {
        guard elements[last].count <= 4, after.count <= 4,
          isCode(elements[last]) && isCode(after) || elements[last].count + after.count <= 2
        else { break }
      } else if next.isMark("/") {
        guard elements[last].count == 1, after.count == 1, last == index else { break }
      } else {
        break
      }
      last += 2
    }
    if language == .eliding, let next = element(last + 1), next.kind == .apostrophe,
      element(last + 2)?.isWordOrNumber == true
    {
      return emit(index, through: last + 1, .word)
    }
    if language == .english { return takeEnglishWord(index, through: last) }
    return emit(index, through: last, .word)
  }

  private func isCode(_ element: TreebankElement) -> Bool {
    bytes[element.start..<element.end].allSatisfy { $0.isUppercaseByte }
  }

  /// Whether the word `last` goes on behind the apostrophe after it.
  private func joinsOverApostrophe(_ last: Int) -> Bool {
    let after = elements[last + 2]
    if elements[last + 1].first == 0x60 { return false }
    switch language {
    case .eliding: return false
    case .other: return true
    case .english:
      let word = bytes.lowercased(after.start..<after.end)
      if TreebankWords.clitics.contains(word) { return false }
      return true
    }
  }

  private func joinsOverHyphen(_ index: Int, _ last: Int) -> Bool {
    guard language == .english else { return true }
    return last == index
      && TreebankWords.prefixes.contains(
        bytes.lowercased(elements[index].start..<elements[index].end))
  }

  /// Emits an English word in one or, where it is a contraction, in two.
  private mutating func takeEnglishWord(_ index: Int, through last: Int) -> Int {
    let start = elements[index].start
    let end = elements[last].end
    if last == index, let next = element(last + 1), next.isMark("$"), next.count == 1,
      end - start <= 2, isCode(elements[index])
    {
      return emit(index, through: last + 1, .symbol)
    }
    if last == index, let split = splits.split(of: bytes, start..<end) {
      emit(start, start + split, .word)
      emit(start + split, end, .word)
      return last + 1
    }
    // "n't" takes the n of the word before it.
    if last >= index + 2, elements[last].count == 1, elements[last].first | 0x20 == 0x74,
      elements[last - 1].kind == .apostrophe
    {
      let cut = elements[last - 1].start - 1
      if cut > start, bytes[cut] | 0x20 == 0x6e {
        emit(start, cut, .word)
        emit(cut, end, .word)
        return last + 1
      }
    }
    emit(start, end, .word)
    return last + 1
  }

  /// The last element of digits joined by marks from element `index` on: "1,000.5", "10:30",
  /// "9/11".
  private func endOfNumber(at index: Int) -> Int {
    var last = index
    while elements[last].kind == .number, let mark = element(last + 1), mark.kind == .mark,
      let next = element(last + 2), next.first.isDigitByte
    {
      switch mark.first {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "/"): break
      case UInt8(ascii: "-"):
        guard isTelephoneOrDate(at: index) else { return last }
      default: return last
      }
      last += 2
    }
    return last
  }

  /// Whether the digits joined by hyphens from element `index` on have the shape of a telephone
  /// number or a date rather than of a range.
  private func isTelephoneOrDate(at index: Int) -> Bool {
    var groups: [Int] = []
    var position = index
    while groups.count < 6, let group = element(position), group.kind == .number {
      groups.append(group.count)
      guard let mark = element(position + 1), mark.isMark("-") || mark.isMark("/") else { break }
      position += 2
    }
    if groups.count >= 3 { return true }
    return groups == [3, 4] || groups == [5, 4]
  }

  private mutating func takeNumber(at index: Int) -> Int {
    let last = endOfNumber(at: index)
    if language == .english, last == index, let apostrophe = element(index + 1),
      apostrophe.kind == .apostrophe, let s = element(index + 2), s.count == 1,
      s.first | 0x20 == 0x73, elements[index].count % 2 == 0, elements[index].count <= 4,
      bytes[elements[index].end - 1] == 0x30
    {
      return emit(index, through: index + 2, .number)
    }
    if elements[last].kind == .number { return emit(index, through: last, .number) }
    // The last run has letters behind its digits.
    let element = elements[last]
    var digits = element.start
    while digits < element.end, bytes[digits].isDigitByte { digits += 1 }
    let suffix = bytes.lowercased(digits..<element.end)
    if language == .english, TreebankWords.units.contains(suffix) {
      emit(elements[index].start, digits, .number)
      elements[last].start = digits
      elements[last].first = bytes[digits]
      return last
    }
    let isOrdinal = TreebankWords.ordinals.contains(suffix)
    return emit(index, through: last, isOrdinal ? .number : .word)
  }
}
