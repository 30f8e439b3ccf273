internal import Aggregation
internal import Comparison
internal import Metering

/// One file of a set of reports.
package struct ReportFile: Sendable, Equatable {
  /// A plain file name, without a folder.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// All the reports of an organisation: the same input gives the same bytes.
package enum ReportSet {
  /// The files in the order of their names. Nothing comes out when the files of a period do not add up to one total, or
  /// when amounts are in several currencies.
  package static func files(for input: ReportInput) throws(ReportingError) -> [ReportFile] {
    try checkCurrency(input)
    let open = input.periods.filter { $0.published == nil }.compactMap(\.review)
    if let untied = UntiedBills(open, currency: input.currency) { throw .billsDiffer(untied) }
    var files: [ReportFile] = []
    var controls: [ControlTotals.Row] = []
    var statements: [ReportingError.FileSum] = []
    for period in input.periods {
      let written: PeriodFiles
      if let published = period.published {
        written = published
        try written.check(period, input.currency)
      } else {
        written = try PeriodFiles(period, of: input)
      }
      files += written.files
      controls += try ControlTotals.rows(period, written, input.currency)
      statements += written.facts.filter { $0.file == StatementFile.name(period.period) }
        .compactMap { $0.sum(of: "billed_cost") }
    }
    if let today = input.todaysAccounts {
      let (file, facts) = try OrganizationFile.written(input, today: today, statements: statements)
      files.append(file)
      controls += ControlTotals.rows(facts)
    }
    controls += ControlTotals.rows(input.quality)
    let totals = CSVWriter(columns: ControlTotals.columns(input)).write(controls)
    files.append(ReportFile(name: ControlTotals.name, bytes: totals.bytes))
    files.append(try SummaryPage.file(for: input))
    return files.sorted { bytewise($0.name, precedes: $1.name) }
  }

  /// Checks that sums of one thing, come by in several ways, are one.
  static func checkTied(
    _ sums: [ReportingError.FileSum], _ period: Period, _ currency: Currency
  ) throws(ReportingError) {
    guard Set(sums.map(\.minorUnits)).count <= 1 else {
      throw .totalsDiffer(period, sums: sums, currency: currency)
    }
  }

  private static func checkCurrency(_ input: ReportInput) throws(ReportingError) {
    for period in input.periods {
      for posted in period.lines where posted.line.currency != input.currency {
        throw .otherCurrency(
          where: posted.line.identity.rule, found: posted.line.currency, expected: input.currency)
      }
      for stack in period.comparisons where stack.currency != input.currency {
        throw .otherCurrency(
          where: "the comparison of \(stack.stack)", found: stack.currency, expected: input.currency)
      }
      if let organization = period.organization, organization.currency != input.currency {
        throw .otherCurrency(
          where: "the comparison of all stacks", found: organization.currency, expected: input.currency)
      }
    }
  }
}
