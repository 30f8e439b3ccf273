internal import Comparison
internal import Metering

// On which days, by stack, environment and resource.

extension TenantSections {
  /// Stacks with a column of their own; what cost less is one column.
  private static let stackColumns = 5

  var days: PageSection? {
    guard let shown else { return nil }
    let used = DayCosts(shown.used)
    guard let highest = used.highest else {
      guard subject.isTeam else { return nil }
      let isUsed = shown.lines.contains { $0.line.identity.category == .usage && !$0.line.isCorrection }
      return PageSection(
        id: "when", question: "On which days?",
        headline: isUsed ? "What was used on which day is not known." : "Nothing was used in \(shown.monthText).",
        howMeasured: "By the days of the organisation's time zone, \(statement.zone).", body: .empty)
    }
    return PageSection(
      id: "when", question: "On which days?",
      headline: headline(highest, used),
      howMeasured: """
        What usage costs at its rates, shared out over the days by what was used on each; discounts, markups, minimums \
        and credits are of the whole month and not in it. What was used of each resource on each day is in \(file), in \
        the unit that it is charged in.
        """, body: table(used, shown) + resources(shown))
  }

  private func headline(_ highest: DayCosts.Day, _ used: DayCosts) -> Markup {
    guard let cost = highest.cost, let total = used.total else {
      return "What was used on these days has no price yet."
    }
    return "\(DisplayText.day(highest.day)) cost most, \(rounded(cost)) of \(rounded(total))."
  }

  /// What usage cost, if it has a price.
  private func cost(_ minorUnits: Int128?) -> Markup {
    shown?.sum.isUnpriced == true ? .notKnown : minorUnits.map(exact) ?? Markup(text: KnownAmount.unknown)
  }

  private func table(_ used: DayCosts, _ shown: TenantStatement.Month) -> Markup {
    let own = used.stacks.count > Self.stackColumns + 1 ? Array(used.stacks.prefix(Self.stackColumns)) : used.stacks
    let others = used.stacks.dropFirst(own.count)
    func cells(_ day: CivilDate?) -> [Markup] {
      let named = own.map { stack in used.cost(of: [stack], on: day).map(exact) ?? .none }
      return others.isEmpty ? named : named + [used.cost(of: others, on: day).map(exact) ?? .none]
    }
    let scale = max(1, used.highest?.cost ?? 1)
    let lowest = min(0, used.days.compactMap(\.cost).min() ?? 0)
    let isOne = used.stacks.count == 1
    let rows = used.days.map { day -> [Markup] in
      let cost = cost(day.cost)
      let bar = Bar(
        id: "day-\(day.day)", title: DisplayText.day(day.day), description: cost.plainText,
        segments: [.init(colour: .used, amount: day.cost ?? 0)], lowest: lowest, scale: scale)
      return ["\(DisplayText.day(day.day))"] + (isOne ? [] : cells(day.day)) + [cost, bar.markup]
    }
    let stacks: [PageTable.Column] = own.map { .number(.name($0.text)) }
    let rest: [PageTable.Column] =
      others.isEmpty ? [] : [.number("\(DisplayText.counted(others.count, "other stack", "other stacks"))")]
    return PageTable(
      id: "days", caption: "Usage by day and stack in \(shown.monthText), at its rates, in \(currency.code)",
      columns: [.name("Day")] + (isOne ? [] : stacks + rest) + [.number("All"), .chart("Cost")],
      groups: [.init(rows: rows)],
      footer: [["All days"] + (isOne ? [] : cells(nil)) + [cost(used.total), .empty]], moreIn: file
    ).markup
  }

