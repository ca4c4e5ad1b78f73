import NLPToolkit

@main
enum Dependent {
  static func main() {
    let document = Tokenizer().document("Ada wrote the first program. Nobody could run it yet.")
    for sentence in document.sentences {
      let words = document.tokens[sentence.tokens].map { document.slice($0.range) }
      print(words.joined(separator: " "))
    }
  }
}
