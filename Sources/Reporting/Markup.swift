/// A piece of a page. What is written in the source is markup; what is interpolated is text and is escaped, so that no
/// name, reason or value can become markup:
///
///     let cell: Markup = "<td>\(tenant.text)</td>"      // <script> arrives as &lt;script&gt;
///
/// Another piece of markup is interpolated as it is.
struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The HTML.
  private(set) var html: String

  init(stringLiteral html: String) { self.html = html }

  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// A text, escaped.
  init(text: String) { html = Markup.escaped(text) }

  static let empty: Markup = ""

  static func + (left: Markup, right: Markup) -> Markup {
    var sum = left
    sum.html += right.html
    return sum
  }

  static func += (left: inout Markup, right: Markup) { left.html += right.html }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
  }
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
