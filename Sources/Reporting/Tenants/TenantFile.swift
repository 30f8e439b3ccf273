internal import Aggregation
internal import Comparison
internal import Metering

/// `tenants/<slug>.csv`: all that the tenant's page shows, in full. `record` tells what a row is; each kind has columns
/// of its own for its amounts, so that nothing is counted twice in a sum:
///
///     record     of what                                        amounts
///     charge     a charge line, of all months                   quantity, billed_cost
///     day        a resource on a day, of all months             day_quantity, day_cost
///     movement   an item of the month shown and the one before  previous_cost, current_cost
///     cause      what moved a stack's cost since then           cause_effect
///     version    software behind its newest release
///     sharing    a cost of a stack in the model                 today_cost, shared_cost, relief
enum TenantFile {
  enum Record: String, Sendable, CaseIterable {
    case charge, day, movement, cause, version, sharing
  }

  struct Row: Sendable {
    let record: Record
    let period: Period
    var stack: StackID?
    var environment: EnvironmentID?
    var version: VersionID?
    var category: ChargeCategory?
    var item: String?
    var isCorrection = false
    var charge: LinesFile.Row?
    var day: UsedSeries.Day?
    var dayUnit: String?
    var movement: TenantMovement.Row?
    var effect: ExactDecimal?
    var behind: TenantVersions.Behind?
    var pair: StackComparison.ItemPair?
    var relief: ExactDecimal?

    fileprivate init(_ record: Record, _ period: Period) {
      self.record = record
      self.period = period
    }
  }

  static func name(_ slug: String) -> String { "\(ReportNames.folder)/\(slug).csv" }

  /// The columns of amounts that are added up in the control totals.
  static let sums = [
    "billed_cost", "day_cost", "previous_cost", "current_cost", "cause_effect", "today_cost", "shared_cost",
  ]

  static func rows(_ statement: TenantStatement) -> [Row] {
    var rows = statement.months.flatMap { month in
      month.lines.map { charge($0, month.period) } + month.used.flatMap { days($0, month.period) }
    }
    guard let shown = statement.shown?.period else { return rows }
    rows += movement(statement, shown)
    rows += (statement.versions?.behind ?? []).map { behind in
      var row = Row(.version, shown)
      (row.stack, row.environment, row.version) = (behind.stack, behind.environment, behind.version)
      row.item = behind.component.text
      row.behind = behind
      return row
    }
    return rows + statement.billsByStack.flatMap { sharing($0.stack, $0.bill, shown) }
  }

  private static func charge(_ line: LinesFile.Row, _ period: Period) -> Row {
    let identity = line.line.identity
    var row = Row(.charge, period)
    (row.stack, row.environment, row.version) = (identity.stack, identity.environment, identity.version)
    (row.category, row.item, row.isCorrection) = (identity.category, identity.item, line.line.isCorrection)
    row.charge = line
    return row
  }

  private static func days(_ series: UsedSeries, _ period: Period) -> [Row] {
    series.days.map { day in
      var row = Row(.day, period)
      (row.stack, row.environment, row.version) = (series.stack, series.environment, series.version)
      (row.category, row.item) = (.usage, series.resource.text)
      (row.day, row.dayUnit) = (day, series.unit)
      return row
    }
  }

  private static func movement(_ statement: TenantStatement, _ period: Period) -> [Row] {
    guard let movement = statement.movement else { return [] }
    let items = movement.rows.map { moved in
      var row = Row(.movement, period)
      (row.stack, row.environment, row.category) = (moved.item.stack, moved.item.environment, moved.item.category)
      (row.item, row.isCorrection) = (moved.item.item.text, moved.item.isCorrection)
      row.movement = moved
      return row
    }
    // What is not known to have moved has no causes.
    let causes = movement.stacks.filter { $0.cost.change != nil }.map(\.movement).flatMap { moved in
      Movement.Cause.allCases.filter { !moved.effect($0).isZero }.map { cause in
        var row = Row(.cause, period)
        (row.stack, row.item, row.effect) = (moved.stack, cause.rawValue, moved.effect(cause))
        return row
      }
    }
    return items + causes
  }

  private static func sharing(_ stack: StackID, _ bill: TenantBill, _ period: Period) -> [Row] {
    let items = bill.items.filter { !$0.today.isZero || !$0.shared.isZero }.map { pair in
      var row = Row(.sharing, period)
      (row.stack, row.item, row.pair) = (stack, pair.item.rawValue, pair)
      return row
    }
    guard !bill.relief.isZero else { return items }
    var relief = Row(.sharing, period)
    (relief.stack, relief.item, relief.relief) = (stack, "relief", bill.relief)
    return items + [relief]
  }
}
