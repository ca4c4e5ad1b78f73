import FoundationEssentials
import Neural
import Text

extension ModelFile {
  /// The network of the model as a model of ONNX, for other runtimes (onnxruntime, Core ML tools,
  /// TensorRT): operators of version 17, weights as 32-bit floats.
  ///
  /// What stands before the network and behind it is not part of it: words come in as rows of the
  /// vocabularies, and a tagger gives the score of each tag for each word. The metadata has what is
  /// needed for both: the card, the settings, the vocabularies, the tags and the transitions of the
  /// CRF. The article on model files describes inputs and outputs.
  ///
  /// - Throws: ``ModelError`` if the file is not a sound model, or of a kind that is not exported:
  ///   there are classifiers, taggers of entities and language models.
  public func onnx() throws(ModelError) -> [UInt8] {
    let card = try card()
    var builder = ONNXBuilder(self)
    var metadata: [(key: String, value: String)] = []
    switch card.kind {
    case .tagger: metadata = try builder.addTagger(SequenceTagger(self))
    case .classifier: metadata = try builder.addClassifier(TextClassifier(self))
    case .languageModel: try builder.addLanguageModel(CharacterLanguageModel(self))
    case .tokenTagger, .languageRecognizer, .translator, .vectors, .soundClassifier,
      .speechRecognizer:
      throw .wrongKind(
        file: name, expected: "classifier, tagger or language-model", found: card.kind.rawValue)
    }
    for key in [MetadataKey.card, MetadataKey.configuration, MetadataKey.vocabularies] {
      if let value = self.metadata[key] { metadata.append((key, value)) }
    }
    return builder.graph.model(name: card.name, metadata: metadata)
  }
}

/// JSON of numbers and texts for the metadata.
enum ONNXMetadata {
  static func json(_ value: some Encodable) -> String {
    // Numbers are finite and texts are Unicode, so that nothing can fail.
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
