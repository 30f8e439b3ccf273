/// The questions of the page, in order (economics.md §3.2). The status strip above them is question 0.
enum PageQuestion: Int, Sendable, CaseIterable {
  case sharing = 1
  case spending, difference, pooling, duplicates, versions, tenants, payback, ranges, trend, trust

  /// Names the section on the page.
  var id: String {
    switch self {
    case .sharing: "sharing"
    case .spending: "where"
    case .difference: "difference"
    case .pooling: "pooling"
    case .duplicates: "duplicates"
    case .versions: "versions"
    case .tenants: "tenants"
    case .payback: "payback"
    case .ranges: "ranges"
    case .trend: "trend"
    case .trust: "trust"
    }
  }

  var text: String {
    switch self {
    case .sharing: "What does duplication cost, and would one platform cost less?"
    case .spending: "Where does the money go today?"
    case .difference: "What makes the difference?"
    case .pooling: "Why would one cluster be smaller?"
    case .duplicates: "Who runs what twice?"
    case .versions: "How far apart are versions?"
    case .tenants: "Who would pay more, who less?"
    case .payback: "When do we get it back?"
    case .ranges: "What would have to be true?"
    case .trend: "Is it moving?"
    case .trust: "Can I trust it?"
    }
  }

  /// Where the tables behind the answer are.
  var figuresID: String { "figures-\(id)" }

  /// `3 What makes the difference?`
  var label: Markup { "<span class=\"number\">\(rawValue)</span> \(text)" }
}

extension PageSection {
  /// The answer to one of the questions.
  /// `table`: where the figures of its chart are.
  init(
    _ question: PageQuestion, headline: Markup, howMeasured: Markup, body: Markup = .empty, tables: Markup
  ) {
    let link: Markup =
      tables == .empty ? .empty : " <a class=\"figures\" href=\"#\(question.figuresID)\">The figures</a>"
    self.init(
      id: question.id, question: question.label, headline: headline, howMeasured: howMeasured + link, body: body,
      tables: tables)
  }

  /// A question that has no answer this month, with the reason.
  init(_ question: PageQuestion, without reason: Markup, body: Markup = .empty) {
    self.init(
      id: question.id, question: question.label, headline: reason, howMeasured: "Nothing is drawn that is not known.",
      body: body)
  }

  /// The same under a heading among the figures of another.
  var part: Markup {
    """
    <h4 id="\(id)">\(question)</h4>
    <p class="finding">\(headline)</p>
    <p class="how">\(howMeasured)</p>
    \(body)
    """
  }
}

/// The tables behind all answers, in the order of the questions: what a board member need not read and anybody can.
enum FiguresPart {
  static func markup(_ sections: [PageSection]) -> Markup {
    let parts = sections.filter { $0.tables != .empty }.map { section -> Markup in
      """
      <div class="figures-part">
      <h3 id="figures-\(section.id)">\(section.question)</h3>
      <p class="back"><a href="#\(section.id)">Back to the answer</a></p>
      \(section.tables)</div>

      """
    }
    guard !parts.isEmpty else { return .empty }
    return """
      <section id="figures" aria-labelledby="figures-heading">
      <h2 id="figures-heading">The figures, and what they rest on</h2>
      <p class="how">Every number of every chart above is here, exactly, and in the CSV files beside this page: in \
      a row, or as the sum of some. What stands at the foot of a table is in \(ControlTotals.name) too.</p>
      \(parts.joined())</section>

      """
  }
}
