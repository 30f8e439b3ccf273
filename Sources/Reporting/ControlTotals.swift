internal import Metering

/// `control_totals.csv`: what every file holds and adds up to, and what became of every record read, so that a receiver
/// can check that all arrived. The totals are here and never among the rows of a file.
enum ControlTotals {
  static let name = "control_totals.csv"

  struct Row: Sendable {
    let section: String
    var file: String?
    var period: Period?
    var output: Output?
    var sumColumn: String?
    var sum: Int128?
    var source: String?
    var files: Int?
    var rejectedFiles: Int?
    var counts: RecordCounts?

    /// What the writer tells of a file, whatever its rows are.
    struct Output: Sendable {
      let rows: Int
      let emptyCells: Int
      let guardedCells: Int
      let firstDate: String?
      let lastDate: String?
    }
  }

  /// One row for each column of amounts that is to be added up; a file without one has one row all the same.
  static func rows<Content>(
    _ file: String, _ period: Period, _ output: CSVWriter<Content>.Output, sums columns: [String]
  ) -> [Row] {
    let facts = Row.Output(
      rows: output.rows, emptyCells: output.emptyCells, guardedCells: output.guardedCells,
      firstDate: output.firstDate, lastDate: output.lastDate)
    guard !columns.isEmpty else { return [Row(section: "file", file: file, period: period, output: facts)] }
    return columns.map { column in
      Row(
        section: "file", file: file, period: period, output: facts, sumColumn: column, sum: output.sums[column] ?? 0)
    }
  }

  /// One row per source of logs: read = accepted + duplicate + quarantined + excluded.
  static func rows(_ quality: DataQuality) -> [Row] {
    Dictionary(grouping: quality.files, by: \.source)
      .sorted { bytewise($0.key, precedes: $1.key) }
      .map { source, files in
        Row(
          section: "source", source: source, files: files.count, rejectedFiles: files.count(where: \.isRejected),
          counts: files.reduce(RecordCounts()) { $0 + $1.counts })
      }
  }

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("section", key: true, "file: a file of this set; source: what was read of a source of logs.") {
        $0.section
      },
      .text("file", key: true, "The file's name.") { $0.file },
      .text("billing_period", key: true, "The month of the file, YYYY-MM.") { $0.period?.description },
      .text("currency", "ISO 4217 code of the sum.") { $0.sum == nil ? nil : input.currency.code },
      .count("rows", "Rows of the file, without the header.") { $0.output?.rows },
      .text("sum_column", key: true, "The column added up.") { $0.sumColumn },
      .money("sum", in: input.currency, "Its sum over all rows.") { $0.sum },
      .date("min_date", "The earliest date in any column of dates.") {
        $0.output?.firstDate.flatMap { CivilDate($0) }
      },
      .date("max_date", "The latest date in any column of dates; ends are the day after.") {
        $0.output?.lastDate.flatMap { CivilDate($0) }
      },
      .count("empty_cells", "Cells without a value.") { $0.output?.emptyCells },
      .count("guarded_cells", "Texts with an apostrophe put before them, so that no spreadsheet runs them.") {
        $0.output?.guardedCells
      },
      .text("source", key: true, "The source's name in the project file.") { $0.source },
      .count("files", "Log files read.") { $0.files },
      .count("rejected_files", "Files rejected whole, because too many of their records were bad.") {
        $0.rejectedFiles
      },
      .count("read", "Records read = accepted + duplicate + quarantined + excluded.") { $0.counts?.read },
      .count("accepted", "Records metered.") { $0.counts?.accepted },
      .count("duplicate", "Repeats of a record, counted once.") { $0.counts?.duplicate },
      .count("quarantined", "Records kept apart with a reason.") { $0.counts?.quarantined },
      .count("excluded", "Records left out by a rule.") { $0.counts?.excluded },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }
}
