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
    let ranges = period.findings.value?.ranges.organization
    let outcomes = [("adverse", ranges?.adverse), ("base", ranges?.base), ("favourable", ranges?.favourable)]
    let atOnce = outcomes.compactMap { name, outcome in
      outcome.map { outcome in
        let amounts = (currency.minorUnits(of: outcome.oneTimeCost), currency.minorUnits(of: outcome.netOverHorizon))
        return figures(.range).of(name).cents("most_out", amount: min(-amounts.0, amounts.1))
      }
    }
    let rows =
      atOnce
      + curves.flatMap { name, costs -> [Row] in
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
      answer.cents("most_out_at_once", amount: -currency.minorUnits(of: paying.oneTimeCost)),
    ]
      + paying.bridge.map { step in
        figures(.whereItPays).of(step.step.rawValue).amount("step", step.amount)
      }
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
          rows.count("days_behind_added_up", measures.daysBehind, "days"),
          try rows.value("libyears_behind", measures.libyears, "libyears"),
          rows.count("most_majors_behind", measures.mostMajorsBehind, "majors"),
        ].filter { $0.text != nil || $0.value != nil }
      })
  }
}
