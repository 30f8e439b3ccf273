internal import Aggregation
internal import Metering

/// What a tenant used of a resource in an environment, day by day, in the unit that it is charged in.
///
///     1 September    35,100 GPU-seconds     9.75 GPU-hours
///     2 September       100 GPU-seconds     0.027778 GPU-hours
///
/// Quantities have the six decimals of the files. What is used up to a day is rounded, and each day gets the
/// difference, so that the days of a month add to what its charge lines show.
struct UsedSeries: Sendable, Equatable {
  struct Day: Sendable, Equatable {
    let day: CivilDate
    let quantity: ExactDecimal
    /// What usage costs at its rates, before what is taken off and added; nil: no price is known.
    let minorUnits: Int128?
  }

  /// As the charge lines have it; empty where neither they nor the days tell.
  let stack: StackID
  let environment: EnvironmentID
  let version: VersionID
  let resource: ResourceID
  /// nil when the resource has none.
  let unit: String?
  /// The days with usage, in order.
  let days: [Day]

  /// The decimals of a quantity.
  static let places = 6

  /// `daily`: of one tenant and month; `lines`: those of the tenant in that month.
  static func all(
    _ daily: [DailyUsage.Series], _ lines: [LinesFile.Row]
  ) throws(ReportingError) -> [UsedSeries] {
    let usage = Dictionary(
      grouping: lines.filter { $0.line.identity.category == .usage && !$0.line.isCorrection }
    ) { Place(environment: $0.line.identity.environment, resource: ResourceID($0.line.identity.item)) }
    var all: [UsedSeries] = []
    for series in daily {
      let place = Place(environment: series.environment, resource: series.resource)
      let lines = (usage[place] ?? []).filter {
        $0.line.toldUnit == series.toldUnit && isCharged(series, by: $0.line.identity)
      }
      do {
        all += try split(series, lines)
      } catch {
        throw .overflow(error)
      }
    }
    return all
  }

  /// What daily usage and lines have in common, whatever version of the program closed their month.
  private struct Place: Hashable {
    let environment: EnvironmentID
    let resource: ResourceID
  }

  private static func isCharged(_ series: DailyUsage.Series, by line: ChargeLine.Identity) -> Bool {
    // Days that do not tell their stack are of all lines of the environment and the resource.
    series.stack.isEmpty || (series.stack == line.stack && series.version == line.version)
  }

  /// One for each unit: where a price changes, it may be counted in another.
  private static func split(
    _ series: DailyUsage.Series, _ lines: [LinesFile.Row]
  ) throws(ArithmeticOverflow) -> [UsedSeries] {
    let spans = Dictionary(grouping: lines, by: \.line.identity.days)
      .sorted { ($0.key.lowerBound, $0.key.upperBound) < ($1.key.lowerBound, $1.key.upperBound) }
    var rest = series.days
    var units: [String?] = []
    var days: [String?: [Day]] = [:]
    func add(_ unit: String?, _ more: [Day]) {
      if days[unit] == nil { units.append(unit) }
      days[unit, default: []] += more
    }
    for (span, lines) in spans {
      let used = rest.filter { span.contains($0.day) }
      rest.removeAll { span.contains($0.day) }
      if !used.isEmpty { add(lines[0].unit, try counted(used, lines)) }
    }
    if !rest.isEmpty { add(nil, try counted(rest, [])) }
    let (stacks, versions) = (Set(lines.map(\.line.identity.stack)), Set(lines.map(\.line.identity.version)))
    return units.map { unit in
      UsedSeries(
        stack: stacks.count == 1 ? stacks.first ?? series.stack : series.stack, environment: series.environment,
        version: versions.count == 1 ? versions.first ?? series.version : series.version, resource: series.resource,
        unit: unit, days: days[unit] ?? [])
    }
  }

  /// `lines`: of the same days, one or several tiers of one price; none where nothing tells a unit.
  private static func counted(
    _ used: [DailyUsage.Day], _ lines: [LinesFile.Row]
  ) throws(ArithmeticOverflow) -> [Day] {
    let ratio = lines.first?.line.ratioToPricedUnit ?? .one
    var (sum, told) = (ExactDecimal.zero, ExactDecimal.zero)
    var days: [Day] = []
    for day in used {
      sum = try sum.plus(day.quantity)
      let upToDay = try sum.times(ratio).rounded(places: places, .halfEven)
      days.append(Day(day: day.day, quantity: try upToDay.minus(told), minorUnits: day.minorUnits))
      told = upToDay
    }
    var shown = ExactDecimal.zero
    for line in lines { shown = try shown.plus((line.quantity ?? .zero).rounded(places: places, .halfEven)) }
    // Each tier is shown rounded: what that leaves, a step a tier at most, is the last day's.
    let left = try shown.minus(told)
    let most = ExactDecimal(picounits: Int128(lines.count) * powerOfTen(ExactDecimal.places - places))
    if let last = days.popLast() {
      let quantity = left.picounits.magnitude <= most.picounits.magnitude ? try last.quantity.plus(left) : last.quantity
      days.append(Day(day: last.day, quantity: quantity, minorUnits: last.minorUnits))
    }
    return days
  }
}
