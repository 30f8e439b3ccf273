internal import Configuration
internal import Metering

/// `allocation_<period>.csv`: how each tenant's charges came to it, in the published order: what is charged directly,
/// and then each line of a cost pool with what it was weighed by. All of a month's charges are in it, once.
enum AllocationFile {
  struct Row: Sendable {
    /// 1 for what is charged directly, and then the order in which pools are shared out.
    let step: Int
    /// In the words of `pools.csv`.
    let source: String
    /// nil: charged directly.
    let allocation: Allocation?
    /// Never empty; the first tells what all have in common: one, unless they are charged directly.
    let lines: [PostedLine]

    var first: ChargeLine { lines[0].line }
    var sum: LineSum { LineSum(lines) }
  }

  private struct Payer: Hashable {
    let tenant: TenantID
    let account: TenantAccount?
  }

  static func name(_ period: Period) -> String { "allocation_\(period).csv" }

  static func rows(_ period: PeriodInput) -> [Row] {
    let direct = LineGroup.grouping(period.lines.filter { $0.line.allocation == nil }) { posted in
      Payer(tenant: posted.line.identity.tenant, account: posted.line.account)
    }
    var rows = direct.map { Row(step: 1, source: "direct", allocation: nil, lines: $0.lines) }
    for posted in period.lines {
      guard let allocation = posted.line.allocation,
        let position = CostPool.Source.allCases.firstIndex(where: { $0.category == posted.line.identity.category })
      else { continue }
      rows.append(
        Row(
          step: position + 2, source: CostPool.Source.allCases[position].rawValue, allocation: allocation,
          lines: [posted]))
    }
    return rows
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] { places() + shares(input) }

  private static func places() -> [CSVColumn<Row>] {
    [
      .text("billing_period", "The month billed, YYYY-MM.") { $0.first.identity.period.description },
      .text("step", key: true, "The order of the allocation: 1 is direct; each step begins from those before.") {
        "\($0.step)"
      },
      .text("source", "direct, idle, shared_infrastructure, platform_team, overhead, unallocated.") { $0.source },
      .text("pool", key: true, "The pool in pools.csv; empty of what is charged directly.") { $0.allocation?.pool },
      .date("charge_period_start", key: true, "First day charged; empty of what is charged directly.") {
        $0.allocation == nil ? nil : $0.first.identity.days.lowerBound
      },
      .date("charge_period_end", "The day after the last day charged.") {
        $0.allocation == nil ? nil : $0.first.identity.days.upperBound
      },
      .text("stack_role", key: true, "The stack that the cost is of; (all) of none.") {
        $0.allocation == nil ? nil : $0.first.identity.stack.text
      },
      .text("environment_id", key: true, "The environment that the cost is of; (all) of none.") {
        $0.allocation == nil ? nil : $0.first.identity.environment.text
      },
      .text("sku", key: true, "What the cost is: a resource that is idle, or the pool.") {
        $0.allocation == nil ? nil : $0.first.identity.item
      },
      .text("distribution_id", key: true, "Names what is shared out as one: its in and out add to exactly 0.") {
        $0.allocation?.distribution
      },
      .text(
        "part", key: true,
        "cost: what the pool costs; out: taken from who held it; in: given to a receiver; empty of direct charges."
      ) {
        $0.allocation?.part.rawValue
      },
      .text("tenant_id", key: true, "Who is charged; a name in parentheses holds what is nobody's yet.") {
        $0.first.identity.tenant.text
      },
      .text("tenant_name", "The tenant's name in tenants.csv; empty when it is not listed.") { $0.first.account?.name },
      .text("cost_centre", key: true, "Cost centre in tenants.csv on these days; (unmapped) when not listed.") {
        $0.first.account.map(\.costCentre) ?? ReservedName.unmapped
      },
      .text("gl_account", key: true, "General ledger account in tenants.csv; (unmapped) when not listed.") {
        $0.first.account.map(\.glAccount) ?? ReservedName.unmapped
      },
    ]
  }

  private static func shares(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("method", CostPool.Method.allCases.map(\.rawValue).joined(separator: ", ") + ".") { $0.allocation?.method },
      .text("basis", "What the weights are; usage is in the meter's own unit.") {
        $0.allocation.flatMap { $0.basis.isEmpty ? nil : $0.basis }
      },
      .decimal("weight", places: 12, "The receiver's weight.") { $0.allocation?.weight },
      .decimal("share", places: 12, "Of what is shared out; empty of corrections.") { $0.allocation?.share },
      .decimal("amount", places: 12, "The exact amount before it was posted in cents; empty of direct charges.") {
        $0.allocation == nil ? nil : $0.first.amount
      },
      .money("billed_cost", in: input.currency, "What is charged, in whole cents; empty when nothing has a price.") {
        $0.sum.billed
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in input.currency.code },
      .text("note", "What else decided: a floor, a cap, weights below 0, or that nobody has a weight.") {
        $0.allocation.flatMap { $0.note.isEmpty ? nil : $0.note }
      },
      .text("charge_class", "FOCUS: Correction for lines that correct a closed period, else empty.") {
        $0.allocation != nil && $0.first.isCorrection ? "Correction" : nil
      },
      .text("source_line_id", key: true, "The charge line; empty of direct charges, which are sums of lines.") {
        $0.allocation == nil ? nil : $0.lines[0].lineID
      },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }

  /// A pool's line in words.
  static func description(of line: ChargeLine, _ allocation: Allocation) -> String {
    let what = "\(line.identity.category.label) of \(allocation.pool)"
    return switch allocation.part {
    case .cost: "\(what): \(line.identity.item)" + (line.isUnrated ? ", without a price" : "")
    case .out: "\(what), handed on by \(allocation.method)"
    case .received: "\(what), share by \(allocation.method)"
    }
  }
}
