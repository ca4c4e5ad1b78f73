import Foundation

/// The scripts of tools/python, and whether what they need is installed.
package enum PythonTools {
  /// The interpreter: `python3`, or what the environment variable `NLP_PYTHON` names.
  package static let interpreter = ProcessInfo.processInfo.environment["NLP_PYTHON"] ?? "python3"

  /// For `.enabled(if:)`: whether all of these modules can be imported.
  package static func has(_ modules: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [interpreter, "-c", "import " + modules.joined(separator: ", ")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// The command that runs a script of tools/python.
  package static func command(_ script: String) -> String {
    "'\(interpreter)' '\(SharedData.packageRoot.path)/tools/python/\(script)'"
  }
}
