/// A way by which bytes of strangers come into the toolkit.
///
/// A run gives the bytes to one of them and checks what has to hold of the result, whatever the
/// bytes are: ranges lie within their text, what was written is read again, what was read in pieces
/// is what was read at once. Errors that are thrown for bad input are right answers.
package struct FuzzTarget: Sendable {
  /// Its name, which is also that of the folder of its seeds.
  package let name: String
  private let body: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.body = body
  }

  /// All targets, the cheap ones first.
  package static let all =
    textTargets + jsonTargets + readerTargets + vectorTargets + settingsTargets + soundTargets
    + modelTargets

  /// - Throws: ``Finding`` if something does not hold.
  package func run(_ bytes: [UInt8]) throws {
    do {
      try body(bytes)
    } catch let finding as Finding {
      throw finding
    } catch {
      // The input was refused. Messages are made of it, too.
      _ = "\(error)"
    }
  }

  /// Something that has to hold and does not.
  package struct Finding: Error, CustomStringConvertible {
    package let description: String
  }
}

/// - Throws: ``FuzzTarget/Finding`` if the condition is false.
func check(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw FuzzTarget.Finding(description: what()) }
}

/// A value of a choice by a byte of the input, so that one target covers several settings.
func choice<Values: RandomAccessCollection>(_ values: Values, by byte: UInt8?) -> Values.Element {
  values[values.index(values.startIndex, offsetBy: Int(byte ?? 0) % values.count)]
}
