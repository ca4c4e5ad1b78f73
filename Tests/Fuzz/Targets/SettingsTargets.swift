import Models
import NLPToolCommands
import TextInput

extension FuzzTarget {
  static let settingsTargets = [
    FuzzTarget("terminal", show), FuzzTarget("options", readOptions),
    FuzzTarget("job") { _ = try JobFile(path: ScratchFiles.write($0, to: "job.yaml")) },
    FuzzTarget("recipe", readRecipe),
  ]

  /// No control character reaches a terminal but for the sequences of styles.
  private static func show(_ bytes: [UInt8]) throws {
    var shown: [UInt8] = []
    TerminalText.append(bytes, to: &shown)
    var rest = shown[...]
    while let byte = rest.popFirst() {
      if byte == 0x1B {
        let end = rest.firstIndex(of: UInt8(ascii: "m")) ?? rest.endIndex
        let style = String(decoding: rest[..<end], as: UTF8.self)
        try check(style.wholeMatch(of: /\[[0-9]{1,2}/) != nil, "a sequence '\(style)'")
        rest = rest[end...].dropFirst()
      }
      try check(byte >= 0x20 || [0x0A, 0x09, 0x1B].contains(byte), "byte \(byte)")
      let isControl = byte == 0xC2 && rest.first.map { (0x80..<0xA0).contains($0) } == true
      try check(byte != 0x7F && !isControl, "a control character")
    }
  }

  /// Small texts that options have.
  private static func readOptions(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? ColumnChoice(parsing: text)
    _ = try? ReadingSettings.separator(named: text)
    _ = NLPTool.joiningNegativeNumbers(text.split(separator: "\n").map(String.init))
    _ = TextEncoding(rawValue: text)
  }

  private static func readRecipe(_ bytes: [UInt8]) throws {
    let file = try RecipeFile(path: ScratchFiles.write(bytes, to: "recipe.yaml"))
    switch bytes.last.map({ $0 % 3 }) {
    case 0: _ = try file.apply(to: TaggerRecipe())
    case 1: _ = try file.apply(to: ClassifierRecipe())
    default: _ = try file.apply(to: LanguageModelRecipe())
    }
  }
}
