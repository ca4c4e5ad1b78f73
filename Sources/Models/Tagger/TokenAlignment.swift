import Text

/// A labelled span whose ends are not the ends of tokens.
public struct MisalignedSpan: Sendable, Hashable {
  /// The identifier of its document, if that has one.
  public var document: String?
  /// The UTF-8 byte offsets in the document.
  public var range: Range<Int>
  /// The label of the span.
  public var label: String
  /// The words of the span.
  public var text: String
  /// The nearest range that tokens allow: from the start of the first token that the span touches
  /// to the end of the last; `nil` if it touches none.
  public var nearest: Range<Int>?
  /// Why tokens cannot hold the span.
  public var reason: Reason

  /// Why tokens cannot hold a span.
  public enum Reason: String, Sendable, Hashable {
    /// An end lies within a token.
    case splitsToken
    /// It covers no token.
    case coversNoToken
    /// It shares a token with a span before it, which is kept.
    case overlaps
    /// It reaches over the end of its sentence.
    case crossesSentences
  }
}

/// The labels of a document on its tokens.
struct TokenAlignment {
  /// For each sentence the spans, counted in tokens from the start of the sentence.
  private(set) var spans: [[TokenSpan]]
  private(set) var misaligned: [MisalignedSpan] = []

  /// Projects the spans of a document on its tokens by their offsets.
  init(_ document: Document) {
    spans = document.sentences.map { _ in [] }
    let tokens = document.tokens
    var end = 0
    var sentence = 0
    let ordered = document.spans.sorted {
      ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
    }
    for span in ordered {
      let first = tokens.firstIndex(endingAfter: span.range.lowerBound)
      let last = tokens.firstIndex(startingAtOrAfter: span.range.upperBound)
      func reject(_ reason: MisalignedSpan.Reason) {
        let nearest =
          first < last
          ? tokens[first].range.lowerBound..<tokens[last - 1].range.upperBound : nil
        misaligned.append(
          MisalignedSpan(
            document: document.identifier, range: span.range, label: span.label,
            text: document.slice(span.range), nearest: nearest, reason: reason))
      }
      guard first < last else {
        reject(.coversNoToken)
        continue
      }
      guard tokens[first].range.lowerBound == span.range.lowerBound,
        tokens[last - 1].range.upperBound == span.range.upperBound
      else {
        reject(.splitsToken)
        continue
      }
      guard first >= end else {
        reject(.overlaps)
        continue
      }
      while sentence < document.sentences.count,
        document.sentences[sentence].tokens.upperBound <= first
      {
        sentence += 1
      }
      guard sentence < document.sentences.count,
        document.sentences[sentence].tokens.upperBound >= last
      else {
        reject(.crossesSentences)
        continue
      }
      let start = document.sentences[sentence].tokens.lowerBound
      spans[sentence].append(
        TokenSpan(tokens: first - start..<last - start, label: span.label))
      end = last
    }
  }
}

extension [Token] {
  /// The index of the first token that ends after a byte offset.
  ///
  /// - Complexity: O(log n).
  fileprivate func firstIndex(endingAfter offset: Int) -> Int {
    firstIndex(bisecting: { $0.range.upperBound > offset })
  }

  /// The index of the first token that starts at a byte offset or later.
  ///
  /// - Complexity: O(log n).
  fileprivate func firstIndex(startingAtOrAfter offset: Int) -> Int {
    firstIndex(bisecting: { $0.range.lowerBound >= offset })
  }

  /// The first index whose token fulfils what, of ordered tokens, all later ones fulfil too.
  private func firstIndex(bisecting isLate: (Token) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isLate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
