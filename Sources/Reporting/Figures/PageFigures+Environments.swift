internal import Comparison
internal import Configuration
internal import Metering

// Who runs what twice, in which versions, and how people go between them.

extension PageFigures {
  func duplicates(_ findings: PeriodFindings) -> [Row] {
    let duplicates = findings.environments.duplicates
    var rows = duplicates.clusters.flatMap { cluster -> [Row] in
      let figures = figures(.duplicate, of: cluster.stack).of(cluster.members.first?.environment.text ?? "")
      let amounts = cluster.amounts(unpricedUse, currency)
      return [figures.cents("group", today: amounts.today.known, shared: amounts.shared.known)]
        + (cluster.isWeak ? [figures.text("link", "a chain: its ends have little in common")] : [])
        + cluster.members.map { member in
          let cost = KnownAmount(
            currency.minorUnits(of: member.cost), isLowerBound: unpricedUse.contains(member.environment))
          return figures.of(figures.subject, part: member.environment.text).cents("member", today: cost.known)
        }
    }
    rows += duplicates.keptApart.map { kept in
      figures(.keptApart, of: kept.stack).of(kept.environment.text, part: kept.owner.text)
        .text("reason", kept.reason.rawValue)
    }
    rows += findings.ownership.cells.flatMap(ownership)
    let all = figures(.organizationDuplicate)
    let owned = findings.ownership.cells.map { $0.amount(unpricedUse, currency) }
    return rows + [
      all.cents("duplicate_cost", amount: duplicates.knownCost(unpricedUse, currency)),
      all.cents("cost_of_all_owners", today: Self.sum(owned)),
      all.count("environments", duplicates.clusters.reduce(0) { $0 + $1.members.count }, "environments"),
      all.count("stacks", Set(duplicates.clusters.map(\.stack)).count, "stacks"),
    ]
  }

  private func ownership(_ cell: OwnershipGrid.Cell) -> [Row] {
    let figures = figures(.ownership, of: cell.stack).of(cell.owner?.text ?? OwnershipGrid.nobody)
    return [
      figures.cents("cost", today: cell.amount(unpricedUse, currency).known),
      figures.text("finding", cell.finding.rawValue),
    ]
      + figures.names("environment", cell.environments.map(\.text))
      + figures.names("version", cell.versions.map(\.text)) + figures.names("used_by", cell.tenants.map(\.text))
      + figures.names("kept_apart_for", cell.reasons.map(\.rawValue))
  }

  func versions(_ environments: EnvironmentFindings) -> [Row] {
    let owners = environments.owners
    return environments.drift.flatMap { drift -> [Row] in
      let all = figures(.version, of: drift.stack)
      let distinct = all.of("", part: drift.component.text)
        .count("distinct_versions", drift.versions.distinct, "versions")
      return [distinct]
        + drift.uses.flatMap { use -> [Row] in
          let figures = all.of(use.environment.text, part: drift.component.text)
          let isListed = use.knowledge == .listed
          return [
            figures.text("version", use.version.text), figures.text("owner", owners[use.environment]?.text),
            figures.text("newest", drift.newest?.version.text),
            figures.count("days_behind", use.lag?.days, "days", text: isListed ? nil : use.knowledge.rawValue),
            figures.text("support_end", use.support?.end?.description),
            figures.count("days_past_support", use.support?.daysPast, "days"),
          ].filter { $0.text != nil || $0.value != nil }
        }
    }
  }

  func support(_ environments: EnvironmentFindings) -> [Row] {
    let exposure = environments.exposure
    let rows = exposure.environments.flatMap { environment -> [Row] in
      let figures = figures(.support, of: environment.stack).of(environment.environment.text)
      return [
        figures.count("days_past", environment.days, "days"),
        figures.count("days_present", environment.presentDays, "days"),
        figures.cents("spent", amount: environment.amount(unpricedUse, currency).known),
        figures.amount("surcharge", environment.surcharge),
      ] + figures.names("component", environment.components.map(\.text))
    }
    let all = figures(.organizationSupport)
    return rows + [
      all.count("environments_past", exposure.environments.count, "environments"),
      all.count("days_past", exposure.environmentDays, "environment-days"),
      all.count("days_present", exposure.presentDays, "environment-days"),
      all.cents("spent", amount: exposure.amount(unpricedUse, currency).known),
      all.amount("surcharge", exposure.surcharge),
    ]
      + SupportPart.steps(environments).map { step in
        all.of(step.days.map { "within \($0) days" } ?? "past").count("ending", step.count, "environments")
      }
  }

  func inconsistency(_ environments: EnvironmentFindings) -> [Row] {
    environments.inconsistency.flatMap { stack -> [Row] in
      let figures = figures(.inconsistency, of: stack.stack)
      return figures.names("product", Set(stack.choices.flatMap(\.products)).sorted().map(\.text))
        + figures.names("tenant_without", stack.tenantsWithout.map(\.text))
        + stack.componentGaps.map { gap in
          figures.of("", part: gap.component.text).count("lacking", gap.lacking.count, "environments")
        }
    }
  }

  /// What is not told of few people stays untold.
  func switching(_ findings: PeriodFindings) -> [Row] {
    findings.switching.flatMap { stack -> [Row] in
      let (figures, measured) = (figures(.switching, of: stack.stack), stack.measured)
      let untold = "fewer than \(measured.smallestGroup) people"
      func told(_ name: String, _ number: Int?, _ unit: String) -> Row {
        figures.count(name, number, unit, text: number == nil ? untold : nil)
      }
      return [
        told("people", measured.people, "people"),
        told("people_in_several_environments", measured.peopleOnSeveral, "people"),
        told("switches", measured.switches, "switches"), figures.count("gap", measured.gapMinutes, "minutes"),
        figures.count("files_without_people", measured.filesWithoutPeople, "files"),
      ]
    }
  }
}

extension EnvironmentFindings {
  /// Who answers for an environment, where the catalogue tells.
  var owners: [EnvironmentID: TenantID] {
    Dictionary(
      inventory.entries.compactMap { entry in entry.owner.map { (entry.environment, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}

extension OwnershipGrid {
  /// What stands for the owner of environments that are in no catalogue.
  static let nobody = "(no owner)"
}
