import ArgumentParser
import NLPToolkit

extension TagScheme: ExpressibleByArgument {
  /// The name of a scheme in either case.
  public init?(argument: String) {
    self.init(rawValue: argument.uppercased())
  }
}
