package import Aggregation
package import Comparison
package import Configuration
package import Metering

/// All that a set of reports shows: computed by the stages before, only formatted here.
package struct ReportInput: Sendable, Equatable {
  package let organization: String
  package let currency: Currency
  /// The organisation's time zone, by name.
  package let zone: String
  /// The last day of which usage is known, or the day the run was asked for: what "today" is in every report.
  package let asOf: CivilDate
  /// Names the inputs that the figures come from: the same inputs, the same id.
  package let runID: String
  /// Names the rate card in force by its content.
  package let rateCardVersion: String
  /// In order, oldest first.
  package let periods: [PeriodInput]
  package let quality: DataQuality
  /// The assumptions of the comparison, as the page lists them.
  package let assumptions: [AssumptionRow]
  /// The stacks of which environments are retired, in their order.
  package let realised: [RealisedByStack]
  /// How the files are written.
  package let settings: ReportSettings
  package let provenance: Provenance
  /// Where the organisation's days begin.
  package let calendar: OrganizationCalendar
  /// The accounts of tenants on `asOf`; nil: what was aggregated by a version of the program that did not keep them.
  package let todaysAccounts: [TenantID: TenantAccount]?
  /// Where environments run, of those that tell.
  package let regions: [EnvironmentID: String]

  package init(
    organization: String, currency: Currency, zone: String, asOf: CivilDate, runID: String, rateCardVersion: String,
    periods: [PeriodInput], quality: DataQuality, assumptions: [AssumptionRow], realised: [RealisedByStack] = [],
    settings: ReportSettings = ReportSettings(), provenance: Provenance = .unknown,
    calendar: OrganizationCalendar = .utc, todaysAccounts: [TenantID: TenantAccount]? = nil,
    regions: [EnvironmentID: String] = [:]
  ) {
    self.organization = organization
    self.currency = currency
    self.zone = zone
    self.asOf = asOf
    self.runID = runID
    self.rateCardVersion = rateCardVersion
    self.periods = periods
    self.quality = quality
    self.assumptions = assumptions
    self.realised = realised
    self.settings = settings
    self.provenance = provenance
    self.calendar = calendar
    self.todaysAccounts = todaysAccounts
    self.regions = regions
  }

  /// The same with one month alone.
  package func with(only period: PeriodInput) -> ReportInput {
    ReportInput(
      organization: organization, currency: currency, zone: zone, asOf: asOf, runID: runID,
      rateCardVersion: rateCardVersion, periods: [period], quality: quality, assumptions: assumptions,
      realised: realised, settings: settings, provenance: provenance, calendar: calendar,
      todaysAccounts: todaysAccounts, regions: regions)
  }
}

/// One month.
package struct PeriodInput: Sendable, Equatable {
  package let period: Period
  /// `open`, `closing`, `closed`, or `reopened`: open, and closed before.
  package let state: String
  /// The days charged: all of the period, or up to `asOf` where it is in progress.
  package let days: Range<CivilDate>
  /// In the order of their identities.
  package let lines: [PostedLine]
  /// One per stack, in the order of the stacks.
  package let comparisons: [StackComparison]
  /// All stacks of `comparisons` together, over the same days; nil when there is none to compare.
  package let organization: OrganizationComparison?
  /// What was found beside the comparison.
  package let findings: FoundFindings
  /// What was used on which day.
  package let daily: DailyUsage
  /// Bills, budgets and movements; nil where another version of the program closed the month.
  package let review: PeriodReview?
  /// The files of a closed month as they were published; nil: they are written from the lines.
  package let published: PeriodFiles?
  /// What it was closed with before.
  package let history: PeriodHistory

  package init(
    period: Period, state: String, days: Range<CivilDate>, lines: [PostedLine], comparisons: [StackComparison],
    organization: OrganizationComparison?, findings: FoundFindings = .missing(.nothingCompared),
    daily: DailyUsage = .none, review: PeriodReview? = nil, published: PeriodFiles? = nil,
    history: PeriodHistory = .none
  ) {
    precondition(comparisons.isEmpty == (organization == nil), "stacks come with what they are together")
    self.period = period
    self.state = state == "open" && !history.superseded.isEmpty ? PeriodHistory.reopened : state
    self.days = days
    self.lines = lines
    self.comparisons = comparisons
    self.organization = organization
    self.findings = findings
    self.daily = daily
    self.review = review
    self.published = published
    self.history = history
  }

  /// The same as a closed month, of which the files are written that are kept.
  package var closed: PeriodInput {
    PeriodInput(
      period: period, state: "closed", days: days, lines: lines, comparisons: comparisons, organization: organization,
      findings: findings, daily: daily, review: review, published: published, history: history)
  }

  /// Whether every day of the period is charged.
  package var isComplete: Bool { days.upperBound == period.endDay }
}

