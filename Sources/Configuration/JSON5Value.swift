/// A value of a JSON5 text with its place in it.
///
///     { organization: "Example", rememberDays: 31 }
///     object ── member "organization" at 1:3 ── string at 1:17
///            └─ member "rememberDays" at 1:28 ── number "31" at 1:42
package struct JSON5Value: Sendable, Equatable {
  /// What the value is.
  package enum Content: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// The text of the source, so that decimals stay exact: `0.10`, `+1e3`, `0xFF`, `-Infinity`, `NaN`.
    case number(String)
    case string(String)
    case array([JSON5Value])
    /// In the order of the text; no name twice.
    case object([Member])
  }

  /// One entry of an object.
  package struct Member: Sendable, Equatable {
    package let name: String
    /// Where the name begins.
    package let position: TextPosition
    package let value: JSON5Value

    package init(name: String, position: TextPosition, value: JSON5Value) {
      self.name = name
      self.position = position
      self.value = value
    }
  }

  /// Where the value begins.
  package let position: TextPosition
  package let content: Content

  package init(position: TextPosition, content: Content) {
    self.position = position
    self.content = content
  }
}
