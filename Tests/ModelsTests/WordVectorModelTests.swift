import Foundation
import Models
import Neural
import Testing

@Suite struct WordVectorTrainingTests {
  /// Sentences in which animals share their neighbours, and colours theirs.
  private func text(sentences: Int = 600) -> WordVectorText {
    let groups = [
      (words: ["cat", "dog", "horse"], neighbors: ["eats", "sleeps", "runs", "barks", "drinks"]),
      (words: ["red", "blue", "green"], neighbors: ["paint", "wall", "dye", "silk", "sky"]),
    ]
    var random = RandomSource(seed: 4)
    func pick(_ words: [String]) -> String { words[Int(random.uniform() * Double(words.count))] }
    var text = WordVectorText(isLowercased: true)
    for index in 0..<sentences {
      let group = groups[index % 2]
      let line = [
        pick(group.neighbors), pick(group.words), pick(group.neighbors), pick(group.words),
        pick(group.neighbors),
      ].joined(separator: " ")
      Array(line.utf8).withUnsafeBytes { text.append(tokenized: $0) }
    }
    return text
  }

  private var recipe: WordVectorRecipe {
    var recipe = WordVectorRecipe()
    recipe.dimension = 20
    recipe.epochs = 20
    recipe.minimumCount = 1
    recipe.buckets = 500
    recipe.subsample = 0
    recipe.isLowercased = true
    return recipe
  }

  @Test func threadsDoNotChangeTheBytes() throws {
    try withTemporaryDirectory { directory in
      var files: [Data] = []
      for threads in 1...3 {
        let trainer = try WordVectorTrainer(text(), recipe: recipe)
        let finished = trainer.train(pool: ThreadPool(threads: threads))
        #expect(finished)
        let path = directory + "/\(threads).nlpmodel"
        try trainer.vectors().write(to: path)
        files.append(try Data(contentsOf: URL(fileURLWithPath: path)))
      }
      #expect(files[0] == files[1] && files[0] == files[2])
    }
  }

  @Test func wordsOfTheSameContextsAreNeighbors() throws {
    let trainer = try WordVectorTrainer(text(), recipe: recipe)
    var losses: [Double] = []
    trainer.train(pool: ThreadPool(threads: 1)) { _, loss in
      losses.append(loss)
      return true
    }
    let vectors = trainer.vectors()
    #expect(losses.allSatisfy { $0 > 0 && $0.isFinite })
    let animals: Set = ["cat", "dog", "horse", "eats", "sleeps", "runs", "barks", "drinks"]
    let neighbors = try #require(vectors.nearest(to: "Cat", count: 7))
    #expect(Set(neighbors.map(\.word)).isSubset(of: animals))
    let near = try #require(vectors.similarity(of: "red", and: "green"))
    let far = try #require(vectors.similarity(of: "red", and: "dog"))
    #expect(near > far + 0.2)
    // A word that the text lacks has the vector of its n-grams.
    #expect(vectors.index(of: "cats") == nil)
    let unseen = try #require(vectors.vector(of: "cats"))
    let known = try #require(vectors.vector(of: "cat"))
    let other = try #require(vectors.vector(of: "blue"))
    #expect(WordVectors.cosine(unseen, known) > WordVectors.cosine(unseen, other))
  }

  @Test func textWithoutTwoFrequentWordsIsRefused() throws {
    var text = WordVectorText(isLowercased: false)
    Array("one one one two".utf8).withUnsafeBytes { text.append(tokenized: $0) }
    var recipe = recipe
    recipe.minimumCount = 2
    let error = #expect(throws: WordVectorTrainingError.self) {
      try WordVectorTrainer(text, recipe: recipe)
    }
    #expect(error == .tooShort(words: 4, minimumCount: 2))
  }
}

@Suite struct WordVectorModelTests {
  /// Vectors of two axes: royalty and sex.
  private var royal: WordVectors {
    var builder = WordVectorsBuilder(dimension: 2, precision: .bfloat16)
    builder.append("man", [1, 0.25])
    builder.append("woman", [-1, 0.25])
    builder.append("king", [1, 2])
    builder.append("queen", [-1, 2])
    builder.append("throne", [0, 4])
    builder.append("man", [9, 9])
    #expect(builder.ignored == 1)
    return builder.vectors
  }

  @Test func neighborsAreSortedByTheirCosine() throws {
    let vectors = royal
    let neighbors = try #require(vectors.nearest(to: "throne", count: 3))
    #expect(neighbors.map(\.word) == ["king", "queen", "man"])
    let expected = [Float(2 / 5.0.squareRoot()), Float(2 / 5.0.squareRoot())]
    for (neighbor, cosine) in zip(neighbors, expected) {
      #expect(abs(neighbor.similarity - cosine) < 1e-6)
    }
    #expect(vectors.nearest(to: [0, 0]).isEmpty)
    #expect(vectors.nearest(to: [1, 0], count: 0).isEmpty)
    #expect(vectors.nearest(to: "unheard-of") == nil)
  }

  @Test func analogiesAddDifferences() throws {
    #expect(royal.analogy("man", "king", "woman", count: 1)?.map(\.word) == ["queen"])
    #expect(royal.analogy("man", "king", "unheard-of") == nil)
  }

  @Test func pruningKeepsTheFirstWords() {
    let pruned = royal.pruned(to: 2)
    #expect(pruned.words == ["man", "woman"])
    #expect(pruned.vector(of: "man") == [1, 0.25] && pruned.vector(of: "king") == nil)
  }

