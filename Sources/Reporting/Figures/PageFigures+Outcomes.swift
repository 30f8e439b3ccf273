internal import Comparison
internal import Configuration
internal import Metering

// How far the answer carries, what else could be done, how to get there, who gains and who pays.

extension PageFigures {
  // MARK: Tenants

  func split(_ findings: PeriodFindings) -> [Row] {
    let whole = findings.organizationSplit
    let (all, users) = (figures(.organizationSplit), period.unpricedUsers)
    return findings.splits.flatMap { split in
      split.tenants.flatMap {
        bill($0, users.amounts($0, of: [split.stack], currency), figures(.split, of: split.stack))
      }
    } + whole.tenants.flatMap { bill($0, users.amounts($0, currency), all) }
      + [all.sides("all_tenants", today: whole.today, shared: whole.shared)]
  }

  private func bill(_ bill: TenantBill, _ amounts: BothSides, _ figures: FigureRows) -> [Row] {
    let figures = figures.of(bill.tenant.text)
    return [
      figures.cents("total", today: amounts.today.known, shared: amounts.shared.known),
      figures.cents("change", amount: amounts.change),
    ]
      + (bill.relief.isZero ? [] : [figures.amount("relief", bill.relief)])
      + bill.reasons.map { reason in
        figures.of(figures.subject, part: reason.kind.rawValue).amount("pays_more_for", reason.amount)
      }
  }

  // MARK: Months

  func curve(_ curve: SavingsCurve) -> [Row] {
    let length = curve.base.months.count
    return [("adverse", curve.adverse), ("base", curve.base), ("favourable", curve.favourable)]
      .flatMap { name, costs -> [Row] in
        let figures = figures(.curve).of(name)
        guard let last = costs.months.last else { return [] }
        // A shorter one stays where it ends, as on the page.
        var rows = (0..<length).map { index in
          let month = costs.months.indices.contains(index) ? costs.months[index] : last
          return figures.amount("cumulative", month.cumulative, step: index + 1)
        }
        rows += (name == "base" ? costs.months : []).flatMap { month in
          [
            figures.amount("cost", month.cost, step: month.month),
            figures.amount("less_than_today", month.delta, step: month.month),
          ]
        }
        if let trough = costs.trough { rows.append(figures.amount("most_out", trough.amount, step: trough.month)) }
        return rows + [figures.months("payback_month", costs.paybackMonth)]
      }
  }

  func waves(_ findings: PeriodFindings) -> [Row] {
    findings.plans.flatMap { plan -> [Row] in
      let figures = figures(.wave, of: plan.stack)
      let waves = plan.waves.flatMap { wave -> [Row] in
        [figures.amount("one_time_cost", wave.oneTimeCost, step: wave.month)]
          + wave.moves.map { move in
            figures.of(move.environment.text)
              .cents("moves", amount: nil, step: wave.month, text: move.isHeldByLease ? "a lease goes on" : nil)
          }
      }
      return waves + [
        figures.amount("most_out", plan.curve.trough?.amount ?? .zero, step: plan.curve.trough?.month),
        figures.months("payback_month", plan.curve.paybackMonth),
        figures.months("cashable_payback_month", plan.cashableCurve.paybackMonth),
      ]
    }
  }

  // MARK: Other answers

  func scenarios(_ table: ScenarioTable) -> [Row] {
    let rows = table.outcomes.flatMap { outcome -> [Row] in
      let figures = figures(.scenario).of(outcome.name, part: outcome.kind.rawValue)
      return [
        figures.sides("total", today: outcome.todayPerMonth, shared: outcome.costPerMonth),
        figures.amount("cashable_saving", outcome.cashableSavingPerMonth),
        figures.amount("one_time_cost", outcome.oneTimeCost), figures.months("payback_month", outcome.paybackMonth),
      ]
    }
    guard let growth = table.growth else { return rows }
    return rows + [
      figures(.scenario).count("tenants", growth.tenants, "tenants"),
      figures(.scenario).count("break_even_tenants", growth.breakEvenTenants, "tenants"),
    ]
  }

