import Glibc
import Synchronization

/// One line on the terminal: how much is done, how fast, how long it will take.
///
/// `Reading  42% [########            ] 1.2M of 2.9M tokens, 310k/s, 0:05 left`
package final class Progress: Sendable {
  private struct State {
    var completed = 0
    var remark = ""
    var lastDraw: UInt64 = 0
  }

  private static let drawNanoseconds: UInt64 = 100_000_000

  private let title: String
  private let total: Int?
  private let unit: String
  private let diagnostics: Diagnostics?
  private let start = monotonicNanoseconds()
  private let state = Mutex(State())

  init(title: String, total: Int?, unit: String, diagnostics: Diagnostics?) {
    self.title = title
    self.total = total
    self.unit = unit
    self.diagnostics = diagnostics
  }

  /// Sets how much is done. Cheap enough to be called for every document.
  ///
  /// - Parameter remark: Stands at the end of the line, such as the loss; `nil` keeps the last one.
  package func update(to completed: Int, remark: String? = nil) {
    guard diagnostics != nil else { return }
    state.withLock { state in
      state.completed = completed
      if let remark { state.remark = remark }
      drawIfDue(&state)
    }
  }

  package func advance(by count: Int = 1) {
    guard diagnostics != nil else { return }
    state.withLock { state in
      state.completed += count
      drawIfDue(&state)
    }
  }

  /// Removes the line.
  package func finish() {
    diagnostics?.draw("")
  }

  private func drawIfDue(_ state: inout State) {
    let now = monotonicNanoseconds()
    guard now - state.lastDraw >= Self.drawNanoseconds else { return }
    state.lastDraw = now
    let line = Self.line(
      title: title, completed: state.completed, total: total, unit: unit,
      seconds: Double(now - start) / 1e9, remark: state.remark, columns: terminalColumns())
    diagnostics?.draw(line)
  }

  /// The line as text, at most `columns - 1` wide.
  package static func line(
    title: String, completed: Int, total: Int?, unit: String, seconds: Double, remark: String,
    columns: Int
  ) -> String {
    var line = title
    let rate = seconds > 0 ? Double(completed) / seconds : 0
    if let total, total > 0 {
      let share = min(1, Double(completed) / Double(total))
      let filled = Int(share * 20)
      let percent = String(Int(share * 100))
      line += String(repeating: " ", count: 4 - percent.count) + percent + "% ["
      line +=
        String(repeating: "#", count: filled) + String(repeating: " ", count: 20 - filled) + "]"
      line += " \(abbreviated(Double(completed))) of \(abbreviated(Double(total))) \(unit)"
    } else {
      line += " \(abbreviated(Double(completed))) \(unit)"
    }
    if rate > 0 {
      line += ", \(abbreviated(rate))/s"
      if let total, total > completed {
        line += ", \(clock(seconds: Double(total - completed) / rate)) left"
      }
    }
    if !remark.isEmpty { line += ", " + remark }
    return String(line.prefix(max(0, columns - 1)))
  }

  /// Three digits and a letter: 999, 1.23k, 45.6M.
  package static func abbreviated(_ value: Double) -> String {
    var value = value
    var letter = ""
    for next in ["k", "M", "G", "T"] where value >= 999.5 {
      value /= 1000
      letter = next
    }
    if letter.isEmpty { return String(Int(value.rounded())) }
    let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    let scale = [1.0, 10, 100][decimals]
    let rounded = Int((value * scale).rounded())
    guard decimals > 0 else { return "\(rounded)\(letter)" }
    let fraction = String(rounded % Int(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(rounded / Int(scale)).\(zeros)\(fraction)\(letter)"
  }

  /// `m:ss`, or `h:mm:ss` from one hour on.
  package static func clock(seconds: Double) -> String {
    let whole = Int(min(seconds, 359_999).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let twoDigits = { (value: Int) in (value < 10 ? "0" : "") + String(value) }
    return hours > 0
      ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }
}

/// The width of the terminal behind standard error, 80 if it does not say.
func terminalColumns() -> Int {
  var size = winsize()
  guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
