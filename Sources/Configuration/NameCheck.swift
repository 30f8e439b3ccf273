import Metering

/// Names from the configuration, as strict as those from the logs: what looks like one name is one name, and what is
/// reserved cannot be claimed.
enum NameCheck {
  /// What is wrong with the name of a tenant, an environment, a resource …; nil when it may stand.
  static func problem(of text: String, name: String) -> ValueProblem? {
    if text.utf8.first == UInt8(ascii: "(") { return .reserved(name: name, text: text) }
    return problem(ofLabel: text, name: name)
  }

  /// The same for a text that names nothing, such as an organisation or a cost centre: a parenthesis may begin it.
  static func problem(ofLabel text: String, name: String) -> ValueProblem? {
    if text.isEmpty { return .empty(name: name) }
    if text.unicodeScalars.contains(where: NameText.isControl) { return .controlCharacter(name: name, text: text) }
    let isSpace = { (scalar: Unicode.Scalar?) in scalar?.properties.isWhitespace == true }
    if isSpace(text.unicodeScalars.first) || isSpace(text.unicodeScalars.last) {
      return .surroundingSpace(name: name, text: text)
    }
    return nil
  }
}
