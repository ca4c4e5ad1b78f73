extension InMemoryCorpus {
  /// A corpus of texts by their labels, all of them to train on: a part is held out for validation
  /// by who trains.
  public init(name: String, texts: [String: [String]]) {
    let documents = texts.sorted { $0.key < $1.key }.flatMap { label, texts in
      texts.map { Document(text: $0, labels: [label]) }
    }
    self.init(name: name, documents: [.train: documents])
  }
}
