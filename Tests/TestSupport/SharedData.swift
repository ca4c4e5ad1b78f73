import Foundation

/// Real corpora and golden data that lie beside the package and are no part of it.
package enum SharedData {
  /// The root of the package.
  package static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder of `../shared`; `nil` where it is absent.
  ///
  /// - Parameter path: such as `data/wnut17/emerging.dev.conll`.
  package static func url(_ path: String) -> URL? {
    let url = packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
      .appendingPathComponent(path)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }

  /// For `.enabled(if:)`.
  package static func has(_ path: String) -> Bool { url(path) != nil }
}
