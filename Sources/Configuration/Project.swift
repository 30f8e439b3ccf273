package import Metering

/// The project file, decoded and checked: who the organisation is and where its logs are.
package struct Project: Sendable, Equatable {
  package let organization: String
  package let currency: Currency
  package let zone: ZoneRules
  package let sources: [LogSource]
  /// Units of resources that the project file names; see `unit(of:)` for the others.
  package let resourceUnits: [ResourceID: MeteringUnit]
  /// Path of the ledger, relative to the project's folder unless absolute.
  package let ledgerPath: String
  /// Path of the reports, relative to the project's folder unless absolute.
  package let reportsPath: String
  /// How reports are written.
  package let reports: ReportSettings
  /// How many bad lines a file may have before it is rejected whole.
  package let quarantineLimit: QuarantineLimit
  /// An event's id is remembered for this many days before and after the days a file touches.
  package let rememberDays: Int
  package let assumptions: SharingAssumptions
  package let duplicates: DuplicateRules
  /// What else the comparison works out, by name.
  package let scenarios: [Scenario]
  package let split: SplitSettings
  /// What is kept about people; nil: nothing.
  package let people: PeopleSettings?
  package let reconciliation: ReconciliationSettings

  package init(
    organization: String, currency: Currency, zone: ZoneRules, sources: [LogSource],
    resourceUnits: [ResourceID: MeteringUnit] = [:], ledgerPath: String = "ledger.sqlite",
    reportsPath: String = "reports", reports: ReportSettings = ReportSettings(),
    quarantineLimit: QuarantineLimit = .standard, rememberDays: Int = 31,
    assumptions: SharingAssumptions = SharingAssumptions(), duplicates: DuplicateRules = DuplicateRules(),
    scenarios: [Scenario] = [],
    split: SplitSettings = SplitSettings(),
    people: PeopleSettings? = nil,
    reconciliation: ReconciliationSettings = ReconciliationSettings()
  ) {
    self.organization = organization
    self.currency = currency
    self.zone = zone
    self.sources = sources
    self.resourceUnits = resourceUnits
    self.ledgerPath = ledgerPath
    self.reportsPath = reportsPath
    self.reports = reports
    self.quarantineLimit = quarantineLimit
    self.rememberDays = rememberDays
    self.assumptions = assumptions
    self.duplicates = duplicates
    self.scenarios = scenarios
    self.split = split
    self.people = people
    self.reconciliation = reconciliation
  }

  /// The unit a resource's quantities are in: as the project file says, else by its name; nil when neither tells.
  package func unit(of resource: ResourceID) -> MeteringUnit? { resourceUnits[resource] ?? resource.conventionalUnit }
}

/// A file with too many bad lines is rejected whole rather than half-believed.
package struct QuarantineLimit: Sendable, Equatable {
  /// The largest share of a file's records that may be bad, for a file of `fromRecords` records and more.
  package let largestShare: Fraction
  /// In a file with fewer records than this, as many may be bad as are good: see `rejects`.
  package let fromRecords: Int

  package init(largestShare: Fraction, fromRecords: Int) {
    self.largestShare = largestShare
    self.fromRecords = fromRecords
  }

  /// One in ten, from a hundred records on.
  package static let standard = QuarantineLimit(largestShare: Fraction(1, 10), fromRecords: 100)

  /// Whether a file with these counts is rejected whole: from `fromRecords` on where more than `largestShare` of it is
  /// bad, and below where more than half is, or more than `largestShare` if that is larger. A file of one record is
  /// kept with it. A share in so few records says little, but a file that is bad for the most part is not to be
  /// believed.
  package func rejects(_ counts: RecordCounts) -> Bool {
    guard counts.quarantined > 0 else { return false }
    if counts.quarantined == counts.read { return counts.read > 1 }
    let largest = counts.read >= fromRecords ? largestShare : max(largestShare, Fraction(1, 2))
    return largest < Fraction(Int128(counts.quarantined), Int128(counts.read))
  }
}

/// One source of logs.
package struct LogSource: Sendable, Equatable {
  package enum Format: String, Sendable, Equatable, CaseIterable {
    case usageEvents = "usage-events"
    case slurmSacct = "slurm-sacct"
  }

  package let name: SourceID
  package let format: Format
  /// Paths and patterns with `*` and `?`, relative to the project's folder unless absolute.
  package let files: [String]
  /// The zone of times without an offset (Slurm). UTC unless the project file names one.
  package let zone: ZoneRules
  /// Rules that turn a record's fields into tenant, environment, stack and user; the first that applies decides.
  package let rules: [MappingRule]

  package init(name: SourceID, format: Format, files: [String], zone: ZoneRules = .utc, rules: [MappingRule] = []) {
    self.name = name
    self.format = format
    self.files = files
    self.zone = zone
    self.rules = rules
  }
}

/// One rule of a source's `map`: where its conditions hold, the record is mapped by its templates or left out.
package struct MappingRule: Sendable, Equatable {
  /// What a rule may set.
  package enum Target: String, Sendable, Equatable, CaseIterable {
    case tenant, stack, environment, version, user
  }

  /// A field of the record and a pattern with `*` and `?` that it must match.
  package struct Condition: Sendable, Equatable {
    package let field: String
    package let pattern: String

    package init(field: String, pattern: String) {
      self.field = field
      self.pattern = pattern
    }
  }

  /// A value made of text and fields: `hpc-{Cluster}`.
  package struct Template: Sendable, Equatable {
    package enum Piece: Sendable, Equatable {
      case text(String)
      case field(String)
    }

    package let pieces: [Piece]

    package init(pieces: [Piece]) { self.pieces = pieces }
  }

  /// What happens to a record the rule applies to.
  package enum Action: Sendable, Equatable {
    case set([Target: Template])
    /// Not metered, and counted as excluded.
    case exclude
  }

  package let conditions: [Condition]
  package let action: Action

  package init(conditions: [Condition], action: Action) {
    self.conditions = conditions
    self.action = action
  }
}
