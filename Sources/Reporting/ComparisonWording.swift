internal import Comparison
internal import Metering

/// The comparison in words. All sentences about it are made here, those that say no beside those that say yes.
enum ComparisonWording {
  /// What an item is called.
  static func label(_ item: StackComparison.Item) -> String {
    switch item {
    case .capacity: "Capacity"
    case .paidByUse: "Paid by use"
    case .controlPlane: "Control plane"
    case .licences: "Licences"
    case .staff: "Operations staff"
    case .otherFixed: "Other fixed cost"
    case .upgrades: "Upgrades"
    case .switching: "Switching between environments"
    }
  }

  /// What a step of the bridge is called.
  static func label(_ step: StackComparison.BridgeStep) -> String {
    switch step {
    case .today: "Today"
    case .rightSize: "Shrink each environment to what it needs"
    case .poolDemand: "Pool the demand of all environments"
    case .isolationAndSpare: "Isolation between tenants, spare nodes"
    case .controlPlane: "Control plane"
    case .licences: "Licences"
    case .otherFixed: "Other fixed cost"
    case .staff: "Operations staff"
    case .upgrades: "Upgrades"
    case .switching: "Switching between environments"
    case .shared: "One shared environment per stack"
    }
  }

  /// What a step is called where there is little room.
  static func short(_ step: StackComparison.BridgeStep) -> String {
    switch step {
    case .rightSize: "Right-size each"
    case .poolDemand: "Pool the demand"
    case .isolationAndSpare: "Isolation, spare nodes"
    case .switching: "Switching"
    case .today, .controlPlane, .licences, .otherFixed, .staff, .upgrades, .shared: label(step)
    }
  }

  /// When the money is back: `in month 7`, or `not within the horizon`.
  static func month(_ month: Int?) -> String { month.map { "in month \($0)" } ?? "not within the horizon" }

  /// The step inside a sentence: "… is the largest difference".
  static func phrase(_ step: StackComparison.BridgeStep) -> String {
    switch step {
    case .today, .shared: label(step)
    case .rightSize: "shrinking each environment to what it needs"
    case .poolDemand: "pooling demand"
    case .isolationAndSpare: "isolation and spare nodes"
    case .controlPlane: "control planes"
    case .licences: "licences"
    case .otherFixed: "other fixed cost"
    case .staff: "operations staff"
    case .upgrades: "upgrades"
    case .switching: "switching between environments"
    }
  }

  /// Why sharing is not judged of what is duplicated.
  static let notPriced = "whether sharing pays is not known, as capacity is held without a price"

  /// The verdict on a stack, for a table's cell.
  static func verdict(_ stack: StackComparison) -> String {
    verdict(stack.verdict, paybackMonth: stack.paybackMonth, horizonMonths: stack.horizonMonths)
  }

  static func verdict(_ verdict: StackComparison.Verdict, paybackMonth: Int?, horizonMonths: Int) -> String {
    switch verdict {
    case .nothingToShare: "nothing to share"
    case .notPriced: "not priced"
    case .doesNotPay: "does not pay"
    case .paysTooLate: "does not pay within \(horizonMonths) months"
    case .pays: paybackMonth.map { "pays for itself in month \($0)" } ?? "pays"
    }
  }

  /// Where sharing pays for some stacks and not for others, after "… compute cost X": both halves of the answer.
  /// `rate`: over which time the saving is, `a month`.
  static func mixedConclusion(_ sharing: SharingByStack, rate: String, currency: Currency) -> Markup {
    """
    . Sharing one platform would save \(DisplayText.rounded(sharing.saving(in: currency), currency)) \(rate) in \
    \(list(sharing.paying)); it does not pay in \(list(sharing.losing)).
    """
  }

  /// Stacks in a sentence: `notebooks, serving and training`, or the first three `and 5 others`.
  static func list(_ stacks: [StackComparison]) -> Markup {
    let longest = 4
    let shown = stacks.count > longest ? stacks.prefix(longest - 1) : stacks[...]
    var names = shown.map { Markup.name($0.stack.text) }
    if shown.count < stacks.count { names.append("\(stacks.count - shown.count) others") }
    guard names.count > 1, let last = names.popLast() else { return names.joined() }
    return "\(names.joined(by: ", ")) and \(last)"
  }

