import ArgumentParser

/// A time as people write it: `90s`, `5m`, `1.5h`, or a number of seconds.
struct TimeBudget: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    let number = unit == nil ? argument : String(argument.dropLast())
    guard let value = Double(number), value > 0, value < 1e7 else { return nil }
    duration = .seconds(value * (unit ?? 1))
  }
}
