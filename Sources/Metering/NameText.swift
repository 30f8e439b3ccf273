/// What no name may hold, whether a log, a table or the project file writes it: one rule, so that every name of a log
/// can be listed in a table.
package enum NameText {
  /// Whether a scalar steers a terminal or ends a line: the controls of both halves (U+0000 to U+001F, U+007F to
  /// U+009F) and the separators of lines and paragraphs (U+2028, U+2029).
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
