@_exported import Corpora
@_exported import Evaluation
@_exported import EvaluationReports
@_exported import Models
@_exported import Neural
@_exported import PretrainedModels
@_exported import Text
@_exported import Tokenization
