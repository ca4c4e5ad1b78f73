import NLPToolCommands

@main
enum Main {
  static func main() async {
    await NLPTool.run()
  }
}
