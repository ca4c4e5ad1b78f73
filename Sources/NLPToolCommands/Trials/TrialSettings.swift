import ArgumentParser
import NLPToolkit

/// What can be tried: the options of a kind of model.
protocol TrialSettings: ParsableArguments {
  func subject(seed: UInt64) throws -> any TrialSubject
}

/// All that a classifier is trained with.
struct ClassifierTrialSettings: TrialSettings {
  @OptionGroup(title: "Training") var settings: ClassifierOptions
  @OptionGroup(title: "Knowledge from elsewhere") var inputs: ClassifierInputOptions

  func validate() throws {
    if settings.tune != nil {
      throw ValidationError("--tune searches for one model; leave it out here")
    }
  }

  func subject(seed: UInt64) throws -> any TrialSubject {
    let recipe = try settings.recipe(seed: seed)
    return ClassifierSubject(recipe: recipe, inputs: try inputs.open(for: recipe, settings))
  }
}

/// All that a tagger is trained with.
struct TaggerTrialSettings: TrialSettings {
  @OptionGroup(title: "Training") var settings: TaggerSettings
  @OptionGroup(title: "Knowledge from elsewhere") var pretrained: PretrainedInputOptions

  func subject(seed: UInt64) throws -> any TrialSubject {
    let recipe = try settings.recipe(seed: seed)
    return TaggerSubject(recipe: recipe, pretrained: try pretrained.open(for: recipe, settings))
  }
}

extension TrialSettings {
  /// The settings that a text of options says.
  ///
  /// - Throws: status 64 if it cannot be understood.
  static func parsing(options text: String, of option: String) throws -> Self {
    guard let words = ShellWords.split(text) else {
      throw CommandError.usage("\(option) \(text): a quotation mark is not closed")
    }
    do {
      return try Self.parse(words)
    } catch {
      throw CommandError.usage("\(option) \"\(text)\": \(message(for: error))")
    }
  }
}

/// Words as a shell divides them, with quotation marks and backslashes, and nothing else.
enum ShellWords {
  /// `nil` if a quotation mark is not closed.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var characters = text.makeIterator()
    while let character = characters.next() {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        if let next = characters.next() { word = (word ?? "") + String(next) }
      } else if character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if quote != nil { return nil }
    return words + (word.map { [$0] } ?? [])
  }
}
