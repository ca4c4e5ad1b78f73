import Neural
import Text
import Tokenization

/// A sentence of a document, or a piece of a long one.
struct SentencePiece: Comparable {
  /// The index of the document.
  let document: Int
  /// The tokens of the document.
  let tokens: Range<Int>

  /// Sentences in a batch, and their tokens.
  private static let batchSize = 64
  private static let batchTokens = TaggerInference.batchTokens
  /// Longer sentences are tagged in pieces, which bounds memory.
  private static let maximumSentence = batchTokens

  static func < (a: SentencePiece, b: SentencePiece) -> Bool {
    (a.document, a.tokens.lowerBound) < (b.document, b.tokens.lowerBound)
  }

  /// Calls `body` with sentences of about the same length, batch by batch.
  static func forEachBatch(
    of documents: [Document], _ body: (ArraySlice<SentencePiece>, [TokenizedSentence]) -> Void
  ) {
    var pieces: [SentencePiece] = []
    for (index, document) in documents.enumerated() {
      for sentence in document.sentences where !sentence.tokens.isEmpty {
        for first in stride(
          from: sentence.tokens.lowerBound, to: sentence.tokens.upperBound, by: maximumSentence)
        {
          pieces.append(
            SentencePiece(
              document: index,
              tokens: first..<min(first + maximumSentence, sentence.tokens.upperBound)))
        }
      }
    }
    pieces.sort { ($0.tokens.count, $0) < ($1.tokens.count, $1) }
    var first = 0
    while first < pieces.count {
      var (end, tokens) = (first, 0)
      while end < pieces.count, end - first < batchSize,
        tokens + pieces[end].tokens.count <= batchTokens
      {
        tokens += pieces[end].tokens.count
        end += 1
      }
      let batch = pieces[first..<end]
      let sentences = batch.map { piece in
        TokenizedSentence(
          text: documents[piece.document].text,
          tokens: documents[piece.document].tokens[piece.tokens])
      }
      body(batch, sentences)
      first = end
    }
  }
}

extension Tokenizer {
  /// Finds the sentences and tokens of documents that did not come with tokens.
  func annotateUntokenized(_ documents: inout [Document], _ pool: ThreadPool) {
    documents.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let documents = buffer
      pool.forEach(documents.count) { index in
        if !documents[index].hasGoldTokens { annotate(&documents[index]) }
      }
    }
  }
}
