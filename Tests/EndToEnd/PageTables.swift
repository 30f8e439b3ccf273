import Foundation
import Metering

/// The tables of a page, as a reader sees them: the texts of their cells.
struct PageTables {
  struct Table {
    let id: String
    let caption: String
    let head: [String]
    /// Rows of as many cells as the head has.
    let rows: [[String]]
    let foot: [[String]]

    func column(_ name: String) -> Int? { head.firstIndex(of: name) }
  }

  let tables: [Table]

  init(_ html: String) {
    tables = Self.elements("table", in: html).map { table in
      let id = table.components(separatedBy: "-caption\"").first?.components(separatedBy: "id=\"").last
      let head = Self.elements("thead", in: table).flatMap(Self.rows).first ?? []
      return Table(
        id: id ?? "", caption: Self.text(Self.elements("caption", in: table).first ?? ""), head: head,
        rows: Self.elements("tbody", in: table).flatMap(Self.rows).filter { $0.count == head.count },
        foot: Self.elements("tfoot", in: table).flatMap(Self.rows))
    }
  }

  private static func rows(_ part: String) -> [[String]] {
    elements("tr", in: part).map { row in
      row.components(separatedBy: "<t").dropFirst().filter { $0.hasPrefix("d") || $0.hasPrefix("h") }
        .map { text("<t" + $0) }
    }
  }

  /// What stands between the tags of the elements of a name, none of which holds another.
  private static func elements(_ name: String, in html: String) -> [String] {
    html.components(separatedBy: "<\(name)").dropFirst()
      .filter { $0.hasPrefix(">") || $0.hasPrefix(" ") }
      .compactMap { part in
        part.components(separatedBy: "</\(name)>").first.map { String($0.drop { $0 != ">" }.dropFirst()) }
      }
  }

  /// A text as smallest units of a currency, with just its decimals, `at least` before it or not; nil currency: a whole
  /// number. nil: neither.
  static func units(_ text: String, _ currency: Currency?) -> Int128? {
    let plain = text.replacing("at least ", with: "").replacing("−", with: "-").replacing(",", with: "")
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1].count : 0
    guard parts.count <= 2, decimals == (currency?.exponent ?? 0) else { return nil }
    return Int128(plain.replacing(".", with: ""))
  }

  /// Without tags and pictures.
  private static func text(_ html: String) -> String {
    var text = ""
    var rest = (html.components(separatedBy: "<svg").first ?? "")[...]
    while let start = rest.firstIndex(of: "<") {
      text += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ">") else { return text }
      rest = rest[rest.index(after: end)...]
    }
    return (text + rest).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
