internal import Aggregation
internal import Configuration
internal import Metering

/// A kind of file that every month has: its columns, its rows and what it must tie to. The one registry of them: what
/// stands here is written, checked, listed in the control totals, the manifest and `columns.md`, frozen when the month
/// is closed, and known to publishing.
struct PeriodFileKind: Sendable {
  /// Sums that must be one: over all files of a month that name it.
  enum Tie: Sendable, Hashable, CaseIterable {
    /// What the month is charged.
    case charged
    /// What of it corrects closed months.
    case corrections
    /// What of it does not.
    case regular
    /// Both sides of the journal.
    case journal
    /// What the environments of all stacks cost.
    case environments
    /// What they would cost shared.
    case shared
  }

  /// A column of amounts that is added up, and what the sum must be one with.
  struct Sum: Sendable {
    let column: String
    let tie: Tie?
    /// Whether the month has what the column adds up.
    let isTied: @Sendable (PeriodInput) -> Bool

    static func of(
      _ column: String, tiesTo tie: Tie? = nil, where isTied: @escaping @Sendable (PeriodInput) -> Bool = { _ in true }
    ) -> Sum {
      Sum(column: column, tie: tie, isTied: isTied)
    }
  }

  /// What comes before `_2026-10.csv`.
  let stem: String
  /// What the file is, in a sentence.
  let about: String
  let sums: [Sum]
  /// The columns as `columns.md` lists them.
  let columns: @Sendable (ReportInput, Period) -> [ColumnDescription]
  /// nil: the month has no such file.
  let write: @Sendable (PeriodInput, ReportInput) throws(ReportingError) -> CSVOutput?

  func name(_ period: Period) -> String { "\(stem)_\(period).csv" }

  /// `rows`: nil where the month has no such file. `exactSums`: of columns that are no whole cents, rounded once.
  init<Row>(
    _ stem: String, _ about: String, sums: [Sum] = [],
    exactSums: @escaping @Sendable ([Row], Currency) -> [String: Int128] = { _, _ in [:] },
    columns: @escaping @Sendable (ReportInput, Period) -> [CSVColumn<Row>],
    rows: @escaping @Sendable (PeriodInput, ReportInput) throws(ReportingError) -> [Row]?
  ) {
    self.stem = stem
    self.about = about
    self.sums = sums
    self.columns = { input, period in columns(input, period).map(ColumnDescription.init) }
    write = { period, input throws(ReportingError) in
      guard let rows = try rows(period, input) else { return nil }
      return CSVWriter(columns: columns(input, period.period)).write(rows).with(sums: exactSums(rows, input.currency))
    }
  }

  /// The kind of a file by its name; nil: it is none of a month's.
  static func named(_ file: String) -> PeriodFileKind? {
    guard file.hasSuffix(".csv"), let period = Period(file.dropLast(4).suffix(7)) else { return nil }
    return all.first { $0.name(period) == file }
  }

