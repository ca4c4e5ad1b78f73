import Models
import PretrainedModels
import Testing

/// What the embedded model of spoken commands has to be: small, sourced, and quiet where nothing is
/// said.
struct EnglishCommandsTests {
  @Test func isSmallAndSaysWhereItComesFrom() throws {
    let file = try PretrainedModel.englishCommands.file()
    #expect(file.byteCount < 500_000)
    let classifier = try SoundClassifier(file)
    #expect(classifier.labels.count == 12)
    #expect(Set(classifier.labels).isSuperset(of: ["yes", "no", "unknown", "silence"]))
    let corpus = try #require(classifier.card.corpora.first)
    #expect(corpus.licence == "CC BY 4.0" && corpus.attribution?.isEmpty == false)
    #expect(!corpus.fingerprints.isEmpty)
  }

  @Test func noiseIsSilence() throws {
    let classifier = try SoundClassifier(PretrainedModel.englishCommands.file())
    var state: UInt32 = 1
    let noise = (0..<classifier.sampleRate).map { _ -> Float in
      state = state &* 1_664_525 &+ 1_013_904_223
      return (Float(state >> 8) / Float(1 << 23) - 1) * 0.01
    }
    let found = classifier.classify(noise)
    #expect(classifier.labels[found.best] == "silence")
  }
}
