internal import Aggregation
internal import Configuration
internal import Metering

/// `control_totals.csv`: what every file holds and adds up to, and what became of every record read, so that a receiver
/// can check that all arrived. The totals are here and never among the rows of a file.
enum ControlTotals {
  static let name = "control_totals.csv"

  struct Row: Sendable {
    let section: String
    var file: String?
    var period: Period?
    var facts: FileFacts?
    var sumColumn: String?
    var sum: Int128?
    var source: String?
    var files: Int?
    var rejectedFiles: Int?
    var counts: RecordCounts?
    var state: String?
    var outputHash: String?
    var reconciled: String?
    var quantity: ExactDecimal?
    var table: String?
    var tableRow: String?
    /// Which closing of a month it is or will be.
    var closing: Int?
    var reopening: PeriodHistory.Superseded?
  }

  /// The rows of a month: its state, the links of its control chain, and its files.
  static func rows(
    _ period: PeriodInput, _ files: PeriodFiles, _ currency: Currency
  ) throws(ReportingError) -> [Row] {
    let state = Row(
      section: "period", period: period.period, state: period.state,
      outputHash: period.published == nil ? nil : files.outputHash, closing: period.history.closing)
    let reopenings = period.history.superseded.enumerated().map { index, closing in
      Row(
        section: "reopening", period: period.period, state: PeriodHistory.reopened, outputHash: closing.outputHash,
        closing: index + 1, reopening: closing)
    }
    let isUnpriced = LineSum(period.lines).isUnpriced
    let chain = try ControlChain.sums(of: period, currency).map { sum in
      Row(
        section: "chain", period: period.period, sumColumn: sum.file, sum: isUnpriced ? nil : sum.minorUnits)
    }
    let buckets = ControlChain.buckets(of: period).map { bucket in
      Row(section: "bucket", period: period.period, sumColumn: bucket.name, sum: bucket.sum.total.known)
    }
    return [state] + reopenings + chain + buckets + (try reconciliations(period, currency))
      + files.facts.flatMap { rows($0, period.period) }
  }

  /// Of each basis what is billed, what of it is explained, and what is left; without a bill, that there is none.
  private static func reconciliations(
    _ period: PeriodInput, _ currency: Currency
  ) throws(ReportingError) -> [Row] {
    guard let review = period.review else { return [] }
    var rows: [Row] = []
    for reconciliation in [review.cash, review.effective] {
      var row = Row(section: "reconciliation", period: period.period, reconciled: reconciliation.status.rawValue)
      row.sumColumn = reconciliation.basis.rawValue
      guard reconciliation.status != .notBilled else {
        rows.append(row)
        continue
      }
      let billed = reconciliation.rows.filter { $0.invoice != nil }
      do throws(ArithmeticOverflow) {
        let invoiced = try billed.compactMap(\.invoice).total()
        var explained = ExactDecimal.zero
        for environment in billed { explained = try explained.plus(try environment.explained()) }
        for (name, sum) in [
          ("invoice", invoiced), ("explained", explained), ("difference", try invoiced.minus(explained)),
        ] {
          row.sumColumn = "\(reconciliation.basis.rawValue).\(name)"
          row.sum = currency.minorUnits(of: sum)
          rows.append(row)
        }
        if let extent = BilledExtent(period, reconciliation, currency) {
          rows += extents(extent, row, reconciliation.basis)
        }
      } catch {
        throw .overflow(error)
      }
    }
    return rows
  }

  /// How much of the month the bills are of.
  private static func extents(_ extent: BilledExtent, _ row: Row, _ basis: CostBasis) -> [Row] {
    var (charged, billed, all) = (row, row, row)
    (charged.sumColumn, charged.sum) = ("\(basis.rawValue).charged_with_bill", extent.charged)
    (billed.sumColumn, billed.sum) = ("\(basis.rawValue).environments_with_bill", nil)
    (all.sumColumn, all.sum) = ("\(basis.rawValue).environments", nil)
    (billed.quantity, all.quantity) = (ExactDecimal(extent.billed), ExactDecimal(extent.all))
    return [charged, billed, all]
  }

  /// Files that are of all months: the tenants' and `organization.csv`.
  static func rows(_ files: [FileFacts]) -> [Row] { files.flatMap { rows($0, nil) } }

  /// The numbers at the feet of a page's tables: the cells themselves, so that page and file cannot differ.
  static func rows(_ page: WrittenPage) -> [Row] {
    page.tables.flatMap { table in
      table.footNumbers.map { number in
        var row = Row(
          section: "page", file: page.file.name, sumColumn: number.column, sum: number.minorUnits, table: table.id,
          tableRow: number.row)
        row.quantity = number.quantity
        return row
      }
    }
  }

