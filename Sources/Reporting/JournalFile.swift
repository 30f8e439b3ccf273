internal import Configuration
internal import Metering

/// `journal_<period>.csv`: the month as one journal entry for the general ledger.
///
///     debit    the account and cost centre of who is charged    what is charged to it in sum, by kind of charge
///     credit   the same                                         where that sum is below 0: credits, what is given back
///     the other side of both: the clearing account of the platform, one row for each legal entity
///
/// So every legal entity's debits are its credits, to the cent. A sum of 0 makes no row, and what has no price is in no
/// sum. Corrections of closed months have rows of their own.
enum JournalFile {
  struct Account: Sendable, Hashable {
    let legalEntity: String
    let costCentre: String
    let glAccount: String
  }

  struct Row: Sendable {
    let account: Account
    /// nil of the clearing account.
    let category: String?
    let isCorrection: Bool
    /// Above 0 is a debit, below 0 a credit; never 0.
    let amount: Int128
  }

  private struct Key: Hashable, Sendable {
    let account: Account
    let category: String
    let isCorrection: Bool
  }

  static func rows(_ period: PeriodInput, _ settings: ReportSettings) -> [Row] {
    let groups = LineGroup.grouping(period.lines) { posted in
      let account = posted.line.account
      return Key(
        account: Account(
          legalEntity: account?.legalEntity ?? ReservedName.unmapped,
          costCentre: account?.costCentre ?? ReservedName.unmapped,
          glAccount: account?.glAccount ?? ReservedName.unmapped),
        category: posted.line.identity.category.focusCategory, isCorrection: posted.line.isCorrection)
    }
    var rows: [Row] = []
    var entities: [String: Int128] = [:]
    for group in groups where group.sum.minorUnits != 0 {
      rows.append(
        Row(
          account: group.key.account, category: group.key.category, isCorrection: group.key.isCorrection,
          amount: group.sum.minorUnits))
      entities[group.key.account.legalEntity, default: 0] += group.sum.minorUnits
    }
    for (entity, amount) in entities where amount != 0 {
      rows.append(
        Row(
          account: Account(
            legalEntity: entity, costCentre: settings.clearingCostCentre, glAccount: settings.clearingAccount),
          category: nil, isCorrection: false, amount: -amount))
    }
    return rows
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let currency = input.currency
    return [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .date("posting_date", "The last day of the month.") { _ in period.endDay.adding(days: -1) },
      .text("journal_id", "Names the entry: one a month.") { _ in "stackmeter-\(period)" },
      .text("legal_entity", key: true, "Legal entity in tenants.csv; (unmapped) when not listed.") {
        $0.account.legalEntity
      },
      .text("cost_centre", key: true, "Cost centre in tenants.csv; that of the clearing account on its rows.") {
        $0.account.costCentre
      },
      .text("gl_account", key: true, "General ledger account in tenants.csv, or the clearing account.") {
        $0.account.glAccount
      },
      .money("debit", in: currency, "What is charged to the account; empty on a row that credits it.") {
        $0.amount > 0 ? $0.amount : nil
      },
      .money("credit", in: currency, "What the account gets; empty on a row that debits it.") {
        $0.amount < 0 ? -$0.amount : nil
      },
      .text("currency", "ISO 4217 code of all amounts of the row.") { _ in currency.code },
      .text("charge_category", key: true, "\(ChargeCategory.focusListed) Empty of the clearing account.") {
        $0.category
      },
      .text("charge_class", key: true, "Correction for what corrects closed months, else empty.") {
        $0.isCorrection ? "Correction" : nil
      },
      .text("description", "The row in words.") { description(of: $0, period) },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }

  private static func description(of row: Row, _ period: Period) -> String {
    guard let category = row.category else { return "Platform clearing \(period)" }
    return row.isCorrection ? "\(category) \(period), corrections of closed months" : "\(category) \(period)"
  }
}
