import CICU
import Synchronization

/// What a text is divided into by the rules of Unicode Standard Annexes 29 and 14.
public enum TextUnit: String, Sendable, Hashable, Codable, CaseIterable {
  case word, sentence, line, grapheme

  var code: Int32 {
    switch self {
    case .word: Int32(CICU_WORD)
    case .sentence: Int32(CICU_SENTENCE)
    case .line: Int32(CICU_LINE)
    case .grapheme: Int32(CICU_GRAPHEME)
    }
  }
}

/// The segmenters of one unit and locale: they share their rules, and each is used by one thread at
/// a time. There are as many as there were threads at once.
final class SegmenterPool: Sendable {
  /// A segmenter that nobody else holds.
  private struct Segmenter: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private struct Key: Hashable {
    var unit: TextUnit
    var locale: String
    var isReference: Bool
  }

  private static let pools = Mutex<[Key: SegmenterPool]>([:])
  private static let maximumPools = 64

  /// Whether boundaries come from the automaton rather than from ICU's own iterator.
  let hasAutomaton: Bool
  private let prototype: Segmenter
  private let idle = Mutex<[Segmenter]>([])

  private init(_ key: Key) {
    // ICU falls back on its root locale, so this fails only without ICU's data or without memory.
    guard let pointer = cicu_segmenter_open(key.unit.code, key.locale, key.isReference) else {
      fatalError("libicu \(Tokenizer.icuVersion) has no break rules: its data library is missing")
    }
    prototype = Segmenter(pointer: pointer)
    hasAutomaton = cicu_segmenter_has_automaton(pointer)
  }

  deinit {
    for segmenter in idle.withLock({ $0 }) { cicu_segmenter_close(segmenter.pointer) }
    cicu_segmenter_close(prototype.pointer)
  }

  /// The pool of a unit and locale. Pools live on, since rules take about a millisecond to open,
  /// but not without a bound, as names of locales may come from outside.
  static func shared(_ unit: TextUnit, locale: String, isReference: Bool = false) -> SegmenterPool {
    let key = Key(unit: unit, locale: locale, isReference: isReference)
    return pools.withLock { pools in
      if let pool = pools[key] { return pool }
      if pools.count >= maximumPools { pools.removeAll() }
      let pool = SegmenterPool(key)
      pools[key] = pool
      return pool
    }
  }

  private func borrow() -> Segmenter {
    if let segmenter = idle.withLock({ $0.popLast() }) { return segmenter }
    guard let pointer = cicu_segmenter_copy(prototype.pointer) else {
      fatalError("no memory for a segmenter")
    }
    return Segmenter(pointer: pointer)
  }

  /// Calls `body` with each segment of `bytes` in order: its start, its end and its kind, as CICU.h
  /// explains it. The segments cover all bytes but for white space, if words of that kind are
  /// skipped.
  ///
  /// - Complexity: O(n); memory does not depend on n where no dictionary is needed.
  @inline(__always)
  func forEachSegment(
    in bytes: UnsafeBufferPointer<UInt8>, skipsWhitespace: Bool = false,
    _ body: (_ start: Int, _ end: Int, _ kind: UInt8) -> Void
  ) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    let segmenter = borrow()
    defer { idle.withLock { $0.append(segmenter) } }
    let capacity = 512
    withUnsafeTemporaryAllocation(of: cicu_segment.self, capacity: capacity) { segments in
      cicu_segmenter_begin(segmenter.pointer, base, Int64(bytes.count), skipsWhitespace)
      while true {
        let count = cicu_segmenter_next(
          segmenter.pointer, segments.baseAddress, Int64(capacity))
        if count == 0 { break }
        guard count > 0 else { fatalError("libicu ran out of memory in a text") }
        for segment in segments[..<Int(count)] {
          body(Int(segment.start), Int(segment.end), segment.kind)
        }
      }
    }
  }
}

extension String {
  /// Calls `body` with the UTF-8 bytes of the string, without a copy where it is stored as UTF-8.
  @inline(__always)
  func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows
    -> Result
  {
    if let result = try utf8.withContiguousStorageIfAvailable(body) { return result }
    var copy = self
    return try copy.withUTF8(body)
  }
}