  /// One row for each column of amounts that is added up; a file without one has one row all the same.
  private static func rows(_ facts: FileFacts, _ period: Period?) -> [Row] {
    let row = Row(section: "file", file: facts.file, period: period, facts: facts)
    guard !facts.sums.isEmpty else { return [row] }
    return facts.sums.map { sum in
      var row = row
      row.sumColumn = sum.column
      row.sum = sum.minorUnits
      return row
    }
  }

  /// One row per source of logs: read = accepted + duplicate + quarantined + excluded + rejected.
  static func rows(_ quality: DataQuality) -> [Row] {
    Dictionary(grouping: quality.files) { SourceID($0.source) }
      .sorted { $0.key < $1.key }
      .map { source, files in
        Row(
          section: "source", source: source.text, files: files.count, rejectedFiles: files.count(where: \.isRejected),
          counts: files.reduce(RecordCounts()) { $0 + $1.counts })
      }
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text(
        "section", key: true,
        """
        file: a file of this set; source: a source of logs; period: a month; reopening: a closing of it that does not \
        hold any more; chain: sums that must be one; \
        bucket: what of the month has no tenant (unallocated), no row in tenants.csv (unmapped), or is a residue of \
        conversion; reconciliation: bills and what explains them; page: a sum at the foot of a table on a page.
        """
      ) {
        $0.section
      },
      .text("file", key: true, "The file's name.") { $0.file },
      .text("billing_period", key: true, "The month of the file, YYYY-MM; empty of a file of all months.") {
        $0.period?.description
      },
      .text("currency", "ISO 4217 code of the sum.") { $0.sum == nil ? nil : input.currency.code },
      .count("rows", "Rows of the file, without the header.") { $0.facts?.rows },
      .text(
        "sum_column", key: true,
        "The column added up, on a page by its head; in a chain, what by: rated is the exact sum, rounded."
      ) {
        $0.sumColumn
      },
      .money(
        "sum", in: input.currency,
        """
        Its sum over all rows; empty where no row has an amount, or nothing has a price; of a page, as it stands at \
        the foot of the table; of ListCost and ContractedCost of FOCUS, the exact sum, rounded once.
        """
      ) {
        $0.sum
      },
      .date("min_date", "The earliest date in any column of dates; of instants, in UTC.") {
        $0.facts?.firstDate.flatMap { CivilDate($0) }
      },
      .date("max_date", "The latest date in any column of dates; ends are the day after.") {
        $0.facts?.lastDate.flatMap { CivilDate($0) }
      },
      .count("empty_cells", "Cells without a value.") { $0.facts?.emptyCells },
      .count("guarded_cells", "Texts with an apostrophe put before them, so that no spreadsheet runs them.") {
        $0.facts?.guardedCells
      },
      .text("source", key: true, "The source's name in the project file.") { $0.source },
      .count("files", "Log files read.") { $0.files },
      .count("rejected_files", "Files rejected whole, because too many of their records were bad.") {
        $0.rejectedFiles
      },
      .count("read", "Records read = accepted + duplicate + quarantined + excluded + rejected.") { $0.counts?.read },
      .count("accepted", "Records metered, in whichever reading of their file.") { $0.counts?.accepted },
      .count("duplicate", "Repeats of a record, counted once.") { $0.counts?.duplicate },
      .count("quarantined", "Records kept apart with a reason.") { $0.counts?.quarantined },
      .count("excluded", "Records left out by a rule.") { $0.counts?.excluded },
      .count("rejected", "Records that were understood and do not count, as their file is rejected whole.") {
        $0.counts?.rejected
      },
      .text("run_id", "Names the inputs that the figures come from; of a closed month, those of then.") {
        $0.facts?.runID ?? input.runID
      },
      .text("state", "Of a month: open; closed, and frozen; reopened: open, and closed before.") { $0.state },
      .text("output_sha256", "Of a closed month: sha256sum *_<period>.csv | sha256sum; of a reopening, what it was.") {
        $0.outputHash
      },
      .text("reconciled", "Of bills, by basis: yes: all that is billed ties; n/a: nothing is billed.") {
        $0.reconciled
      },
      .text("page_table", key: true, "Of a page: the table, whose caption is at #<page_table>-caption.") { $0.table },
      .text("page_row", key: true, "Of a page: the row at the foot of the table.") { $0.tableRow },
      .decimal(
        "quantity", places: 6,
        "A number that is no amount: of a page, as it stands at the foot of the table; of bills, how many environments."
      ) { $0.quantity },
      .text(
        "closing", key: true, "Of a month: 1 is its first closing; of an open one, that which is to come."
      ) { row in row.closing.map { String($0) } },
      .date("reopened_as_of", "Of a reopening: the last day that was known when the month was opened again.") {
        $0.reopening?.reopenedAsOf
      },
      .text("reopened_at", "When that was, as it was recorded then.") { $0.reopening?.reopenedAt },
      .text("reopened_by", "Who opened it.") { $0.reopening?.reopenedBy },
      .text("reopened_reason", "Why.") { $0.reopening?.reason },
    ]
  }
}
