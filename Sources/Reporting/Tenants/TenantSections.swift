internal import Comparison
internal import Metering

/// The questions of a tenant's statement with their answers. A change that costs more has a plus, one that costs less a
/// minus, and a sentence has the word.
struct TenantSections: Sendable {
  let statement: TenantStatement
  let shown: TenantStatement.Month?
  let subject: StatementSubject

  init(_ statement: TenantStatement) {
    self.statement = statement
    shown = statement.shown
    subject = statement.subject
  }

  /// In the order of the page. What holds no team's costs has no part in versions and in sharing.
  var all: [PageSection] {
    let teams = subject.isTeam || statement.bill != nil ? [versions, sharing] : []
    return ([charges, movement, days, corrections] + teams + [months]).compactMap { $0 }
  }

  var currency: Currency { statement.currency }
  /// The file with what a table leaves out.
  var file: String { "\(statement.slug).csv" }

  /// Amounts of the month shown: not known where nothing of it has a price.
  func exact(_ minorUnits: Int128) -> Markup {
    shown?.sum.isUnpriced == true ? .notKnown : .amount(minorUnits, currency)
  }
  func exact(_ amount: ExactDecimal) -> Markup { exact(currency.minorUnits(of: amount)) }
  func signed(_ minorUnits: Int128) -> Markup { .change(minorUnits, currency) }
  /// The sum of lines as a change.
  func signed(_ sum: LineSum) -> Markup { sum.isUnpriced ? sum.markup(currency) : signed(sum.minorUnits) }
  func rounded(_ minorUnits: Int128) -> String { DisplayText.rounded(minorUnits, currency) }

  /// `USD 8,373 less`: of a change in cost.
  func moreOrLess(_ change: Int128) -> String {
    "\(rounded(abs(change))) \(change < 0 ? "less" : "more")"
  }

  /// The header of a column of changes in cost.
  static let change: Markup = "Change: + more, − less"

  /// What was charged, and what it was the month before.
  var sentence: Markup {
    guard let shown else { return "Nothing has been charged yet." }
    guard let billed = shown.sum.billed else {
      return shown.lines.isEmpty
        ? "Nothing was charged for \(shown.monthText)." : "What was used in \(shown.monthText) has no price yet."
    }
    guard subject.isTeam else { return subject.sentence(shown.lines, in: shown.monthText, currency) }
    let atLeast = shown.sum.unratedLines == 0 ? "" : "at least "
    let start: Markup = "\(subject.name) was charged \(atLeast)\(rounded(billed)) for \(shown.monthText)"
    guard let before = statement.before, shown.isComplete, before.isComplete, !before.sum.isUnpriced else {
      return start + "."
    }
    let change = billed - before.sum.minorUnits
    guard change != 0 else { return start + ", the same as the month before." }
    return start + ", \(moreOrLess(change)) than the month before."
  }

  /// An environment, with the version of its software where it is known.
  static func environment(_ environment: EnvironmentID, _ version: VersionID) -> Markup {
    guard !version.isEmpty else { return .name(environment.text) }
    return "\(Markup.name(environment.text))<span class=\"id\">\(Markup.name(version.text))</span>"
  }

  /// What a line is for: the resource, or the kind of cost and its name.
  static func what(_ category: ChargeCategory, _ item: String, isCorrection: Bool = false) -> Markup {
    let label = category.label
    let name: Markup =
      category == .usage
      ? .name(item)
      : item.lowercased() == label.lowercased()
        ? "\(label)" : "\(label)<span class=\"id\">\(Markup.name(item))</span>"
    return isCorrection ? "\(name)<span class=\"id\">correction</span>" : name
  }
}