  func ranges(_ figures: RangeFigures) -> [Row] {
    [("adverse", figures.adverse), ("base", figures.base), ("favourable", figures.favourable)]
      .flatMap { name, outcome in
        let rows = self.figures(.range).of(name)
        return [
          rows.amount("saving", outcome.saving), rows.amount("cashable_saving", outcome.cashableSaving),
          rows.amount("one_time_cost", outcome.oneTimeCost),
          rows.amount("net_over_horizon", outcome.netOverHorizon), rows.months("payback_month", outcome.paybackMonth),
          rows.months("cashable_payback_month", outcome.cashablePaybackMonth),
        ]
      }
  }

  /// Values are in the assumption's own unit, shares as ratios; the text is as people read it.
  func tornado(_ figures: RangeFigures) throws(ArithmeticOverflow) -> [Row] {
    try figures.tornado.rows { (row) throws(ArithmeticOverflow) in
      let key = row.assumption
      let rows = self.figures(.tornado).of(key.rawValue)
      let (adverse, favourable) = (
        rows.of(key.rawValue, part: "adverse"), rows.of(key.rawValue, part: "favourable")
      )
      func end(_ value: Fraction?) -> String {
        value.map { AssumptionWording.value($0, of: key) } ?? "differs by stack"
      }
      var result = [
        try adverse.value("value", row.adverseValue, nil, text: end(row.adverseValue)),
        adverse.amount("net_over_horizon", row.adverseNet),
        try favourable.value("value", row.favourableValue, nil, text: end(row.favourableValue)),
        favourable.amount("net_over_horizon", row.favourableNet), rows.amount("width", row.width),
      ]
      if let interval = figures.breakEvens.first(where: { $0.assumption == key })?.interval {
        result += [
          try rows.of(key.rawValue, part: "low")
            .value("break_even", interval.low, nil, text: AssumptionWording.value(interval.low, of: key)),
          try rows.of(key.rawValue, part: "high")
            .value("break_even", interval.high, nil, text: AssumptionWording.value(interval.high, of: key)),
        ]
      }
      return result
    }
  }

  // MARK: Trust

  func shares(_ findings: PeriodFindings) throws(ArithmeticOverflow) -> [Row] {
    let (figures, evidence) = (figures(.evidence), findings.ranges.organization.evidence)
    return evidence.steps.map { step in
      figures.of(step.step.rawValue).amount("size", step.amount, text: step.evidence.rawValue)
    }
      + zip(evidence.shares, EvidencePart.percents(evidence)).map { share, percent in
        figures.of(share.evidence.rawValue).count("share", percent, "percent")
      }
  }

  func threats(_ findings: PeriodFindings) -> [Row] {
    findings.threats.flatMap { threat -> [Row] in
      let figures = figures(.threat, of: threat.stack).of(threat.kind.rawValue)
      let percent = threat.share.flatMap { DisplayText.percent($0.numerator, of: $0.denominator, places: 0) }
      return [figures.text("bias", threat.bias.rawValue), figures.text("share", percent)].filter { $0.text != nil }
        + figures.names("in", threat.subjects)
    }
  }

  // MARK: The week of the pooled peak

  func week(_ week: DemandWeek) throws(ArithmeticOverflow) -> [Row] {
    let all = figures(.week, of: week.stack)
    return [all.text("resource", week.pooling.name)]
      + (try week.days.rows { (day) throws(ArithmeticOverflow) in
        let figures = all.of(day.date.description)
        var rows = [
          figures.count("hour_from_midnight", day.peakHour - day.firstHour, "hours"),
          try figures.value("together", week.units(in: day.peakHour), "units"),
        ]
        for series in week.series {
          let tenant = figures.of(figures.subject, part: series.tenant?.text ?? "(all others)")
          rows.append(try tenant.value("held_by_tenant", series.units(in: day.peakHour), "units"))
        }
        return rows
      })
  }
}
