/// What a chart has no room for, in words below it, so that nobody takes what is drawn for all there is. The figures
/// have it.
enum LeftOut {
  /// How many of what are not drawn.
  struct Part: Sendable {
    let count: Int
    let one: String
    let several: String

    init(_ count: Int, _ one: String, _ several: String) {
      self.count = count
      self.one = one
      self.several = several
    }
  }

  /// Empty where everything is drawn.
  /// `remark`: what is of note among them, from its comma on.
  static func note(_ parts: [Part], remark: Markup = .empty) -> Markup {
    let left = parts.filter { $0.count > 0 }.map { "\(DisplayText.counted($0.count, $0.one, $0.several))" as Markup }
    guard !left.isEmpty else { return .empty }
    return "<p class=\"how left-out\">Not drawn: \(left.joined(by: " and "))\(remark); see the figures.</p>\n"
  }
}
