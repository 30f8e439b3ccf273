internal import Configuration
internal import Metering

/// `journal_<period>.csv`: the month as one journal entry for the general ledger.
///
///     debit    the account and cost centre of who is charged    what is charged to it in sum, by kind of charge
///     credit   the same                                         where that sum is below 0: credits, what is given back
///     the other side of both: the clearing account of the platform, one row for each legal entity
///
/// So every legal entity's debits are its credits, to the cent. A sum of 0 makes no row, and what has no price is in no
/// sum. Corrections have rows of their own, one for each closed month.
enum JournalFile {
  /// Compared by its bytes, as tenants are: codes that look alike are two, here as in every other file.
  struct Account: Sendable, Hashable {
    let legalEntity: String
    let costCentre: String
    let glAccount: String

    private var bytes: [[UInt8]] { [Array(legalEntity.utf8), Array(costCentre.utf8), Array(glAccount.utf8)] }

    static func == (left: Account, right: Account) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
  }

  struct Row: Sendable {
    let account: Account
    /// nil of the clearing account.
    let category: String?
    /// The month charged for, an earlier one in corrections; nil of the clearing account.
    let chargePeriod: Period?
    let isCorrection: Bool
    /// Above 0 is a debit, below 0 a credit; never 0.
    let amount: Int128
  }

  private struct Key: Hashable, Sendable {
    let account: Account
    let category: String
    let chargePeriod: Period
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
        category: posted.line.identity.category.focusCategory, chargePeriod: posted.line.identity.chargePeriod,
        isCorrection: posted.line.isCorrection)
    }
    var rows: [Row] = []
    var clearing: [Account: Int128] = [:]
    for group in groups where group.sum.minorUnits != 0 {
      rows.append(
        Row(
          account: group.key.account, category: group.key.category, chargePeriod: group.key.chargePeriod,
          isCorrection: group.key.isCorrection, amount: group.sum.minorUnits))
      let account = Account(
        legalEntity: group.key.account.legalEntity, costCentre: settings.clearingCostCentre,
        glAccount: settings.clearingAccount)
      clearing[account, default: 0] += group.sum.minorUnits
    }
    for (account, amount) in clearing where amount != 0 {
      rows.append(Row(account: account, category: nil, chargePeriod: nil, isCorrection: false, amount: -amount))
    }
    return rows
  }

  static func columns(_ input: ReportInput, _ period: Period) -> [CSVColumn<Row>] {
    let state = input.periods.first { $0.period == period }?.state
    let closing = input.periods.first { $0.period == period }?.history.closing ?? 1
    let currency = input.currency
    return [
      .text("billing_period", "The month billed, YYYY-MM.") { _ in period.description },
      .date("posting_date", "The last day of the month.") { _ in period.endDay.adding(days: -1) },
      .text(
        "journal_id",
        "Names the entry: one a closing. That of a second one ends in -2, and replaces the first, which is reversed."
      ) { _ in closing == 1 ? "stackmeter-\(period)" : "stackmeter-\(period)-\(closing)" },
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
      .text(
        "state",
        """
        closed: the month is over and frozen, so the entry can be posted; open: each night makes it anew, and so does \
        reopened: it was closed before.
        """
      ) { _ in state },
      .text(
        "charge_period", key: true,
        "The month charged for, YYYY-MM: an earlier one in corrections; empty of the clearing account."
      ) { $0.chargePeriod?.description },
    ]
  }

  private static func description(of row: Row, _ period: Period) -> String {
    guard let category = row.category else { return "Platform clearing \(period)" }
    return row.isCorrection ? "\(category) \(period), corrections of closed months" : "\(category) \(period)"
  }
}