/// A charge line with the whole cents it is posted at: every table sums these, so all of them tie.
package struct PostedLine: Sendable, Equatable {
  package let line: ChargeLine
  /// nil: unrated.
  package let minorUnits: Int128?
  /// Names the line for ever: from its identity, the same in every run.
  package let lineID: String

  package init(line: ChargeLine, minorUnits: Int128?, lineID: String) {
    self.line = line
    self.minorUnits = minorUnits
    self.lineID = lineID
  }
}

/// What was read and what became of it.
package struct DataQuality: Sendable, Equatable {
  /// One log file that was read.
  package struct File: Sendable, Equatable {
    package let source: String
    package let file: String
    package let counts: RecordCounts
    package let isRejected: Bool
    package let bytes: Int
    /// Of its bytes, as the ledger knows the file.
    package let fingerprint: String

    package init(
      source: String, file: String, counts: RecordCounts, isRejected: Bool, bytes: Int = 0, fingerprint: String = ""
    ) {
      self.source = source
      self.file = file
      self.counts = counts
      self.isRejected = isRejected
      self.bytes = bytes
      self.fingerprint = fingerprint
    }
  }

  /// One record in quarantine.
  package struct Quarantined: Sendable, Equatable {
    package let source: String
    package let file: String
    package let line: Int
    package let byteOffset: Int
    package let code: String
    package let field: String
    package let reason: String

    package init(
      source: String, file: String, line: Int, byteOffset: Int, code: String, field: String, reason: String
    ) {
      self.source = source
      self.file = file
      self.line = line
      self.byteOffset = byteOffset
      self.code = code
      self.field = field
      self.reason = reason
    }
  }

  /// Log files with usage of days after those that are reported.
  package struct LaterFiles: Sendable, Equatable {
    /// All their usage is: they are not in `files`.
    package let leftOut: Int
    /// Some of it is: they are in `files` with all their records.
    package let continuing: Int

    package init(leftOut: Int, continuing: Int) {
      self.leftOut = leftOut
      self.continuing = continuing
    }

    package static let none = LaterFiles(leftOut: 0, continuing: 0)
  }

  package let files: [File]
  package let later: LaterFiles
  /// Not yet resolved.
  package let quarantined: [Quarantined]
  /// Columns and keys that nothing reads, by source.
  package let ignoredFields: [String: [String]]
  /// What is allowed and likely not meant, a sentence each.
  package let warnings: [String]

  package init(
    files: [File], later: LaterFiles = .none, quarantined: [Quarantined], ignoredFields: [String: [String]],
    warnings: [String] = []
  ) {
    self.files = files
    self.later = later
    self.quarantined = quarantined
    self.ignoredFields = ignoredFields
    self.warnings = warnings
  }

  package var counts: RecordCounts { files.reduce(RecordCounts()) { $0 + $1.counts } }
}

/// One assumption of the comparison.
package struct AssumptionRow: Sendable, Equatable {
  package let name: String
  package let value: String
  /// `project file`, or the default's source.
  package let source: String
  /// nil where it has none.
  package let range: String?
  /// `measured`, `invoice` or `assumed`.
  package let evidence: String?
  package let owner: String?
  package let reviewed: CivilDate?

  package init(
    name: String, value: String, source: String, range: String? = nil, evidence: String? = nil, owner: String? = nil,
    reviewed: CivilDate? = nil
  ) {
    self.name = name
    self.value = value
    self.source = source
    self.range = range
    self.evidence = evidence
    self.owner = owner
    self.reviewed = reviewed
  }
}
