import FuzzDriver
import FuzzTargets
import Glibc

// fuzz-targets NAME [OPTION OF libFuzzer…] [FOLDER OF INPUTS…], or without a name: lists the
// targets.

guard let name = CommandLine.arguments.dropFirst().first else {
  for target in FuzzTarget.all { print(target.name) }
  exit(0)
}
guard let chosen = FuzzTarget.all.first(where: { $0.name == name }) else {
  fatalError("there is no target '\(name)'")
}
guard fuzz_driver_exists() else {
  fatalError("built without libFuzzer; use tools/fuzz")
}
nonisolated(unsafe) let target = chosen
var arguments: [UnsafeMutablePointer<CChar>?] =
  ([CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)).map { strdup($0) } + [nil]
let status = arguments.withUnsafeMutableBufferPointer { arguments in
  fuzz_driver_run(CInt(arguments.count - 1), arguments.baseAddress) { bytes, count in
    do {
      try target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
      fatalError("\(target.name): \(error)")
    }
    return 0
  }
}
exit(status)
