import ArgumentParser
import NLPToolkit

/// What somebody meant who wrote a subcommand or an option that is not there.
package struct CommandSuggestion {
  private let arguments: [String]
  /// The subcommands in front of the word, such as `corpus`.
  private var path: [String] = []
  private var command: any ParsableCommand.Type
  /// The word that is no subcommand, if there is one.
  private var unknown: String?

  /// Follows the arguments down the tree of commands as far as they name some.
  package init(arguments: [String], root: any ParsableCommand.Type) {
    command = root
    self.arguments = arguments
    for argument in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
      if command.configuration.subcommands.isEmpty || argument.hasPrefix("-") { break }
      if argument == "help" { break }
      guard let next = command.configuration.subcommands.first(where: { $0.isNamed(argument) })
      else {
        unknown = argument
        break
      }
      command = next
      path.append(argument)
    }
  }

  /// The discussion of the command that the arguments name.
  package var discussion: String { command.configuration.discussion }

  /// What is wrong with a subcommand, and the usage; `nil` if there is no unknown one.
  package var message: String? {
    guard let unknown else { return nil }
    let group = (["nlptool"] + path).joined(separator: " ")
    let names = suggestions(for: unknown, below: NLPTool.self)
    let hint =
      names.isEmpty
      ? "'\(group) --help' lists them" : "did you mean \(names.joined(separator: " or "))?"
    return """
      nlptool: there is no command '\((path + [unknown]).joined(separator: " "))'; \(hint)
      Usage: \(group) <subcommand>
        See '\(group) --help' for more information.
      """
  }

  private func suggestions(for word: String, below root: any ParsableCommand.Type) -> [String] {
    func quoted(_ words: [String]) -> String {
      "'" + (["nlptool"] + words).joined(separator: " ") + "'"
    }
    let siblings = command.configuration.subcommands.compactMap { $0.configuration.commandName }
    if let other = Self.otherNames[word], let path = paths(below: root, named: other).first {
      return [quoted(path)]
    }
    if let name = Self.nearest(to: word, among: siblings) { return [quoted(path + [name])] }
    // The right word in another place: `nlptool search` is in `nlptool corpus`.
    return paths(below: root, named: word).prefix(3).map(quoted)
  }

  /// Where in the tree there are commands of a name; those nearest to where the user is come first.
  private func paths(below root: any ParsableCommand.Type, named name: String) -> [[String]] {
    func walk(_ command: any ParsableCommand.Type, _ words: [String]) -> [[String]] {
      command.configuration.subcommands.flatMap { subcommand in
        let words = words + [subcommand.configuration.commandName ?? ""]
        return (subcommand.isNamed(name) ? [words] : []) + walk(subcommand, words)
      }
    }
    let all = walk(root, [])
    return all.filter { $0.starts(with: path) } + all.filter { !$0.starts(with: path) }
  }

  /// What other tools call these commands.
  private static let otherNames = [
    "ls": "list", "rm": "remove", "delete": "remove", "grep": "search", "find": "search",
    "cat": "show", "head": "show", "ner": "tag", "entities": "tag", "predict": "classify",
    "import": "ingest", "load": "ingest", "test": "evaluate", "detect": "language",
  ]

  /// The one name that is a slip of the fingers away, or starts with the word.
  static func nearest(to word: String, among names: [String]) -> String? {
    let word = word.lowercased()
    let distances = names.map { (name: $0, distance: EditDistance.between(word, $0)) }
    if let best = distances.min(by: { $0.distance < $1.distance }),
      best.distance <= max(1, word.count / 3), best.distance < word.count
    {
      return best.name
    }
    let starts = names.filter { $0.hasPrefix(word) }
    return word.count >= 2 && starts.count == 1 ? starts[0] : nil
  }
}

extension CommandSuggestion {
  /// The message of the parser about an unknown option, with what it probably was.
  ///
  /// The parser itself knows names that are three letters apart, which is far for a short one; this
  /// also knows names of which a part was written: `--batch` for `--batch-size`, `--lr` for
  /// `--learning-rate`.
  ///
  /// An option that is not there is told before all else, since its value may be taken for an
  /// argument: what is said of that, or of a missing one, is likely the same slip.
  package func completing(_ message: String) -> String {
    var message = message
    if let usage = message.firstRange(of: "Usage: "), let name = unknownOption {
      message.replaceSubrange(
        ..<usage.lowerBound, with: "\(NLPTool._errorPrefix)Unknown option '--\(name)'\n")
    }
    guard let range = message.firstRange(of: "Unknown option '--"),
      let end = message[range.upperBound...].firstIndex(of: "'")
    else { return message }
    let name = String(message[range.upperBound..<end])
    let rest = message[end...].firstIndex(of: "\n") ?? message.endIndex
    let option = Self.option(called: name, among: options)
    return message[...end] + (option.map { ". Did you mean '--\($0)'?" } ?? "") + message[rest...]
  }

  /// The first option of the arguments that the command does not have.
  private var unknownOption: String? {
    let known = Set(options)
    if known.isEmpty { return nil }
    return arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { String($0.dropFirst(2).prefix { $0 != "=" }) }.first { !known.contains($0) }
  }

  package static func option(called name: String, among options: [String]) -> String? {
    func only(_ matches: (String) -> Bool) -> String? {
      let found = options.filter(matches)
      return found.count == 1 ? found[0] : nil
    }
    guard name.count > 1 else { return nil }
    return only { $0.hasPrefix(name) } ?? nearest(to: name, among: options)
      ?? only { String($0.split(separator: "-").compactMap(\.first)) == name }
      ?? only { $0.split(separator: "-").contains { $0 == name } }
  }

  /// The long names of the options of the command, as the parser itself lists them for tools.
  private var options: [String] {
    guard let dump = try? JSONValue(parsing: NLPTool._dumpHelp()), var node = dump["command"] else {
      return []
    }
    for word in path {
      guard
        let next = node["subcommands"]?.array?.first(where: { $0["commandName"]?.string == word })
      else { return [] }
      node = next
    }
    return (node["arguments"]?.array ?? []).flatMap { argument in
      (argument["names"]?.array ?? []).filter { $0["kind"]?.string == "long" }
        .compactMap { $0["name"]?.string }
    }
  }
}

extension ParsableCommand {
  fileprivate static func isNamed(_ name: String) -> Bool {
    configuration.commandName == name || configuration.aliases.contains(name)
  }
}
