/// Reads the numbers of a piece of a page as people do, and tells whether a table has them.
struct PageNumbers {
  /// The number and how many decimals it was told with, in units of its last one.
  struct Number: Hashable, CustomStringConvertible {
    let text: String
    let value: Double
    /// What one step of its last digit is.
    let step: Double

    var description: String { text }
  }

  /// The words of each `<text>` of the charts.
  static func labels(in html: Substring) -> [String] {
    html.split(separator: "<text ").dropFirst().compactMap { piece in
      piece.split(separator: ">", maxSplits: 1).last?.split(separator: "<", maxSplits: 1).first.map(String.init)
    }
  }

  /// The words of the tables: captions, headers and cells, each apart from the next.
  static func cells(in html: Substring) -> String {
    html.split(separator: "<table>").dropFirst().map { piece in
      let table = piece.split(separator: "</table>", maxSplits: 1).first ?? ""
      return PageReader(String(table.replacing("</", with: " </"))).text
    }.joined(separator: " ")
  }

  static func numbers(in text: String) -> [Number] {
    let text = text.replacing("\u{A0}", with: " ").replacing("\u{2212}", with: "-")
    var numbers: [Number] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: \.isWholeNumber) {
      let digits = rest[start...].prefix { $0.isWholeNumber || $0 == "," || $0 == "." }
      rest = rest[digits.endIndex...]
      let plain = String(digits.filter { $0 != "," }.reversed().drop { $0 == "." }.reversed())
      guard let value = Double(plain) else { continue }
      var unit = 1.0
      if rest.hasPrefix(" million") { unit = 1e6 }
      if rest.hasPrefix(" billion") { unit = 1e9 }
      let places = plain.split(separator: ".").count > 1 ? plain.split(separator: ".")[1].count : 0
      var step = unit
      for _ in 0..<places { step /= 10 }
      numbers.append(Number(text: String(digits), value: value * unit, step: step))
    }
    return numbers
  }

  /// Those that no number of the table is, nor is when rounded as the label is.
  static func missing(_ labels: [String], in cells: String) -> [Number] {
    let known = numbers(in: cells).map(\.value)
    return labels.flatMap(numbers).filter { number in
      !known.contains { abs($0 - number.value) <= number.step / 2 + 1e-9 * abs(number.value) }
    }
  }
}
