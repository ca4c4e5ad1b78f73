import Evaluation
import Models
import Neural
import TestSupport
import Testing
import Text

@Suite struct ModelEvaluationTests {
  /// The evaluation says what tagging the documents oneself says, and hands out what it found.
  @Test func taggerOnCorpus() throws {
    let corpus = TaggerSample.corpus()
    let trainer = try TaggerTrainer(corpus, recipe: TaggerSample.recipe())
    _ = try trainer.run(pool: .serial)
    let tagger = trainer.tagger(name: "sample")
    var documents: [Document] = []
    var predicted: [[Span]] = []
    let evaluation = try tagger.evaluate(on: corpus, split: .validation) { document, spans in
      documents.append(document)
      predicted.append(spans)
    }
    #expect(documents == corpus.documents[.validation])
    var tagged = documents
    tagger.annotate(&tagged)
    #expect(predicted == tagged.map(\.spans))
    var scorer = EntityScorer()
    for (gold, found) in zip(documents, tagged) {
      scorer.add(goldSpans: gold.spans, predictedSpans: found.spans)
    }
    #expect(evaluation.result["f1"]?.value == scorer.report.f1)
    #expect(evaluation.result["f1_seen"]?.value != nil)
    #expect(
      evaluation.result.headline?.signature.description.contains(
        corpus.fingerprint(of: .validation)) == true)
    #expect(throws: ModelEvaluationError.emptySplit(corpus: "letters", split: .test)) {
      try tagger.evaluate(on: corpus, split: .test)
    }
    #expect(
      throws: ModelEvaluationError.noGoldTokens(corpus: "letters", document: "validation-0")
    ) {
      try tagger.evaluate(on: corpus, split: .validation, usesGoldTokens: true)
    }
  }

  @Test func classifierOnCorpus() throws {
    let corpus = ClassifierSample.corpus()
    let trainer = try ClassifierTrainer(corpus, recipe: ClassifierSample.recipe())
    _ = try trainer.run(pool: .serial)
    let classifier = trainer.classifier(name: "sample")
    var right = 0
    var count = 0
    let evaluation = try classifier.evaluate(on: corpus, split: .validation) { document, result in
      count += 1
      if document.labels == [classifier.labels[result.best]] { right += 1 }
    }
    #expect(count == corpus.documents[.validation]?.count)
    #expect(evaluation.result["accuracy"]?.value == Double(right) / Double(count))
    #expect(evaluation.result["log_loss"]?.value != nil && evaluation.remarks.isEmpty)
    var other = corpus
    other.documents[.validation]?.append(Document(text: "Well, well.", labels: ["sigh"]))
    let remarks = try classifier.evaluate(on: other, split: .validation).remarks
    #expect(remarks.count == 1 && remarks[0].contains("'sigh'"))
  }

  /// The alternatives of a document are combined from those of its sentences.
  @Test func alternativesOfSentences() throws {
    let trainer = try TaggerTrainer(TaggerSample.corpus(), recipe: TaggerSample.recipe())
    _ = try trainer.run(pool: .serial)
    let tagger = trainer.tagger(name: "sample")
    let texts = ["Ada Lovelace went to Rome.", "Turing met Noether."]
    let single = tagger.alternatives(of: texts.map { Document(text: $0) }, limit: 3)
    let both = tagger.alternatives(
      of: [Document(text: texts.joined(separator: " "))], limit: 3, threads: ThreadPool(threads: 2))
    var products = single[0].flatMap { one in single[1].map { one.score * $0.score } }
    products.sort(by: >)
    let combined = try #require(both.first)
    #expect(single.allSatisfy { $0.count == 3 } && combined.count == 3)
    for (alternative, product) in zip(combined, products) {
      #expect(abs(alternative.score - product) < 1e-5)
    }
    var documents = [Document(text: texts.joined(separator: " "))]
    tagger.annotate(&documents)
    #expect(combined[0].spans.map(\.range) == documents[0].spans.map(\.range))
    #expect(tagger.alternatives(of: [Document(text: "")], limit: 2)[0].map(\.score) == [1])
  }
}