  /// The same by environment and resource, with the shape of the month.
  private func resources(_ shown: TenantStatement.Month) -> Markup {
    let month = Array(shown.days)
    let series = shown.used.enumerated().map { (index: $0.offset, series: $0.element) }
    let groups = Dictionary(grouping: series, by: \.series.stack).sorted { $0.key < $1.key }.map { stack, series in
      PageTable.Group(
        header: stack.isEmpty ? nil : .name(stack.text), rows: series.map { row($0.series, $0.index, month) })
    }
    return PageTable(
      id: "resources", caption: "The same by stack, environment and resource, in \(currency.code)",
      columns: [
        .name("Environment"), .name("Resource"), .number("Quantity"), .text("Unit"), .number("Days used"),
        .text("Most on"), .number("Cost"), .chart("Quantity by day, to the highest"),
      ], groups: groups,
      footer: [
        ["In all"] + Array(repeating: .empty, count: 5) + [cost(DayCosts(shown.used).total), .empty]
      ], moreIn: file
    ).markup
  }

  private func row(_ series: UsedSeries, _ index: Int, _ month: [CivilDate]) -> [Markup] {
    let most = series.days.max { $0.quantity == $1.quantity ? $0.day > $1.day : $0.quantity < $1.quantity }
    let costs = series.days.compactMap(\.minorUnits)
    let quantity = series.days.reduce(Int128(0)) { $0 + $1.quantity.picounits }
    let quantities = Dictionary(series.days.map { ($0.day, $0.quantity.picounits) }, uniquingKeysWith: +)
    let place = Markup.plainName(series.environment.text)
    let strip = DayStrip(
      id: "used-\(index)", title: "\(Markup.plainName(series.resource.text)) in \(place) by day",
      description: most.map {
        "Most on \(DisplayText.day($0.day)): \(DisplayText.quantity($0.quantity)) \(series.unit ?? "")"
      } ?? "–", values: month.map { quantities[$0] ?? 0 })
    return [
      Self.environment(series.environment, series.version), .name(series.resource.text),
      "\(DisplayText.quantity(ExactDecimal(picounits: quantity)))", "\(series.unit ?? "")",
      "\(DisplayText.count(series.days.count))", most.map { "\(DisplayText.day($0.day))" } ?? .none,
      costs.isEmpty ? "no price" : exact(costs.reduce(0, +)), strip.markup,
    ]
  }
}

/// What usage costs at its rates, by day and stack.
private struct DayCosts {
  /// `cost`: nil where nothing that was used on the day has a price.
  typealias Day = (day: CivilDate, cost: Int128?)

  /// In order.
  let days: [Day]
  /// The dearest first.
  let stacks: [StackID]
  /// nil where nothing has a price.
  let total: Int128?
  private let costs: [StackID: [CivilDate: Int128]]

  init(_ used: [UsedSeries]) {
    var costs: [StackID: [CivilDate: Int128]] = [:]
    var days: [CivilDate: Int128?] = [:]
    for series in used {
      for day in series.days {
        let known = days[day.day] ?? nil
        days[day.day] = .some(known.map { $0 + (day.minorUnits ?? 0) } ?? day.minorUnits)
        if let cost = day.minorUnits { costs[series.stack, default: [:]][day.day, default: 0] += cost }
      }
    }
    let sums = costs.mapValues { $0.values.reduce(0, +) }
    stacks = sums.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
    self.days = days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let known = self.days.compactMap(\.cost)
    total = known.isEmpty ? nil : known.reduce(0, +)
    self.costs = costs
  }

  /// The first of the dearest days.
  var highest: Day? {
    days.max { left, right in
      guard let first = left.cost, let second = right.cost else {
        return left.cost == nil && right.cost == nil ? left.day > right.day : left.cost == nil
      }
      return first == second ? left.day > right.day : first < second
    }
  }

  /// Of some stacks on a day, or on all of them; nil where there is none.
  func cost(of stacks: some Sequence<StackID>, on day: CivilDate?) -> Int128? {
    let found = stacks.compactMap { stack in
      day.map { costs[stack]?[$0] } ?? costs[stack]?.values.reduce(0, +)
    }
    return found.isEmpty ? nil : found.reduce(0, +)
  }
}
