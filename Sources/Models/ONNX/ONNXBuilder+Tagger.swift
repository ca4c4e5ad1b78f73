import Neural
import Text

extension ONNXBuilder {
  /// From the rows of words and characters to the scores of tags, [B, T, K].
  ///
  /// Characters come for each word of the batch, word by word, sentence by sentence, filled up to
  /// one length; words that fill up a sentence have one character.
  ///
  /// - Returns: what decodes the scores.
  mutating func addTagger(
    _ tagger: SequenceTagger
  ) throws(ModelError) -> [(key: String, value: String)] {
    let settings = tagger.recipe.tagger
    let names = tagger.features.attributes.map(\.attribute.rawValue)
    var (vectors, size) = try attributes("", names)
    let words = names[0]
    let lengths = graph.input("lengths", .int32, [.name("batch")])
    let batchAndTime = graph.node("Shape", [words])
    if has("characters.weight") {
      let characters = try spelling(cell: settings.cell, batchAndTime)
      vectors.append(characters.vectors)
      size += characters.size
    }
    let rest = (file.tensor(named: "encoder.weight_ih_l0")?.shape[1] ?? 0) - size
    let fromText = tagger.features.vectors?.dimension ?? 0
    let corpora = file.tensor(named: "corpora.weight")?.shape[1] ?? 0
    let contextual = file.tensor(named: "contextual.weight")?.shape ?? [0, 0]
    let gazetteer = rest - fromText - corpora - contextual[0]
    if fromText > 0 { vectors.append(features("vectors", fromText)) }
    if gazetteer > 0 { vectors.append(features("names", gazetteer)) }
    if corpora > 0 {
      // The row of a corpus that is not named.
      let row = graph.constant(
        Array(try tensor("corpora.weight").elements.prefix(corpora)), [1, 1, corpora])
      let shape = graph.node(
        "Concat", [batchAndTime, graph.constant([corpora])], [("axis", .integer(0))])
      vectors.append(graph.node("Expand", [row, shape]))
    }
    if contextual[0] > 0 {
      vectors.append(try dense("contextual", features("contextual", contextual[1])))
    }
    let states = try encoder(
      "encoder.", vectors, cell: settings.cell, layers: settings.layers, lengths: lengths
    ).states
    let tags = (0..<tagger.tagset.count).map { tagger.tagset.name(of: $0) }
    graph.output(
      try dense("output", states), as: "emissions",
      [.name("batch"), .name("time"), .size(tags.count)])
    return try metadata(tagger.tagset, tags)
  }

  /// The last states of the characters' layer, [B, T, 2·H].
  private mutating func spelling(
    cell: CellKind, _ batchAndTime: String
  ) throws(ModelError) -> (vectors: String, size: Int) {
    let ids = graph.input("characters", .int64, [.name("words"), .name("length")])
    let lengths = graph.input("character_lengths", .int32, [.name("words")])
    let letters = try rows(of: "characters.weight", ids)
    let layer = try recurrent(
      "characters.", layer: 0, cell: cell, exchanged(letters), lengths: lengths)
    let size = 2 * (file.tensor(named: "characters.weight_hh_l0")?.shape[1] ?? 0)
    // [2, words, H] to [words, 2, H] to [B, T, 2·H]
    let turned = exchanged(layer.state)
    let shape = graph.node(
      "Concat", [batchAndTime, graph.constant([size])], [("axis", .integer(0))])
    return (graph.node("Reshape", [turned, shape]), size)
  }

  /// The tags and the scores of transitions, with -1e30 for those that the scheme forbids.
  private func metadata(
    _ tagset: Tagset, _ tags: [String]
  ) throws(ModelError) -> [(key: String, value: String)] {
    let forbidden: Float = -1e30
    let all = tags.indices
    let scores = try tensor("crf.transitions").elements
    let transitions = all.map { from in
      all.map { tagset.allows(from, before: $0) ? scores[from * tags.count + $0] : forbidden }
    }
    let first = try tensor("crf.start_transitions").elements
    let last = try tensor("crf.end_transitions").elements
    return [
      ("tags", ONNXMetadata.json(tags)),
      ("transitions", ONNXMetadata.json(transitions)),
      (
        "start_transitions",
        ONNXMetadata.json(all.map { tagset.allowsFirst($0) ? first[$0] : forbidden })
      ),
      (
        "end_transitions",
        ONNXMetadata.json(all.map { tagset.allowsLast($0) ? last[$0] : forbidden })
      ),
    ]
  }
}
