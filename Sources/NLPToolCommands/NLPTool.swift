import ArgumentParser

public struct NLPTool: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "nlptool", abstract: "Text to entities, classes, sentiment and text.")
  public init() {}
  public static func run() async { await Self.main() }
}
