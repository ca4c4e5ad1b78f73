import ArgumentParser
import NLPToolkit

/// The options of `nlptool serve`, which `nlptool-serve` has, too.
package struct ServeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The port to listen on; 0 for one that is free.", valueName: "n"))
  package var port = 8080

  @Option(
    help: ArgumentHelp(
      "The address to listen on. Any but this machine's own (127.0.0.1) needs --key-file.",
      valueName: "address"))
  package var address = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "A file with a key a line; requests need one of them: Authorization: Bearer KEY.",
      valueName: "file"),
    completion: .file())
  package var keyFile: String?

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "A model to serve, by its name; may be repeated (default: all that 'nlptool model list' shows).",
      valueName: "name"))
  package var models: [String] = []

  @OptionGroup package var folder: ModelFolderOptions
  @OptionGroup package var threads: ThreadOptions

  @Option(
    help: ArgumentHelp(
      "An origin, such as https://example.org, whose pages may send requests; may be repeated.",
      valueName: "origin"))
  package var corsOrigin: [String] = []

  @Option(
    help: ArgumentHelp("The certificate chain, in PEM, for HTTPS.", valueName: "file"),
    completion: .file())
  package var tlsCertificate: String?

  @Option(
    help: ArgumentHelp("The private key of the certificate, in PEM.", valueName: "file"),
    completion: .file())
  package var tlsKey: String?

  @Flag(help: "Log each request: method, path, status and time, never texts.")
  package var logRequests = false

  @Option(help: ArgumentHelp("The most bytes of a body.", valueName: "bytes"))
  package var maxBody = 8 << 20

  @Option(
    help: ArgumentHelp("The most bytes of a text, or of a line of a stream.", valueName: "bytes"))
  package var maxText = 1 << 20

  @Option(help: ArgumentHelp("The most texts of a request.", valueName: "n"))
  package var maxTexts = 1000

  @Option(help: ArgumentHelp("The most characters that a request has written.", valueName: "n"))
  package var maxLength = 10_000

  @Option(help: ArgumentHelp("The most requests that are worked on at once.", valueName: "n"))
  package var maxRequests = 1024

  @Option(help: ArgumentHelp("The most connections that are open at once.", valueName: "n"))
  package var maxConnections = 4096

  @Option(
    help: ArgumentHelp(
      "How long a text waits for a thread, and how long text is written.", valueName: "seconds"))
  package var timeout = 30

  @Option(
    help: ArgumentHelp(
      "How long a connection may be silent, and a body may take.", valueName: "seconds"))
  package var idleTimeout = 60

  @Option(
    help: ArgumentHelp(
      "How long requests that have begun may go on after SIGTERM.", valueName: "seconds"))
  package var drainTimeout = 30

  package init() {}

  package func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port \(port): give a number from 0 to 65535")
    }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together; give both")
    }
    let numbers = [
      ("--max-body", maxBody), ("--max-text", maxText), ("--max-texts", maxTexts),
      ("--max-length", maxLength), ("--max-requests", maxRequests),
      ("--max-connections", maxConnections), ("--timeout", timeout),
      ("--idle-timeout", idleTimeout), ("--drain-timeout", drainTimeout),
    ]
    for (name, value) in numbers where !(1...Int(Int32.max)).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 1 to \(Int32.max)")
    }
  }

  /// What `serve` and its own program say of it.
  package static let discussion = """
    Texts go in as JSON, answers come out as the objects that the commands print with --format jsonl. A \
    page to try it is at /, all paths are in /openapi.json. Runs until Ctrl-C or SIGTERM, and then \
    until the requests that have begun are done; SIGHUP reads the models again.

    Example:
      nlptool serve --port 8080
      curl --json '{"text":"Ada Lovelace met Charles Babbage."}' http://127.0.0.1:8080/v1/tag
      nlptool serve --address 0.0.0.0 --key-file keys.txt --model en-entities --model en-sentiment
    """
}