  @Test func damagedFilesThrowOrAnswer() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/vectors.nlpmodel"
      try royal.write(to: path)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(try WordVectors(openFile(bytes)).vector(of: "king") == [1, 2])
      for end in stride(from: 0, to: bytes.count, by: 13) {
        #expect(throws: ModelError.self) { try WordVectors(openFile(Array(bytes[..<end]))) }
      }
      var random = RandomSource(seed: 7)
      var refused = 0
      for _ in 0..<500 {
        var damaged = bytes
        damaged[Int(random.uniform() * Double(bytes.count))] = UInt8(random.uniform() * 256)
        do {
          let vectors = try WordVectors(openFile(damaged))
          for word in vectors.words {
            // A bit may have made a word one that lookups never ask for, such as one in capitals.
            if let vector = vectors.vector(of: word) { #expect(vector.count == vectors.dimension) }
          }
        } catch is ModelError {
          refused += 1
        }
      }
      #expect(refused > 50)
    }
  }
}

@Suite struct FastTextModelTests {
  private func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
  }

  /// A model of two words with two numbers each and no n-grams, as fastText writes it.
  private func model(words: [(String, [Float])] = [("a", [1, 2]), ("b", [-0.5, 4])]) -> [UInt8] {
    var file = WordVectors.fastTextMagic + bytes(Int32(12))
    for argument: Int32 in [2, 5, 5, 1, 5, 1, 3, 2, 0, 0, 0, 100] { file += bytes(argument) }
    file += bytes((1e-4).bitPattern)
    for size: Int32 in [Int32(words.count), Int32(words.count), 0] { file += bytes(size) }
    file += bytes(Int64(10)) + bytes(Int64(-1))
    for (word, _) in words { file += Array(word.utf8) + [0] + bytes(Int64(5)) + [0] }
    file += [0] + bytes(Int64(words.count)) + bytes(Int64(2))
    for (_, vector) in words { for value in vector { file += bytes(value.bitPattern) } }
    return file
  }

  private func read(_ bytes: [UInt8]) throws -> WordVectors {
    try withTemporaryDirectory { directory in
      let path = directory + "/model.bin"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try WordVectors(fastText: path, precision: .bfloat16)
    }
  }

  @Test func wordsAndRowsAreRead() throws {
    let vectors = try read(model())
    #expect(vectors.words == ["a", "b"] && vectors.vector(of: "b") == [-0.5, 4])
    #expect(!vectors.hasSubwords)
  }

  @Test func whatFastTextCannotHaveWrittenIsRefused() throws {
    let sound = model()
    for end in stride(from: 0, to: sound.count, by: 3) {
      let error = #expect(throws: ModelError.self) { try read(Array(sound[..<end])) }
      #expect(error?.description.contains("\n") == false)
    }
    for words: [(String, [Float])] in [
      [("a", [1, .nan]), ("b", [1, 2])], [("a", [1, 2]), ("b", [-3e38, 2])],
      [("a", [1, 2]), ("a", [1, 2])],
    ] {
      #expect(throws: ModelError.self) { try read(model(words: words)) }
    }
    var random = RandomSource(seed: 3)
    for _ in 0..<500 {
      var damaged = sound
      damaged[Int(random.uniform() * Double(damaged.count))] = UInt8(random.uniform() * 256)
      _ = try? read(damaged)
    }
  }
}

@Suite struct TaggerWithVectorsTests {
  /// Places of the sample, people's names, and a place that only the vectors know.
  private var vectors: WordVectors {
    var builder = WordVectorsBuilder(dimension: 4, precision: .bfloat16)
    for (words, vector) in [
      (TaggerSample.places + ["Oslo"], [1, 0, 0.5, 0] as [Float]),
      (TaggerSample.people, [0, 1, 0, 0.5]),
    ] {
      for word in Set(words.flatMap { $0.split(separator: " ") }).sorted() {
        builder.append(String(word), vector)
      }
    }
    return builder.vectors
  }

  private func trainer() throws -> TaggerTrainer {
    let trainer = try TaggerTrainer(
      TaggerSample.corpus(), recipe: TaggerSample.recipe(),
      pretrained: PretrainedInputs(vectors: vectors))
    _ = try trainer.run(pool: .serial)
    return trainer
  }

  @Test func wordsThatOnlyTheVectorsKnowAreFound() throws {
    let tagger = try trainer().tagger(name: "sample")
    let text = "Ada Lovelace went to Oslo on Monday."
    let entities = tagger.entities(in: text)
    let bytes = Array(text.utf8)
    #expect(entities.map(\.label) == ["PER", "LOC"])
    #expect(
      entities.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["Ada Lovelace", "Oslo"])
  }

  @Test func theFileKeepsThemForOtherModels() throws {
    try withTemporaryDirectory { directory in
      let tagger = try trainer().tagger(name: "sample")
      let path = directory + "/tagger.nlpmodel"
      try tagger.write(to: path)
      let read = try WordVectors(ModelFile(contentsOf: path))
      #expect(read.words == vectors.words && read.vector(of: "Oslo") == [1, 0, 0.5, 0])
      let text = "In Oslo, Turing met Grace Hopper."
      #expect(
        try SequenceTagger(ModelFile(contentsOf: path)).entities(in: text)
          == tagger.entities(in: text))
      // A tagger without vectors has none to give.
      try TaggerSample.trained.get().write(to: path)
      #expect(throws: ModelError.self) { try WordVectors(ModelFile(contentsOf: path)) }
    }
  }
}
