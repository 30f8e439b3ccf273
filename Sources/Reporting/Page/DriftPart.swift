internal import Comparison
internal import Metering

/// How far versions are apart, component by component, in the measures of economics.md §1.5: what `compare` prints, for
/// every component that more than one environment runs.
enum DriftPart {
  static func markup(_ environments: EnvironmentFindings, _ context: SummaryContext) -> Markup {
    let drifts = environments.drift.filter { $0.uses.count > 1 }.sorted(by: precedes)
    guard !drifts.isEmpty else { return .empty }
    let table = PageTable(
      id: "drift", caption: "How far the versions of a component are apart in \(context.periodText)",
      columns: [
        .name("Component"), .name("Stack"), .number("Environments"), .number("Versions"),
        .number("On the commonest"), .number("Two differ"), .number("Most days behind"), .number("Libyears behind"),
        .number("Most majors behind"), .number("Most days past support"),
      ], groups: [.init(rows: drifts.map(row))], moreIn: ComparisonFile.name(context.period))
    return """
      <h4>How far apart they are</h4>
      <p class="how">Two differ: how likely two environments picked at random run different versions. Libyears behind: \
      the years from the release in use to the newest, added up over the environments whose version is listed. Years \
      say nothing of what changed, so majors stand beside them.</p>
      \(table.markup)
      """
  }

  /// Those first of which two environments differ most often.
  private static func precedes(_ left: VersionDrift, _ right: VersionDrift) -> Bool {
    let (first, second) = (left.versions.differProbability ?? .zero, right.versions.differProbability ?? .zero)
    if first != second { return first > second }
    return left.stack == right.stack ? left.component < right.component : left.stack < right.stack
  }

  private static func row(_ drift: VersionDrift) -> [Markup] {
    let measures = DriftMeasures(drift)
    return [
      .name(drift.component.text), .name(drift.stack.text), "\(DisplayText.count(drift.uses.count))",
      "\(DisplayText.count(drift.versions.distinct))", percent(drift.versions.modalShare),
      percent(drift.versions.differProbability), number(measures.mostDaysBehind),
      measures.libyears.map { "\(DisplayText.decimal($0, places: 1))" } ?? .none, number(measures.mostMajorsBehind),
      number(measures.mostDaysPast),
    ]
  }

  /// A share in whole percents; nil is a dash.
  static func percent(_ share: Fraction?) -> Markup {
    share.flatMap { DisplayText.percent($0.numerator, of: $0.denominator, places: 0) }.map { "\($0)" } ?? .none
  }

  private static func number(_ value: Int?) -> Markup { value.map { "\(DisplayText.count($0))" } ?? .none }
}

/// The largest of a component's environments, and their sum; nil where none is known.
struct DriftMeasures: Sendable {
  let mostDaysBehind: Int?
  let daysBehind: Int?
  let mostMajorsBehind: Int?
  let mostDaysPast: Int?

  init(_ drift: VersionDrift) {
    let days = drift.uses.compactMap { $0.lag?.days }
    mostDaysBehind = days.max()
    daysBehind = days.isEmpty ? nil : days.reduce(0, +)
    mostMajorsBehind = drift.uses.compactMap(\.majorsBehind).max()
    mostDaysPast = drift.uses.compactMap { $0.support?.daysPast }.max().map { max(0, $0) }
  }

  /// Days add up exactly; a libyear is 365.25 of them, which is 1461 ÷ 4.
  var libyears: Fraction? { daysBehind.map { Fraction(Int128($0) * 4, 1_461) } }
}

/// How many pairs of environments of the same stack run its software in different versions.
struct DifferingPairs: Sendable {
  let differing: Int128
  let all: Int128

  /// Of the stacks' own software: a part of it is counted with what it is a part of. nil where no stack has two.
  init?(_ environments: EnvironmentFindings) {
    var (alike, all) = (Int128(0), Int128(0))
    for drift in environments.drift where drift.isOwnSoftware {
      let count = Int128(drift.uses.count)
      all += count * (count - 1) / 2
      alike += drift.versions.counts.reduce(0) { $0 + Int128($1.count) * Int128($1.count - 1) / 2 }
    }
    guard all > 0 else { return nil }
    self.all = all
    differing = all - alike
  }
}
