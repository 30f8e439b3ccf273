internal import Bytes
internal import Comparison
internal import Metering

/// The files of one month, and what the control totals tell of them.
///
/// A month that is open is written from its lines. A closed one is printed as it was published: its bytes are kept, and
/// neither later inputs nor a later version of the program can change them.
package struct PeriodFiles: Sendable, Equatable {
  /// In the order of their names.
  package let files: [ReportFile]
  package let facts: [FileFacts]

  /// Files as they were published before.
  package init(files: [ReportFile], facts: [FileFacts]) {
    self.files = files
    self.facts = facts
  }

  /// The files of a month, written from its lines. Nothing comes out when they do not add up to one total.
  package init(_ period: PeriodInput, of report: ReportInput) throws(ReportingError) {
    var written = Written(runID: report.runID)
    written.add(
      LinesFile.name(period.period), LinesFile.columns(report), try LinesFile.rows(period),
      sums: ["list_cost", "contracted_cost", "billed_cost", "effective_cost"])
    written.add(
      StatementFile.name(period.period), StatementFile.columns(report, period.period), StatementFile.rows(period),
      sums: ["billed_cost", "correction_cost"])
    written.add(
      StackFile.name(period.period), StackFile.columns(report, period.period), StackFile.rows(period),
      sums: ["billed_cost"])
    written.add(
      ComparisonFile.name(period.period), ComparisonFile.columns(report, period.period),
      try ComparisonFile.rows(period, report.currency), sums: [])
    written.add(
      CorrectionsFile.name(period.period), CorrectionsFile.columns(report), try CorrectionsFile.rows(period),
      sums: ["billed_cost"])
    // A month without cost pools has nothing to tell of them.
    if period.lines.contains(where: { $0.line.allocation != nil }) {
      written.add(
        AllocationFile.name(period.period), AllocationFile.columns(report), AllocationFile.rows(period),
        sums: ["billed_cost"])
    }
    files = written.files.sorted { bytewise($0.name, precedes: $1.name) }
    facts = written.facts
    try check(period, report.currency)
  }

  private struct Written {
    let runID: String
    var files: [ReportFile] = []
    var facts: [FileFacts] = []

    mutating func add<Row>(_ name: String, _ columns: [CSVColumn<Row>], _ rows: [Row], sums: [String]) {
      let output = CSVWriter(columns: columns).write(rows)
      files.append(ReportFile(name: name, bytes: output.bytes))
      facts.append(FileFacts(name, output, sums: sums, runID: runID))
    }
  }

  /// SHA-256 of what `sha256sum` prints of the files in the order of their names, so that anybody can check it:
  ///
  ///     sha256sum *_2026-10.csv | sha256sum
  package var outputHash: String {
    let listing = files.map { "\(SHA256.hexadecimal(of: $0.bytes))  \($0.name)\n" }.joined()
    return SHA256.hexadecimal(of: Array(listing.utf8))
  }

  /// The control chain of economics.md §2.7: rated = tenants = stacks = cost centres = every file, to the cent.
  func check(_ period: PeriodInput, _ currency: Currency) throws(ReportingError) {
    let lines = LinesFile.name(period.period)
    let statement = StatementFile.name(period.period)
    let stacks = StackFile.name(period.period)
    let corrections = CorrectionsFile.name(period.period)
    let allocation = AllocationFile.name(period.period)
    let files = facts.filter { [lines, statement, stacks, allocation].contains($0.file) }
      .compactMap { $0.sum(of: "billed_cost") }
    try ReportSet.checkTied(try ControlChain.sums(of: period, currency) + files, period.period, currency)
    let corrected = [
      facts.first { $0.file == statement }?.sum(of: "correction_cost"),
      facts.first { $0.file == corrections }?.sum(of: "billed_cost"),
    ]
    try ReportSet.checkTied(corrected.compactMap { $0 }, period.period, currency)
  }
}
