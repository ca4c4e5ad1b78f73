import Foundation
import NLPToolkit
import Yams

/// A file of YAML: a job, a recipe or a card. It may come from anybody.
///
/// Aliases are followed, but only so few that what they stand for cannot grow beyond bounds: a list
/// of lists of lists of aliases would fill any memory.
struct YAMLFile {
  let path: String
  let root: Node?

  /// Larger files are refused.
  static let maximumBytes = 4 << 20
  /// Twenty aliases make at most 3^(20/3), some 1,500, copies of anything.
  static let maximumAliases = 20
  /// The most values that a file may have when its aliases are followed.
  static let maximumNodes = 1_000_000

  /// - Parameter kind: what the file is, for the message that there is none.
  /// - Throws: status 66 if there is no such file, 65 if it is no YAML or too large.
  init(path: String, kind: String) throws {
    self.path = path
    let text = try Self.text(path, kind: kind)
    if let line = Self.lineOfLastAlias(in: text) {
      throw CommandError.badData(
        "\(path):\(line): more than \(Self.maximumAliases) aliases (*name); write out what they "
          + "stand for, or put other words that start with * in quotes")
    }
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw CommandError.badData(path + Self.describe(error))
    }
    var count = 0
    guard root.map({ Self.count($0, &count) }) ?? true else {
      throw CommandError.badData(
        "\(path): more than \(Self.maximumNodes) values when its aliases are followed")
    }
  }

  private static func text(_ path: String, kind: String) throws -> String {
    let stream: FileStream
    do {
      stream = try FileStream(path: path)
    } catch {
      if case .noSuchFile = error {
        throw CommandError.noInput("\(path): there is no such \(kind) that can be read")
      }
      throw error
    }
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
    var count = 0
    while count < bytes.count {
      let read = try bytes.withUnsafeMutableBytes {
        try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
      if read == 0 { break }
      count += read
    }
    guard count <= maximumBytes else {
      throw CommandError.badData(
        "\(path): larger than \(maximumBytes >> 20) MiB; a \(kind) is short")
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw CommandError.badData("\(path): not UTF-8; convert it, for example with iconv")
    }
    guard !text.utf8.contains(0) else {
      throw CommandError.badData("\(path): not YAML: it has zero bytes in it")
    }
    return text
  }

  /// The line of the first alias beyond those that are allowed, `nil` if there is none.
  ///
  /// Words in texts that look like aliases count, too: what is one can be told only by a parser,
  /// and the parser follows them at once.
  private static func lineOfLastAlias(in text: String) -> Int? {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    var line = 1
    var count = 0
    var (beforeLast, last) = (UInt8(ascii: " "), UInt8(ascii: " "))
    for byte in text.utf8 {
      let isAfterSign = last == UInt8(ascii: "*") && beforeLast != UInt8(ascii: "*")
      // "- *a" and "-*a" differ, but "a*b" is a word.
      if isAfterSign, isWord(byte), !isWord(beforeLast) || beforeLast == UInt8(ascii: "-") {
        count += 1
        if count > maximumAliases { return line }
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      (beforeLast, last) = (last, byte)
    }
    return nil
  }

  /// Counts the values with those of aliases.
  ///
  /// - Returns: whether they are few enough.
  private static func count(_ node: Node, _ count: inout Int) -> Bool {
    count += 1
    if count > maximumNodes { return false }
    switch node {
    case .scalar, .alias: return true
    case .sequence(let elements):
      for element in elements where !Self.count(element, &count) { return false }
    case .mapping(let entries):
      for (key, value) in entries
      where !(Self.count(key, &count) && Self.count(value, &count)) {
        return false
      }
    }
    return true
  }

  private static func describe(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ":\(mark.line): not YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      ":\(context.mark.line): '\(keys.first ?? "")' stands twice, first here"
    case .reader(let problem, _, _, _): ": not YAML: \(problem)"
    default: ": not YAML"
    }
  }
}
