package import Metering

/// A row of `bills.csv`: what an invoice bills for an environment in a month.
package struct Bill: Sendable, Equatable {
  /// The invoice's number, as text.
  package let invoice: String
  package let environment: EnvironmentID
  /// The month that is billed, which need not be the one in which it is paid.
  package let period: Period
  /// What is to be paid; nil where the row does not tell.
  package let cash: ExactDecimal?
  /// What the month bears, prepayments spread out; nil where the row does not tell.
  package let effective: ExactDecimal?
  package let covers: Set<BilledKind>
  package let reference: String

  package init(
    invoice: String, environment: EnvironmentID, period: Period, cash: ExactDecimal?, effective: ExactDecimal?,
    covers: Set<BilledKind> = BilledKind.standard, reference: String
  ) {
    self.invoice = invoice
    self.environment = environment
    self.period = period
    self.cash = cash
    self.effective = effective
    self.covers = covers
    self.reference = reference
  }

  /// nil where the row does not tell it.
  package func amount(_ basis: CostBasis) -> ExactDecimal? {
    switch basis {
    case .cash: cash
    case .effective: effective
    }
  }
}

/// What a bill is counted by. The two are never summed and never stand in one table (economics.md §2.7).
package enum CostBasis: String, Sendable, Hashable, Codable, CaseIterable {
  /// What is paid.
  case cash
  /// What the month bears.
  case effective
}

/// A kind of cost that an invoice may bill.
package enum BilledKind: String, Sendable, Hashable, CaseIterable {
  /// Usage and the capacity it runs on, with what is taken off and added.
  case usage
  case controlPlane = "control_plane"
  case licences
  case operationsStaff = "operations_staff"
  case other

  /// All but people, who are on the payroll and on no invoice.
  package static let standard: Set<BilledKind> = [.usage, .controlPlane, .licences, .other]

  /// The kind that a charge is of.
  package init(_ category: ChargeCategory) {
    switch category {
    case .usage, .discount, .markup, .minimum, .credit, .idle, .unallocated, .conversion: self = .usage
    case .sharedInfrastructure, .platformTeam, .overhead: self = .other
    case .controlPlane: self = .controlPlane
    case .licences: self = .licences
    case .operationsStaff: self = .operationsStaff
    case .otherFixed: self = .other
    }
  }
}

/// A row of `bill_items.csv`: a part of a bill that is known and is no charge of ours, with its reason.
package struct BillItem: Sendable, Equatable {
  package enum Reason: String, Sendable, Hashable, CaseIterable {
    case tax, support, refund, discount, credit, prepayment
    /// Usage that the bill has and the logs do not have yet.
    case late
    /// What usage without a rate is billed at.
    case unrated
    case other
  }

  /// The bill it is of.
  package let invoice: String
  package let environment: EnvironmentID
  package let period: Period
  package let reason: Reason
  /// What of the bill it is: below 0 where it makes the bill smaller, as a refund does.
  package let amount: ExactDecimal
  /// nil: part of the bill by either.
  package let basis: CostBasis?
  /// Why, for the person who checks.
  package let note: String
  package let reference: String

  package init(
    invoice: String, environment: EnvironmentID, period: Period, reason: Reason, amount: ExactDecimal,
    basis: CostBasis? = nil, note: String, reference: String
  ) {
    self.invoice = invoice
    self.environment = environment
    self.period = period
    self.reason = reason
    self.amount = amount
    self.basis = basis
    self.note = note
    self.reference = reference
  }
}

/// What was billed, with what finance declares of it: `bills.csv` and `bill_items.csv`, each in the order of the file.
package struct Bills: Sendable, Equatable {
  package let bills: [Bill]
  package let items: [BillItem]

  package init(_ bills: [Bill], items: [BillItem] = []) {
    self.bills = bills
    self.items = items
  }

  package static let none = Bills([])

  package var isEmpty: Bool { bills.isEmpty }

  /// What is billed for a month.
  package func of(_ period: Period) -> Bills {
    Bills(bills.filter { $0.period == period }, items: items.filter { $0.period == period })
  }

  package var environments: Set<EnvironmentID> { Set(bills.map(\.environment)) }

  package var periods: [Period] { Set(bills.map(\.period)).sorted() }

  /// Whether the same is billed and declared, wherever in the files it stands.
  package func bill(likeThoseOf other: Bills) -> Bool { Set(facts) == Set(other.facts) }

  private var facts: [[String]] {
    var facts: [[String]] = []
    for bill in bills {
      let amounts = [bill.cash?.description ?? "", bill.effective?.description ?? ""]
      facts.append(
        ["bill", bill.invoice, bill.environment.text, bill.period.description] + amounts
          + bill.covers.map(\.rawValue).sorted { bytewise($0, precedes: $1) })
    }
    for item in items {
      let terms = [item.reason.rawValue, item.amount.description, item.basis?.rawValue ?? "", item.note]
      facts.append(["item", item.invoice, item.environment.text, item.period.description] + terms)
    }
    return facts
  }
}

/// How bills are compared: `reconciliation` in the project file.
package struct ReconciliationSettings: Sendable, Equatable {
  /// The largest difference that counts as none, in the project's currency. 0 unless the project file says otherwise.
  package let tolerance: ExactDecimal

  package init(tolerance: ExactDecimal = .zero) { self.tolerance = tolerance }

  /// The settings of the key `reconciliation`; the defaults where it is absent.
  static func decode(_ node: ProjectNode?) throws(ConfigurationError) -> ReconciliationSettings {
    guard let node else { return ReconciliationSettings() }
    let fields = try node.fields(["tolerance"])
    return ReconciliationSettings(tolerance: try fields["tolerance"]?.decimal(upTo: ExactDecimal(1_000_000)) ?? .zero)
  }
}
