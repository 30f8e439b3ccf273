import Configuration
package import Metering

/// A period rated once more for whoever asks how a figure came about: its lines, and what rating found on the way.
///
///     let trace = try charges.trace()
///     let steps = try trace.explanation(of: line).steps
package struct RatingTrace {
  /// In the order of their identities.
  package let lines: [ChargeLine]
  let period: Period
  let days: Range<CivilDate>
  let currency: Currency
  let adjustments: Adjustments
  let catalogue: Catalogue
  private let project: Project
  /// What was used, by the identity of a line that no rate has made.
  private(set) var cells: [ChargeLine.Identity: UsageCell] = [:]
  private(set) var tiers: [ChargeLine.Identity: RatingNote.TierUse] = [:]
  private(set) var packages: [ChargeLine.Identity: RatingNote.PackageUse] = [:]
  private(set) var credits: [ChargeLine.Identity: RatingNote.CreditPayment] = [:]
  /// What counts towards each minimum.
  private(set) var contracted: [ExactText: ExactDecimal] = [:]
  private let byIdentity: [ChargeLine.Identity: ChargeLine]
  private let series: [ChargeLine.Identity: [SeriesKey]]
  private let linesByCell: [ChargeLine.Identity: [ChargeLine]]
  /// The lines of what pools share out, by its name.
  private let distributions: [ExactText: [ChargeLine]]

  fileprivate init(_ charges: PeriodCharges, _ lines: [ChargeLine], _ notes: [RatingNote]) {
    self.lines = lines
    (period, days, currency) = (charges.period, charges.days, charges.currency)
    (adjustments, catalogue, project) = (charges.adjustments, charges.catalogue, charges.project)
    series = charges.seriesByCell
    byIdentity = Dictionary(lines.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    linesByCell = Dictionary(
      grouping: lines.filter { [.usage, .discount, .markup].contains($0.identity.category) }, by: \.identity.ofCell)
    distributions = Dictionary(grouping: lines.filter { $0.allocation != nil }) {
      ExactText($0.allocation?.distribution ?? "")
    }
    for note in notes {
      switch note {
      case .cells(let all): for cell in all { cells[cell.identity] = cell }
      case .tiers(let use, let identities): for identity in identities { tiers[identity] = use }
      case .packages(let use, let identities): for identity in identities { packages[identity] = use }
      case .contracted(let sums): contracted = sums
      case .credit(let payment, let identity): credits[identity] = payment
      }
    }
  }

  /// nil: there is no such line.
  package func line(_ identity: ChargeLine.Identity) -> ChargeLine? { byIdentity[identity] }

  /// The lines of the usage that a line is of: at its rates, discounted, marked up.
  func lines(beside identity: ChargeLine.Identity, _ category: ChargeCategory) -> [ChargeLine] {
    (linesByCell[identity.ofCell] ?? []).filter { $0.identity.category == category }
  }

  /// The lines of what a pool shares out as one.
  func lines(of distribution: String) -> [ChargeLine] { distributions[ExactText(distribution)] ?? [] }

  /// The series whose usage a usage line is of, in order; none of other lines.
  package func series(of identity: ChargeLine.Identity) -> [SeriesKey] {
    identity.category == .usage ? (series[identity.ofCell] ?? []).sorted() : []
  }

  /// The unit of a resource, as the period was rated; nil: none is known.
  package func unit(of resource: ResourceID) -> MeteringUnit? { project.unit(of: resource) }

  /// All that was used where a usage line is of a tier's part of it; nil of other lines.
  package func quantity(of identity: ChargeLine.Identity) -> ExactDecimal? {
    identity.category == .usage ? cells[identity.ofCell]?.quantity : nil
  }
}

extension PeriodCharges {
  /// Rates what was added and keeps how.
  package func trace() throws -> RatingTrace {
    var notes: [RatingNote] = []
    let lines = try lines { notes.append($0) }
    return RatingTrace(self, lines, notes)
  }

  fileprivate var seriesByCell: [ChargeLine.Identity: [SeriesKey]] {
    var found: [ChargeLine.Identity: [SeriesKey]] = [:]
    for (series, position) in positions {
      for (segment, quantity) in zip(usage[position].segments, usage[position].quantities) where quantity != nil {
        found[identity(of: series, segment), default: []].append(series)
      }
    }
    return found
  }
}

extension ChargeLine.Identity {
  /// The identity of the usage that a line of usage, a discount or a markup is of.
  var ofCell: ChargeLine.Identity { with(category: .usage, rule: isInToldUnit ? rule : "") }
}
