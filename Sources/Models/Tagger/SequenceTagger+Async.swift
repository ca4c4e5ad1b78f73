import Neural
import Text

extension SequenceTagger {
  /// The entities of each text, computed in batches on a thread of its own.
  ///
  /// What is found depends on neither the other texts nor the number of threads.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func entities(in texts: [String], threads pool: ThreadPool = .serial) async -> [[Span]] {
    await BackgroundWork.run { [self] in
      var documents = texts.map { Document(text: $0) }
      annotate(&documents, threads: pool)
      return documents.map(\.spans)
    }
  }

  /// Trains a tagger on a corpus, to the end.
  ///
  /// For progress, checkpoints and stops use ``TaggerTrainer``.
  ///
  /// - Parameter name: of the model.
  /// - Throws: ``TaggerTrainingError``, and what the corpus throws.
  public static func trained(
    on corpus: some Corpus, name: String = "tagger", recipe: TaggerRecipe = TaggerRecipe(),
    threads pool: ThreadPool = ThreadPool()
  ) throws -> SequenceTagger {
    let trainer = try TaggerTrainer(corpus, recipe: recipe, threads: pool)
    _ = try trainer.run(pool: pool)
    return trainer.tagger(name: name)
  }
}

extension TokenTagger {
  /// The tokens of each text with their layers, computed in batches on a thread of its own.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func analyze(_ texts: [String], threads pool: ThreadPool = .serial) async -> [Document] {
    await BackgroundWork.run { [self] in
      var documents = texts.map { Document(text: $0) }
      annotate(&documents, threads: pool)
      return documents
    }
  }
}
