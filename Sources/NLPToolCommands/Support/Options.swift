import ArgumentParser
import Glibc
import NLPToolkit

/// `--quiet`, `--verbose`, `--no-progress` and `--color`.
package struct DiagnosticOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print nothing but results and errors.")
  package var quiet = false

  @Flag(name: .shortAndLong, help: "Explain what is done.")
  package var verbose = false

  @Flag(help: "Draw no progress bar on a terminal.")
  package var noProgress = false

  @Option(help: "When to use colours: auto does on a terminal, unless NO_COLOR is set.")
  package var color: ColorChoice = .auto

  package init() {}

  package func validate() throws {
    if quiet && verbose {
      throw ValidationError("--quiet and --verbose exclude each other; give one of them")
    }
  }

  package func makeDiagnostics() -> Diagnostics {
    Diagnostics(
      verbosity: quiet ? .quiet : verbose ? .verbose : .normal, drawsProgress: !noProgress)
  }

  /// The style of standard output, which from now on obeys `--color`.
  package func makeStyle() -> Style {
    Output.standard.use(color)
    return Style(for: .standard)
  }
}

extension ColorChoice: ExpressibleByArgument {}

/// `--threads`.
package struct ThreadOptions: ParsableArguments {
  package static let maximum = 1024

  @Option(
    help: ArgumentHelp(
      "How many threads to use (default: the cores). Results never depend on it.",
      valueName: "n"))
  package var threads: Int?

  package init() {}

  package func validate() throws {
    if let threads, !(1...Self.maximum).contains(threads) {
      throw ValidationError("--threads \(threads): give a number from 1 to \(Self.maximum)")
    }
  }

  /// The number that was given, else the number of cores.
  package var count: Int {
    threads ?? min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), Self.maximum)
  }
}

/// `--seed`.
package struct SeedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where chance starts from; the same seed gives the same.", valueName: "n"))
  package var seed: UInt64 = 1

  package init() {}
}

/// `--offsets`.
package struct OffsetOptions: ParsableArguments {
  @Option(help: "What offsets count: UTF-8 bytes, UTF-16 units or Unicode scalars.")
  package var offsets: OffsetUnit = .scalar

  package init() {}
}

/// The forms in which a command can print its results, by the names of CLI users: `text`, `jsonl`,
/// ….
package protocol OutputFormat:
  ExpressibleByArgument, CaseIterable, RawRepresentable, Sendable
where RawValue == String {
  static var standard: Self { get }
}

/// `--format`.
package struct FormatOptions<Format: OutputFormat>: ParsableArguments {
  @Option(help: "The form of the output.")
  package var format: Format = .standard

  package init() {}
}
