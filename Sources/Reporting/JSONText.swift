/// A value of JSON on its way into a file: keys in the order they are given, two spaces a level, so that the same value
/// has the same bytes and people can read it.
package indirect enum JSONText: Sendable, Equatable {
  case string(String)
  case number(Int)
  /// A number or amount as its exact digits.
  case digits(String)
  case boolean(Bool)
  case null
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  static func text(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }

  package static func == (left: JSONText, right: JSONText) -> Bool { left.rendered() == right.rendered() }

  /// The value's text, without a line end behind it. `indent`: of the line it begins on.
  func rendered(indent: String = "") -> String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .number(let number): String(number)
    case .digits(let text): text
    case .boolean(let value): value ? "true" : "false"
    case .null: "null"
    case .array(let values):
      Self.block(values.map { $0.rendered(indent: indent + "  ") }, "[", "]", indent)
    case .object(let members):
      Self.block(
        members.map { "\(Self.quoted($0.key)): \($0.value.rendered(indent: indent + "  "))" }, "{", "}", indent)
    }
  }

  private static func block(_ parts: [String], _ open: String, _ close: String, _ indent: String) -> String {
    guard !parts.isEmpty else { return open + close }
    return "\(open)\n\(parts.map { "\(indent)  \($0)" }.joined(separator: ",\n"))\n\(indent)\(close)"
  }

  /// A JSON text that something else wrote, with the characters in its strings escaped that would turn the text around
  /// where it is shown. Nothing but strings can hold them.
  package static func escapingMarks(in json: String) -> String {
    guard json.unicodeScalars.contains(where: isMark) else { return json }
    var escaped = ""
    for scalar in json.unicodeScalars {
      if isMark(scalar) { escaped += escape(scalar) } else { escaped.unicodeScalars.append(scalar) }
    }
    return escaped
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case let scalar where needsEscape(scalar): quoted += escape(scalar)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// What JSON forbids, and what would turn the text around where it is shown.
  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || isMark(scalar) }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}
