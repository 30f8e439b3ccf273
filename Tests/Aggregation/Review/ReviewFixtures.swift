import Configuration
import Ledger
import Metering

@testable import Aggregation

/// A line of October in the lab, as it is stored.
func stored(
  _ tenant: TenantID = "ada", _ amount: ExactDecimal?, _ category: ChargeCategory = .usage, item: String = "gpu",
  quantity: ExactDecimal = .one, stack: StackID = "notebooks", environment: EnvironmentID = "lab",
  billedIn period: Period = october, cents: Int128? = nil
) -> StoredChargeLine {
  let identity = ChargeLine.Identity(
    period: period, days: october.days, tenant: tenant, stack: stack, environment: environment, version: "",
    category: category, item: item, rule: "rule", chargeClass: period == october ? .regular : .correction)
  let line = ChargeLine(
    identity: identity, account: nil, quantity: quantity, meterUnit: unit("GPU-seconds"), pricing: nil, amount: amount,
    currency: dollars)
  return StoredChargeLine(
    line: line, lineID: RunIdentity.lineID(identity), minorUnits: cents ?? amount.map(dollars.minorUnits(of:)))
}

/// A bill for the lab in October.
func bill(
  _ cash: ExactDecimal?, effective: ExactDecimal? = nil, invoice: String = "I-1", environment: EnvironmentID = "lab",
  covers: Set<BilledKind> = BilledKind.standard
) -> Bill {
  Bill(
    invoice: invoice, environment: environment, period: october, cash: cash, effective: effective, covers: covers,
    reference: "bills.csv:2")
}

func item(
  _ reason: BillItem.Reason, _ amount: ExactDecimal, basis: CostBasis? = nil, invoice: String = "I-1"
) -> BillItem {
  BillItem(
    invoice: invoice, environment: "lab", period: october, reason: reason, amount: amount, basis: basis,
    note: "as agreed", reference: "bill_items.csv:2")
}

/// The rows of October.
func reconciled(
  _ bills: [Bill], _ items: [BillItem] = [], lines: [StoredChargeLine], late: [StoredChargeLine] = [],
  idle: [EnvironmentID: UnusedCapacity.Amount] = [:], basis: CostBasis = .cash, tolerance: ExactDecimal = .zero
) throws -> [ReconciledEnvironment] {
  try BillMatching(
    period: october, bills: Bills(bills, items: items), lines: lines, late: late, idle: idle, currency: dollars,
    settings: ReconciliationSettings(tolerance: tolerance)
  ).rows(basis)
}
