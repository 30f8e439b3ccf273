internal import Metering

/// A piece of a page. What is written in the source is markup; what is interpolated is text and is escaped, so that no
/// name, reason or value can become markup:
///
///     let cell: Markup = "<td>\(tenant.text)</td>"      // <script> arrives as &lt;script&gt;
///
/// Another piece of markup is interpolated as it is.
///
/// It knows the tables that were put into it, so that whoever holds a page holds its tables as they stand there.
struct Markup: Sendable, ExpressibleByStringInterpolation {
  /// The HTML.
  private(set) var html: String
  /// Those that stand in it, in their order.
  private(set) var tables: [PageTable] = []
  /// What it tells where it is an amount and nothing else, in smallest units of the currency.
  private(set) var minorUnits: Int128?
  /// What it tells where it is another number and nothing else.
  private(set) var quantity: ExactDecimal?

  init(stringLiteral html: String) { self.html = html }

  init(stringInterpolation: StringInterpolation) {
    html = stringInterpolation.html
    tables = stringInterpolation.tables
  }

  /// A table with the HTML of it.
  init(_ table: PageTable, html: Markup) {
    self.html = html.html
    tables = [table]
  }

  /// An exact amount without its currency: `−1,234.50`.
  static func amount(_ minorUnits: Int128, _ currency: Currency) -> Markup {
    var amount = Markup(text: DisplayText.exact(minorUnits, currency))
    amount.minorUnits = minorUnits
    return amount
  }

  /// An amount that leaves out what has no price: `at least 1,234.50`.
  static func atLeast(_ minorUnits: Int128, _ currency: Currency) -> Markup {
    var amount = Markup(text: KnownAmount.atLeast + DisplayText.exact(minorUnits, currency))
    amount.minorUnits = minorUnits
    return amount
  }

  /// A change with its sign: `+1,234.50`.
  static func change(_ minorUnits: Int128, _ currency: Currency) -> Markup {
    var change = Markup(text: DisplayText.signed(minorUnits, currency))
    change.minorUnits = minorUnits
    return change
  }

  /// A whole number that is no amount: `1,234`.
  static func count(_ value: Int) -> Markup { quantity(ExactDecimal(value), DisplayText.count(value)) }

  /// A number that is no amount, as it is shown.
  static func quantity(_ value: ExactDecimal, _ text: String) -> Markup {
    var quantity = Markup(text: text)
    quantity.quantity = value
    return quantity
  }

  /// A text, escaped.
  init(text: String) { html = Markup.escaped(text) }

  static let empty: Markup = ""

  static func + (left: Markup, right: Markup) -> Markup {
    var sum = left
    sum += right
    return sum
  }

  static func += (left: inout Markup, right: Markup) {
    left.html += right.html
    left.tables += right.tables
    // A number with something beside it is one no more.
    (left.minorUnits, left.quantity) = (nil, nil)
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""
    fileprivate var tables: [PageTable] = []

    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
    mutating func appendInterpolation(_ markup: Markup) {
      html += markup.html
      tables += markup.tables
    }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
  }
}

extension Markup: Equatable {
  static func == (left: Markup, right: Markup) -> Bool { left.html == right.html }
}

extension Sequence<Markup> {
  func joined(by separator: Markup = .empty) -> Markup {
    var result = Markup.empty
    var isFirst = true
    for piece in self {
      if !isFirst { result += separator }
      result += piece
      isFirst = false
    }
    return result
  }
}

extension Markup {
  /// A name that somebody else chose: escaped, shown in at most 64 characters with the whole of it as its title, and
  /// kept from turning the direction of the text around it.
  static func name(_ name: String) -> Markup {
    let whole = ReadableText.readable(name)
    let short = shortened(whole)
    if short == whole { return "<bdi>\(whole)</bdi>" }
    return "<bdi title=\"\(whole)\">\(short)</bdi>"
  }

  /// The words alone, for where HTML allows no elements.
  var withoutTags: Markup {
    var words = Markup.empty
    var isTag = false
    // What is interpolated is escaped, so < and > are of tags alone, in whose values they are escaped too.
    for scalar in html.unicodeScalars {
      switch scalar {
      case "<": isTag = true
      case ">": isTag = false
      default: if !isTag { words.html.unicodeScalars.append(scalar) }
      }
    }
    return words
  }

  /// What it says as plain text, for files.
  var words: String {
    var text = withoutTags.html
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text = text.replacing(entity, with: character)
    }
    return text
  }

  /// A name for a sentence that is read aloud, as an attribute or a title: shortened plain text.
  static func plainName(_ name: String) -> String { shortened(ReadableText.readable(name)) }

  private static func shortened(_ name: String) -> String {
    // A character can carry any number of accents, so scalars are limited too.
    guard name.count > longestName || name.unicodeScalars.count > 4 * longestName else { return name }
    var short = String.UnicodeScalarView()
    for scalar in name.prefix(longestName - 1).unicodeScalars.prefix(4 * longestName) { short.append(scalar) }
    return String(short) + "…"
  }

  private static let longestName = 64

  /// Text for HTML, in an element or in a quoted attribute.
  private static func escaped(_ text: String) -> String {
    var html = ""
    html.reserveCapacity(text.utf8.count)
    for scalar in ReadableText.readable(text).unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      default: html.unicodeScalars.append(scalar)
      }
    }
    return html
  }
}
