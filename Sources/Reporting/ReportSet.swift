internal import Aggregation
internal import Comparison
internal import Configuration
internal import Metering

/// One file of a set of reports.
package struct ReportFile: Sendable, Equatable {
  /// A file name, with the one folder of the set before it where it is in that.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// The same with a byte order mark, where it is a CSV file.
  fileprivate var withByteOrderMark: ReportFile {
    name.hasSuffix(".csv") ? ReportFile(name: name, bytes: [0xEF, 0xBB, 0xBF] + bytes) : self
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
    var facts: [FileFacts] = []
    var controls: [ControlTotals.Row] = []
    var booked: [ReportingError.FileSum] = []
    for period in input.periods {
      let written: PeriodFiles
      if let published = period.published {
        written = published
        try written.check(period, input.currency)
      } else {
        written = try PeriodFiles(period, of: input)
      }
      files += written.files
      facts += written.facts
      controls += try ControlTotals.rows(period, written, input.currency)
      booked += written.facts.filter { $0.file == StatementFile.name(period.period) }
        .compactMap { $0.sum(of: "billed_cost") }
    }
    if let today = input.todaysAccounts {
      let (file, organizationFacts) = try OrganizationFile.written(input, today: today, statements: booked)
      files.append(file)
      facts.append(organizationFacts)
      controls += ControlTotals.rows([organizationFacts])
    }
    let (quarantine, quarantineFacts) = QuarantineFile.written(input)
    files.append(quarantine)
    facts.append(quarantineFacts)
    controls += ControlTotals.rows([quarantineFacts])
    let statements = try TenantStatement.all(of: input)
    if !statements.isEmpty {
      let (list, listFacts) = TenantPagesFile.written(input, statements)
      files.append(list)
      facts.append(listFacts)
      controls += ControlTotals.rows([listFacts])
    }
    let (tenantFiles, tenantFacts, tenantPages) = try Self.files(of: statements, input)
    facts += tenantFacts
    files += tenantFiles + [ColumnsFile.file(for: input), ImportNotes.file(for: input)]
    var pages = tenantPages + [try SummaryPage.page(for: input)]
    let names = files.map(\.name) + pages.map(\.file.name) + [ControlTotals.name]
    pages.append(try IndexPage.page(for: input, files: names, statements: statements))
    files += pages.map(\.file)
    controls += ControlTotals.rows(tenantFacts) + ControlTotals.rows(input.quality) + pages.flatMap(ControlTotals.rows)
    let totals = CSVWriter(columns: ControlTotals.columns(input)).write(controls)
    facts.append(FileFacts(ControlTotals.name, totals, sums: [], runID: input.runID))
    files.append(ReportFile(name: ControlTotals.name, bytes: totals.bytes))
    if input.settings.byteOrderMark { files = files.map(\.withByteOrderMark) }
    files.sort { bytewise($0.name, precedes: $1.name) }
    files.append(Manifest.file(input, files: files, facts: facts, links: Manifest.Link.links(input.periods)))
    files.append(ChecksumFile.file(for: files))
    return files.sorted { bytewise($0.name, precedes: $1.name) }
  }

  /// Each tenant's page and file. Together they come to what the months come to, or nothing comes out.
  private static func files(
    of statements: [TenantStatement], _ input: ReportInput
  ) throws(ReportingError) -> (files: [ReportFile], facts: [FileFacts], pages: [WrittenPage]) {
    var files: [ReportFile] = []
    var facts: [FileFacts] = []
    var pages: [WrittenPage] = []
    for statement in statements {
      let output = CSVWriter(columns: TenantFile.columns(input.currency)).write(TenantFile.rows(statement))
      let name = TenantFile.name(statement.slug)
      files.append(ReportFile(name: name, bytes: output.bytes))
      pages.append(try TenantPage(statement: statement).page())
      facts.append(FileFacts(name, output, sums: TenantFile.sums, runID: input.runID))
    }
    let charged = facts.reduce(Int128(0)) { $0 + ($1.sum(of: "billed_cost")?.minorUnits ?? 0) }
    let months = input.periods.reduce(Int128(0)) { $0 + LineSum($1.lines).minorUnits }
    guard charged == months else {
      throw .statementsDiffer(statements: charged, months: months, currency: input.currency)
    }
    return (files, facts, pages)
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
