import Testing
import Text

@Suite("Folds")
struct FoldsTests {
  private func corpus(_ documents: [Document]) -> InMemoryCorpus {
    InMemoryCorpus(name: "sample", documents: [.train: documents])
  }

  private var documents: [Document] {
    (0..<100).map { Document(text: "text number \($0)", labels: [$0 % 10 == 0 ? "rare" : "often"]) }
  }

  @Test("Parts have one size, and each class is spread over all of them")
  func balance() throws {
    let folds = try Folds(corpus(documents), splits: [.train], count: 5)
    var counts = [String: [Int]]()
    for document in documents {
      counts[document.labels[0], default: Array(repeating: 0, count: 5)][
        folds.fold(of: document)] += 1
    }
    #expect(counts["rare"] == [2, 2, 2, 2, 2])
    #expect(counts["often"] == [18, 18, 18, 18, 18])
  }

  @Test("The division depends on the documents and the seed, not on their order")
  func order() throws {
    let folds = try Folds(corpus(documents), splits: [.train], count: 4)
    let reversed = try Folds(corpus(documents.reversed()), splits: [.train], count: 4)
    let other = try Folds(corpus(documents), splits: [.train], count: 4, seed: 2)
    let places = documents.map { folds.fold(of: $0) }
    #expect(documents.map { reversed.fold(of: $0) } == places)
    #expect(documents.map { other.fold(of: $0) } != places)
  }

  @Test("Texts that differ in case and punctuation alone are together, and so are groups")
  func together() throws {
    var all = documents
    for (index, document) in documents.enumerated() {
      all.append(Document(text: document.text.uppercased() + "!", labels: ["x\(index % 3)"]))
    }
    let folds = try Folds(corpus(all), splits: [.train], count: 7)
    #expect(folds.groupCount == 100)
    for (document, copy) in zip(all, all.dropFirst(100)) {
      #expect(folds.fold(of: document) == folds.fold(of: copy))
    }
    let grouped = (0..<100).map {
      Document(identifier: "author\($0 % 12)/\($0)", text: "text number \($0)")
    }
    let byAuthor = try Folds(corpus(grouped), splits: [.train], count: 3, groupSeparator: "/")
    #expect(byAuthor.groupCount == 12)
    for index in 12..<100 {
      #expect(byAuthor.fold(of: grouped[index]) == byAuthor.fold(of: grouped[index - 12]))
    }
  }

  @Test("Every document is tested on once, and trained on in all other parts")
  func parts() throws {
    let base = corpus(documents)
    let folds = try Folds(base, splits: [.train, .validation], count: 5)
    var tested: [String] = []
    for fold in 0..<5 {
      let part = PartialCorpus(base, folds: folds, heldOut: fold)
      let (train, test) = (try part.documents(in: .train), try part.documents(in: .test))
      #expect(train.count == 80)
      #expect(test.count == 20)
      #expect(Set(train.map(\.text)).isDisjoint(with: test.map(\.text)))
      #expect(try part.documents(in: .validation).isEmpty)
      tested += test.map(\.text)
    }
    #expect(tested.sorted() == documents.map(\.text).sorted())
  }

  @Test("Shares are nested, have their part of each class, and at least one text of each")
  func shares() throws {
    let base = corpus(documents)
    let folds = try Folds(base, splits: [.train], count: 1)
    func texts(_ share: Double) throws -> [Document] {
      try PartialCorpus(base, folds: folds, heldOut: nil, share: share).documents(in: .train)
    }
    #expect(try texts(1).count == 100)
    let half = try texts(0.5)
    #expect(half.count == 50)
    #expect(half.count { $0.labels == ["rare"] } == 5)
    let little = try texts(0.001)
    #expect(little.count == 2)
    #expect(Set(little.map(\.text)).isSubset(of: half.map(\.text)))
    let part = PartialCorpus(
      base, folds: try Folds(base, splits: [.train], count: 5), heldOut: 0, share: 0.5)
    #expect(try part.documents(in: .test).count == 20)
    #expect(try part.documents(in: .train).count == 40)
  }
}