  /// What all stacks together come to, after "… compute cost X": the end of the page's headline. What sharing saves is
  /// not called the cost of duplication, which `duplication` tells.
  /// `rate`: over which time the amounts are, `a month`.
  static func conclusion(_ whole: OrganizationComparison, rate: String) -> String {
    let shared = rounded(whole.shared, whole)
    let saving = cents(whole.saving, whole)
    switch whole.verdict {
    case .pays:
      let month = whole.paybackMonth.map { ", and pay for itself in month \($0) if all move at once" } ?? ""
      return ". One shared environment per stack would cost \(shared) \(rate), "
        + "\(DisplayText.rounded(saving, whole.currency)) less\(month)."
    case .paysTooLate:
      return
        "; sharing would save \(DisplayText.rounded(saving, whole.currency)) \(rate) but not earn back its one-time "
        + "cost of \(rounded(whole.oneTimeCost, whole)) within \(whole.horizonMonths) months, so it does not pay here."
    case .doesNotPay where saving == 0:
      return "; sharing does not pay here: one shared environment per stack would cost the same."
    case .doesNotPay:
      return "; sharing does not pay here: one shared environment per stack would cost \(shared) \(rate), "
        + "\(DisplayText.rounded(-saving, whole.currency)) more."
    case .nothingToShare:
      return "; no stack runs in more than one environment, so there is nothing to share."
    case .notPriced: return "; \(notPriced)."
    }
  }

  /// A saving in cash and in people's time, which is money only when they do other work (economics.md §0, point 4).
  static func split(_ whole: OrganizationComparison) -> String {
    func part(_ saving: Int128, _ noun: String) -> String {
      "\(DisplayText.rounded(abs(saving), whole.currency)) \(saving < 0 ? "more" : "less") \(noun)"
    }
    let cash = cents(whole.cashableSaving, whole)
    return part(cash, "cash") + ", " + part(cents(whole.saving, whole) - cash, "people's time")
  }

  private static func cents(_ amount: ExactDecimal, _ whole: OrganizationComparison) -> Int128 {
    whole.currency.minorUnits(of: amount)
  }

  private static func rounded(_ amount: ExactDecimal, _ whole: OrganizationComparison) -> String {
    DisplayText.rounded(cents(amount, whole), whole.currency)
  }

  /// How many of the stacks it pays for, as a headline.
  static func summary(of sharing: SharingByStack) -> String {
    let all = DisplayText.counted(sharing.count, "stack", "stacks")
    switch (sharing.count, sharing.paying.count) {
    case (0, _): return "No stack runs in more than one environment: there is nothing to share."
    case (1, 0): return "Sharing does not pay for the only stack that runs more than once."
    case (_, 0): return "Sharing does not pay for any of the \(all) that run more than once."
    case (1, 1): return "Sharing pays for the one stack that runs more than once."
    case (let count, let some) where count == some: return "Sharing pays for all \(all) that run more than once."
    case (_, let some): return "Sharing pays for \(some) of the \(all) that run more than once."
    }
  }
}

/// Something to know about the comparison of a stack, in words and with what it is about.
struct ComparisonNote: Sendable, Equatable {
  /// Stable, for files.
  let code: String
  /// Environments or resources, by name.
  let subjects: [String]
  /// The sentence before the subjects.
  let text: String

  init(_ note: StackComparison.Note) {
    switch note {
    case .staffNotRecorded:
      code = "staff_not_recorded"
      subjects = []
      text = "No operations staff is recorded in costs.csv, so people are left out on both sides."
    case .capacityNotRecorded(let environments):
      code = "capacity_not_recorded"
      subjects = environments.map(\.text)
      text = "No capacity is recorded in capacity.csv; these environments count at what their usage costs:"
    case .capacityWithoutPrice(let environment, let resource, let day):
      code = "capacity_without_price"
      subjects = [environment.text, resource.text]
      text =
        "Capacity is held without a price, first on \(DisplayText.day(day)), so today's cost is a lower bound and "
        + "sharing is not judged; add its price to rates.csv, for:"
    case .otherStacks(let environments):
      code = "other_stacks"
      subjects = environments.map(\.text)
      text =
        "These run other stacks, too; each stack counts what was used of it there, and capacity and fixed costs of the "
        + "days on which environments.csv names it:"
    case .usedOutsideItsDays(let environments):
      code = "used_outside_its_days"
      subjects = environments.map(\.text)
      text =
        "Used on days on which environments.csv does not have them; what was used on these counts at its price, and no "
        + "capacity is held on them:"
    case .unratedUsage(let resources):
      code = "unrated_usage"
      subjects = resources.map(\.text)
      text = "No price is known for these resources, so today's cost is a lower bound:"
    case .notCatalogued(let environments):
      code = "not_catalogued"
      subjects = environments.map(\.text)
      text = "Seen in the logs and not in environments.csv, so owner and fixed costs are unknown:"
    case .demandAboveCapacity(let environment, let resource, let hours):
      code = "demand_above_capacity"
      subjects = [environment.text, resource.text]
      text =
        "Demand was above the recorded capacity in \(DisplayText.counted(hours, "hour", "hours")): "
        + "a metering fault, or bursting; for:"
    case .sharedPriceMissing(let resource):
      code = "shared_price_missing"
      subjects = [resource.text]
      text = "No price for the shared environment; the highest of the environments' own is taken for:"
    case .keptApart(let environments):
      code = "kept_apart"
      subjects = environments.map(\.text)
      text = "Kept apart by decision, so at today's cost on both sides:"
    }
  }
}
