import NLPToolkit

extension CommandError {
  /// The one place where the errors of the library become exit statuses.
  package init(_ error: any Error) {
    switch error {
    case let error as CommandError:
      self = error
    case let status as ExitStatus:
      self.init(status, "")
    case let error as TextInputError:
      self.init(Self.status(of: error), error.description)
    case let error as CorporaError:
      self.init(Self.status(of: error), error.description)
    case let error as EvaluationError:
      self.init(Self.status(of: error), error.description)
    case let error as ModelError:
      self.init(Self.status(of: error), error.description)
    case let error as PretrainedModelError:
      self.init(.noInput, error.description)
    case let error as SoundError:
      self.init(Self.status(of: error), error.description)
    case let error as SoundCollectionError:
      self.init(.badData, error.description)
    case let error as JSONError:
      self.init(.badData, error.description)
    // These say that the data, or the state of a run that was stopped, does not let training go on.
    case let error as TaggerTrainingError:
      self.init(.badData, error.description)
    case let error as TranslationError:
      self.init(.badData, error.description)
    case let error as LanguageModelError:
      self.init(.badData, error.description)
    case let error as WordVectorTrainingError:
      self.init(.badData, error.description)
    case let error as ClassifierTrainingError:
      self.init(.badData, error.description)
    case let error as ModelEvaluationError:
      self.init(.badData, error.description)
    case let error as TrialPlan.PlanError:
      self.init(.badData, error.description)
    case let error as NeuralError:
      self.init(.badData, error.description)
    default:
      self.init(.internalError, "internal error: \(error)")
    }
  }

  private static func status(of error: TextInputError) -> ExitStatus {
    switch error {
    case .noSuchFile, .unreadableFile: .noInput
    case .damagedFile, .malformedRecord, .nothingUsable, .unrecognizedFormat: .badData
    case .invalidSetting: .usage
    }
  }

  private static func status(of error: SoundError) -> ExitStatus {
    switch error {
    case .noSuchFile: .noInput
    case .cannotRead: .inputOutput
    case .cannotWrite: .cannotCreate
    case .malformed, .unsupported, .truncated, .noSamples, .invalidSample: .badData
    }
  }

  private static func status(of error: CorporaError) -> ExitStatus {
    switch error {
    case .noSuchStore, .unreadableStore, .noSuchCorpus, .noSuchVocabulary: .noInput
    case .notAStore, .storeIsNewer, .damagedStore: .badData
    case .unwritableStore, .unwritableFile: .cannotCreate
    case .busyStore: .inputOutput
    case .conflictingSettings, .invalidSetting: .usage
    }
  }

  private static func status(of error: EvaluationError) -> ExitStatus {
    switch error {
    case .invalidScore, .scoreCount, .missingScore, .unknownLabel, .countMismatch, .invalidTag:
      .badData
    case .invalidSetting: .usage
    }
  }

  private static func status(of error: ModelError) -> ExitStatus {
    switch error {
    case .noSuchFile, .cannotOpen: .noInput
    case .cannotWrite: .cannotCreate
    case .truncated, .damaged, .malformed, .invalidTensor, .missingTensor, .unexpectedTensor,
      .invalidMetadata, .newerFormat, .wrongKind:
      .badData
    }
  }
}
