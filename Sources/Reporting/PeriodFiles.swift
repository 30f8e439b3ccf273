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
    var files: [ReportFile] = []
    var facts: [FileFacts] = []
    for kind in PeriodFileKind.all {
      guard let output = try kind.write(period, report) else { continue }
      let name = kind.name(period.period)
      files.append(ReportFile(name: name, bytes: output.bytes))
      facts.append(FileFacts(name, output, sums: kind.sums.map(\.column), runID: report.runID))
    }
    self.files = files.sorted { bytewise($0.name, precedes: $1.name) }
    self.facts = facts
    try check(period, report.currency)
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
    for tie in PeriodFileKind.Tie.allCases {
      var sums = try start(of: tie, period, currency)
      for file in facts {
        let tied = PeriodFileKind.named(file.file)?.sums.filter { $0.tie == tie && $0.isTied(period) } ?? []
        sums += tied.compactMap { file.sum(of: $0.column) }
      }
      try ReportSet.checkTied(sums, period.period, currency)
    }
  }

  /// What all stacks come to together; empty where none was compared.
  private func together(
    _ period: PeriodInput, _ currency: Currency, _ amount: KeyPath<OrganizationComparison, ExactDecimal>
  ) -> [ReportingError.FileSum] {
    period.organization.map {
      [ReportingError.FileSum(file: "all stacks together", minorUnits: currency.minorUnits(of: $0[keyPath: amount]))]
    } ?? []
  }

  /// What all stacks together come to shared, without those for which sharing is not judged: files leave them empty.
  private func judged(_ period: PeriodInput, _ currency: Currency) -> [ReportingError.FileSum] {
    let unjudged = period.comparisons.filter { $0.verdict == .notPriced }
    let rest = unjudged.reduce(0) { $0 + currency.minorUnits(of: $1.shared) }
    return together(period, currency, \.shared).map {
      ReportingError.FileSum(file: $0.file, minorUnits: $0.minorUnits - rest)
    }
  }

  /// What the files' sums are held against, beside each other.
  private func start(
    of tie: PeriodFileKind.Tie, _ period: PeriodInput, _ currency: Currency
  ) throws(ReportingError) -> [ReportingError.FileSum] {
    switch tie {
    case .charged: return try ControlChain.sums(of: period, currency)
    case .regular:
      let regular = LineSum(period.lines.filter { !$0.line.isCorrection })
      return [ReportingError.FileSum(file: "lines without corrections", minorUnits: regular.minorUnits)]
    case .environments: return together(period, currency, \.today)
    case .shared: return judged(period, currency)
    case .corrections, .journal: return []
    }
  }
}
