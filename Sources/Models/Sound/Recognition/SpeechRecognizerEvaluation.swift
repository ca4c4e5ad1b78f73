import Evaluation
import Neural
import Sound
import Text

extension SpeechRecognizer {
  /// The recordings that the training has put into a split, if they are those that it was given.
  public func recordings(of split: Split, in collection: SoundCollection) -> SoundCollection {
    SoundCollection(
      name: collection.name,
      recordings: collection.recordings(in: split, recipe.division))
  }

  /// Writes down what is spoken in recordings and compares with their texts, as the recognizer
  /// writes them.
  ///
  /// A recording that cannot be read is left out, and a remark says so.
  ///
  /// - Parameters:
  ///   - options: how texts are searched for.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``SoundCollectionError``.
  public func evaluate(
    on collection: SoundCollection, options: TranscriptionOptions = .init(),
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    var words = ErrorRate(.word)
    var characters = ErrorRate(.character)
    var items = ItemStatistics(width: 2)
    var problems: [String] = []
    let recordings = collection.recordings
    for start in stride(from: 0, to: recordings.count, by: 256) {
      let part = recordings[start..<min(start + 256, recordings.count)]
      let results = transcribe(paths: part.map(\.path), options: options, threads: pool)
      for (recording, result) in zip(part, results) {
        switch result {
        case .failure(let error): problems.append(error.description)
        case .success(let found):
          let gold = recipe.normalized(recording.text)
          var line = ErrorRate(.word)
          line.add(reference: gold, hypothesis: found.text)
          words.merge(line)
          characters.add(reference: gold, hypothesis: found.text)
          items.add([Double(line.counts.edits), Double(line.counts.referenceCount)])
        }
      }
    }
    if words.sentences == 0 {
      throw problems.first.map {
        SoundCollectionError.noUsableRecording(name: collection.name, problem: $0)
      } ?? SoundCollectionError.emptySplit(name: collection.name, split: .test)
    }
    let context = context.measured(
      on: SoundCollection.fingerprint(recordings),
      [Signature.Field("beam", "\(options.beam)"), Signature.Field("seed", "\(card.seed)")])
    return ModelEvaluation(
      result: .speech(words: words, characters: characters, items: items, context: context),
      remarks: problems.first.map {
        ["\(problems.count) recordings cannot be read and are left out; the first: \($0)"]
      } ?? [])
  }
}
