internal import Comparison
internal import Metering

// What is told beside the main figures of questions 6, 8 and 10.

extension PageFigures {
  /// The curves beside the one of everything: cash alone, and only the stacks for which sharing pays.
  var movingAlone: [Row] {
    guard let ways = PaybackWays(period) else { return [] }
    let curves: [(name: String, costs: PhasedCosts?)] = [
      ("cash", ways.waves?.cashable), ("where_it_pays", ways.payingWaves?.all),
      ("where_it_pays_cash", ways.payingWaves?.cashable),
    ]
    let rows = curves.flatMap { name, costs -> [Row] in
      guard let costs else { return [] }
      let line = figures(.curve).of(name)
      let trough = costs.trough.map { [line.amount("most_out", $0.amount, step: $0.month)] } ?? []
      return costs.months.map { line.amount("cumulative", $0.cumulative, step: $0.month) } + trough
        + [line.months("payback_month", costs.paybackMonth)]
    }
    guard let paying = ways.payingAtOnce else { return rows }
    let answer = figures(.whereItPays)
    return rows + [
      answer.months("payback_month", paying.paybackMonth),
      answer.months("cashable_payback_month", paying.cashablePaybackMonth),
      answer.amount("net_over_horizon", paying.netOverHorizon),
    ]
  }

  /// What each tenant would pay more (above 0) or less if only those stacks were shared for which it pays.
  var changesWherePaying: [Row] {
    (TenantShiftSection.changesWherePaying(period, currency) ?? [:]).sorted { $0.key < $1.key }
      .map { tenant, change in figures(.whereItPays).of(tenant.text).cents("change", amount: change) }
  }

  /// What isolation rests on, what was promised, and whom an outage reaches.
  func outages(_ inventory: Inventory) -> [Row] {
    inventory.entries.flatMap { entry -> [Row] in
      let rows = figures(.environment, of: entry.stack).of(entry.environment.text)
      return [
        rows.text("isolation", entry.isolation), rows.text("availability_target", entry.availabilityTarget),
      ].filter { $0.text != nil } + [rows.count("teams_reached_by_an_outage", entry.tenants.count, "teams")]
    }
  }

  /// How far the versions of each component are apart.
  func drift(_ environments: EnvironmentFindings) throws(ArithmeticOverflow) -> [Row] {
    let pairs = DifferingPairs(environments)
    let all = figures(.organizationDuplicate)
    let sums = [
      all.count("pairs_of_environments", pairs.map { Int($0.all) }, "pairs"),
      all.count("pairs_in_different_versions", pairs.map { Int($0.differing) }, "pairs"),
    ]
    return sums
      + (try environments.drift.filter { $0.uses.count > 1 }.rows { (drift) throws(ArithmeticOverflow) in
        let measures = DriftMeasures(drift)
        let rows = figures(.version, of: drift.stack).of("", part: drift.component.text)
        func percent(_ name: String, _ share: Fraction?) -> Row {
          rows.text(name, share.flatMap { DisplayText.percent($0.numerator, of: $0.denominator) })
        }
        return [
          rows.count("environments", drift.uses.count, "environments"),
          percent("commonest", drift.versions.modalShare), percent("two_differ", drift.versions.differProbability),
          rows.count("most_days_behind", measures.mostDaysBehind, "days"),
          try rows.value("libyears_behind", measures.libyears, "years"),
          rows.count("most_majors_behind", measures.mostMajorsBehind, "majors"),
        ].filter { $0.text != nil || $0.value != nil }
      })
  }
}
