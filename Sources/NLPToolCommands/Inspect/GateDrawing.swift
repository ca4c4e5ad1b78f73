import NLPToolkit

/// Gates over the characters of a text: as digits, as a page of coloured text, as a picture.
struct GateDrawing {
  let model: String
  let gate: String
  let symbols: [String]
  let units: [GateUnit]

  private static let columns = 76

  /// The text in lines of 76 characters, each with a line of tenths below it, for each unit.
  var lines: [String] {
    units.flatMap { unit -> [String] in
      var lines = [unit.title(gate)]
      for start in stride(from: 0, to: symbols.count, by: Self.columns) {
        let range = start..<min(start + Self.columns, symbols.count)
        lines.append("  " + range.map { shown(symbols[$0]) }.joined())
        lines.append("  " + range.map { String(Int(share(unit.values[$0]) * 9.999)) }.joined())
      }
      return lines + [""]
    }.dropLast()
  }

  /// The activation as a share of its range, from 0 to 1.
  private func share(_ value: Float) -> Double {
    let isSigned = ["candidate", "state"].contains(gate)
    return min(1, max(0, isSigned ? (Double(value) + 1) / 2 : Double(value)))
  }

  /// A symbol in one column.
  private func shown(_ symbol: String) -> String {
    if symbols.count > 0, symbol.unicodeScalars.count > 1 { return "·" }
    switch symbol {
    case "\n": return "⏎"
    case "\t": return "→"
    default: return symbol.inOneLine.unicodeScalars.count == 1 ? symbol : "·"
    }
  }

  var page: String {
    var text = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" \
      content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
      <title>\(escaped(title))</title><style>
      body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.3rem}h2{font-size:1rem;margin:1.5rem 0 .3rem}
      p{font:16px/1.9 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap;margin:0}
      span{padding:.15em 0}
      </style></head><body><h1>\(escaped(title))</h1>
      <p style="font:inherit">The darker the blue behind a character, the further the gate is open there.</p>

      """
    for unit in units {
      text += "<h2>\(escaped(unit.title(gate)))</h2><p>"
      for (symbol, value) in zip(symbols, unit.values) {
        let alpha = DecimalText.fixed(0.85 * share(value), digits: 2)
        text += "<span style=\"background:rgba(60,130,220,\(alpha))\" "
        text += "title=\"\(DecimalText.fixed(Double(value), digits: 3))\">\(escaped(symbol))</span>"
      }
      text += "</p>\n"
    }
    return text + "</body></html>\n"
  }

  var svg: String {
    let (cell, left, top) = (11, 60, 70)
    let (width, height) = (left + cell * symbols.count + 20, top + 26 * units.count + 10)
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" font-family="ui-monospace, monospace" font-size="12" role="img" \
      aria-label="\(escaped(title))">
      <style>
        .back { fill: #fff } .ink { fill: #222 } .cell { fill: #2a6fc4 }
        @media (prefers-color-scheme: dark) {
          .back { fill: #181818 } .ink { fill: #ddd } .cell { fill: #7ab8ee }
        }
      </style>
      <rect class="back" width="100%" height="100%"/>
      <text class="ink" x="\(left)" y="26" font-size="15" font-family="system-ui, sans-serif">\
      \(escaped(title))</text>

      """
    for (column, symbol) in symbols.enumerated() {
      let x = left + cell * column + cell / 2
      text += "<text class=\"ink\" x=\"\(x)\" y=\"\(top - 10)\" text-anchor=\"middle\">"
      text += "\(escaped(shown(symbol)))</text>\n"
    }
    for (row, unit) in units.enumerated() {
      let y = top + 26 * row
      text += "<text class=\"ink\" x=\"\(left - 8)\" y=\"\(y + 15)\" text-anchor=\"end\">"
      text += "\(unit.number + 1)</text>"
      for (column, value) in unit.values.enumerated() {
        text += "<rect class=\"cell\" x=\"\(left + cell * column)\" y=\"\(y)\" width=\"\(cell)\" "
        text += "height=\"22\" fill-opacity=\"\(DecimalText.fixed(share(value), digits: 2))\"/>"
      }
      text += "\n"
    }
    return text + "</svg>\n"
  }

  private var title: String { "\(gate) gates of \(model)" }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
