package import Comparison
import Configuration
package import Metering

extension ComparisonText {
  /// What was saved of a stack since environments of it were retired.
  package struct Realised: Sendable {
    package let stack: StackID
    package let savings: RealisedSavings

    package init(stack: StackID, savings: RealisedSavings) {
      self.stack = stack
      self.savings = savings
    }
  }

  /// What is saved beside what the plan promised for as many retired, month by month.
  var realisedSavings: [String] {
    var table = TextTable([
      .text("retired since"), .text("month"), .number("retired"), .number("realised"), .number("promised"),
      .number("usage since"),
    ])
    for stack in realised {
      for month in stack.savings.months {
        table.add([
          "\(stack.stack), after \(DisplayText.month(stack.savings.baseline))", DisplayText.month(month.period),
          "\(month.retired)", signed(month.realised), month.promised.map(signed) ?? "–", signed(month.usageChange),
        ])
      }
    }
    return table.rows.isEmpty ? [] : table.lines
  }

  /// Environments that are in the logs and not in the catalogue.
  var uncatalogued: [String] {
    let unpriced = comparisons.unpricedUse
    return findings.environments.inventory.entries.filter { !$0.isCatalogued }.map {
      "\(Markup.plainName($0.environment.text)) of \(Markup.plainName($0.stack.text)) is not catalogued: "
        + "\(cost($0, unpriced)), used by \($0.tenants.map { Markup.plainName($0.text) }.joined(separator: ", "))."
    }
  }

  private func cost(_ entry: Inventory.Entry, _ unpriced: Set<EnvironmentID>) -> String {
    KnownAmount(currency.minorUnits(of: entry.cost), isLowerBound: unpriced.contains(entry.environment)).text(currency)
  }

  /// How far versions are apart, the components first of which two environments picked at random differ most often.
  var versions: [String] {
    var table = TextTable([
      .text("stack"), .text("component"), .number("environments"), .number("versions"), .number("commonest"),
      .number("two differ"), .number("most days behind"), .number("majors behind"), .number("days past support"),
    ])
    func isBefore(_ left: VersionDrift, _ right: VersionDrift) -> Bool {
      let (first, second) = (left.versions.differProbability ?? .zero, right.versions.differProbability ?? .zero)
      if first != second { return first > second }
      return left.stack == right.stack ? left.component < right.component : left.stack < right.stack
    }
    let drifting = findings.environments.drift.filter { $0.versions.distinct > 1 }.sorted(by: isBefore)
    for drift in drifting.prefix(Self.mostComponents) {
      let pastSupport = drift.uses.compactMap { $0.support?.daysPast }.max().map { max(0, $0) }
      table.add([
        drift.stack.text, drift.component.text, "\(drift.uses.count)", "\(drift.versions.distinct)",
        percent(drift.versions.modalShare), percent(drift.versions.differProbability),
        number(drift.uses.compactMap { $0.lag?.days }.max()), number(drift.uses.compactMap(\.majorsBehind).max()),
        number(pastSupport),
      ])
    }
    return table.rows.isEmpty ? [] : table.lines
  }

  /// Who lacks what most have.
  var gaps: [String] {
    findings.environments.inconsistency.flatMap { stack -> [String] in
      let name = Markup.plainName(stack.stack.text)
      let tenants = stack.tenantsWithout.map { Markup.plainName($0.text) }.joined(separator: ", ")
      let without = tenants.isEmpty ? [] : ["\(name): most tenants have it, and not \(tenants)."]
      return without
        + stack.componentGaps.map { gap in
          let lacking = gap.lacking.map { Markup.plainName($0.text) }.joined(separator: ", ")
          return "\(name): most environments run \(Markup.plainName(gap.component.text)), and not \(lacking)."
        }
    }
  }

  private static let mostComponents = 10

  private func percent(_ share: Fraction?) -> String {
    share.flatMap { DisplayText.percent($0.numerator, of: $0.denominator, places: 0) } ?? "–"
  }

  private func number(_ value: Int?) -> String { value.map { DisplayText.count($0) } ?? "–" }
}
