import ArgumentParser

package struct TrainCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a corpus of a store, or a language model on text.",
    subcommands: [
      TrainTaggerCommand.self,
      TrainClassifierCommand.self,
      TrainSentimentCommand.self,
      TrainLanguageModelCommand.self,
      TrainTranslatorCommand.self,
      TrainVectorsCommand.self,
      TrainLanguageRecognizerCommand.self,
      TrainSoundClassifierCommand.self,
      TrainRecognizerCommand.self,
    ])

  package init() {}
}