  /// In the order of their names.
  static let all: [PeriodFileKind] = [
    PeriodFileKind(
      "allocation", "How each tenant's charges came to it, cost pools step by step; only where there are cost pools.",
      sums: [.of("billed_cost", tiesTo: .charged)], columns: { input, _ in AllocationFile.columns(input) },
      rows: { period, _ in
        // A month without cost pools has nothing to tell of them.
        period.lines.contains { $0.line.allocation != nil } ? AllocationFile.rows(period) : nil
      }),
    PeriodFileKind(
      "budgets", "What tenants may spend, spend, and will have spent at the end of the month.",
      sums: [
        .of("budget"), .of("actual_cost", tiesTo: .charged, where: { $0.review != nil }), .of("forecast_cost"),
      ], columns: { BudgetsFile.columns($0, $1) + CSVColumn.bounds(of: $1) },
      rows: { period, input throws(ReportingError) in try BudgetsFile.rows(period, input.currency) }),
    PeriodFileKind(
      "by_stack", "The month's charges per stack, environment, version and tenant.",
      sums: [.of("billed_cost", tiesTo: .charged)], columns: { StackFile.columns($0, $1) + CSVColumn.bounds(of: $1) },
      rows: { period, _ in StackFile.rows(period) }),
    PeriodFileKind(
      "comparison",
      "What the environments cost beside one shared one, and what else the page draws: an estimate, one fact a row.",
      columns: { ComparisonFile.columns($0, $1) + CSVColumn.bounds(of: $1) },
      rows: { period, input throws(ReportingError) in try ComparisonFile.rows(period, input) }),
    PeriodFileKind(
      "corrections", "The lines of the month that correct closed months; header alone where there are none.",
      sums: [.of("billed_cost", tiesTo: .corrections)], columns: { input, _ in CorrectionsFile.columns(input) },
      rows: { period, _ throws(ReportingError) in try CorrectionsFile.rows(period) }),
    PeriodFileKind(
      "focus", "The month's priced charges as FOCUS 1.2 cost and usage; no file where nothing has a price.",
      sums: [
        .of("BilledCost", tiesTo: .charged), .of("EffectiveCost", tiesTo: .charged), .of("ListCost"),
        .of("ContractedCost"),
      ], exactSums: FocusFile.exactSums,
      columns: { FocusFile.columns($0, $1) },
      rows: { period, input throws(ReportingError) in try FocusFile.rows(period, input.currency) }),
    PeriodFileKind(
      "journal", "The month as a journal entry: debits and credits per account, the same in sum.",
      sums: [.of("debit", tiesTo: .journal), .of("credit", tiesTo: .journal)],
      columns: { JournalFile.columns($0, $1) + CSVColumn.bounds(of: $1) },
      rows: { period, input in JournalFile.rows(period, input.settings) }),
    PeriodFileKind(
      "lines", "Every charge line of the month, with the rule that made it: all other files are sums of these.",
      sums: [
        .of("list_cost"), .of("contracted_cost"), .of("billed_cost", tiesTo: .charged), .of("effective_cost"),
      ], columns: { input, _ in LinesFile.columns(input) },
      rows: { period, _ throws(ReportingError) in try LinesFile.rows(period) }),
    PeriodFileKind(
      "movements", "What moved since the month before, per tenant and stack, and why.",
      sums: [
        .of("previous_cost"),
        .of("current_cost", tiesTo: .charged, where: { $0.review.map { !$0.movements.isEmpty } ?? false }),
        .of("change"),
      ], columns: { MovementsFile.columns($0, $1) + CSVColumn.bounds(of: $1) },
      rows: { MovementsFile.rows($0, $1.currency) }),
    reconciliation("reconciliation", "Bills beside what explains them, per environment: what is paid.", .cash),
    reconciliation(
      "reconciliation_effective", "Bills beside what explains them, per environment: what the month bears.",
      .effective),
    PeriodFileKind(
      "savings", "What sharing could save per stack, what the plan promised and what was realised: never summed.",
      sums: [
        .of("today_cost", tiesTo: .environments), .of("shared_cost", tiesTo: .shared), .of("potential_saving"),
        .of("cashable_saving"), .of("promised_saving"), .of("realised_saving"),
      ], columns: { SavingsFile.columns($0, $1) }, rows: { SavingsFile.rows($0, $1) }),
    PeriodFileKind(
      "statement", "What finance books: per tenant, account and kind of charge.",
      sums: [.of("billed_cost", tiesTo: .charged), .of("correction_cost", tiesTo: .corrections)],
      columns: { StatementFile.columns($0, $1) }, rows: { period, _ in StatementFile.rows(period) }),
    PeriodFileKind(
      "unallocated", "What of the month has no tenant, no account, no stack or no price, each line with the reason.",
      sums: [.of("billed_cost")], columns: { input, _ in UnallocatedFile.columns(input) },
      rows: { period, _ throws(ReportingError) in try UnallocatedFile.rows(period) }),
  ]

  /// Environments are billed without corrections, which are of other months.
  private static func reconciliation(_ stem: String, _ about: String, _ basis: CostBasis) -> PeriodFileKind {
    PeriodFileKind(
      stem, about,
      sums: [
        .of("invoice_amount"), .of("explained"), .of("difference"),
        .of("billed_cost", tiesTo: .regular, where: { $0.review != nil }),
      ], columns: { ReconciliationFile.columns($0, $1, basis) + CSVColumn.bounds(of: $1) },
      rows: { period, input throws(ReportingError) in try ReconciliationFile.rows(period, basis, input.currency) })
  }
}
