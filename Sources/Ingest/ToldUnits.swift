import Configuration
import Metering

/// What becomes of the units that usage events tell.
///
///     the resource's unit     the record's     metered
///     core-seconds            core-hours       × 3,600, in core-seconds
///     core-seconds            GiB-hours        not at all: quarantine
///     none that is named      GPU-hours        as it is, in a series that tells GPU-hours
///
/// What was told of a resource before the project named its unit goes on to be metered as it is told. It is read in the
/// resource's own unit where that is of its dimension (`Ledger.usage`), and stays unrated where it is not. So a record
/// that is read again, or comes late, is what it was.
struct ToldUnits: Sendable {
  /// How the quantities of a resource in a unit are understood: numbers alone, as it is looked up for every record.
  struct Reading: Sendable {
    /// What a quantity is multiplied with to be metered.
    fileprivate let ratio: Fraction
    /// How many base units (bytes, pieces; seconds) one of the record's is.
    fileprivate let baseUnits: Int128
    /// Whether it is metered as it is told, rather than in the resource's own unit.
    fileprivate let isAsTold: Bool
  }

  private let project: Project
  private let toldBefore: [ResourceID: Set<MeteringUnit>]

  /// `toldBefore`: the units in which the ledger has usage of resources as it was told.
  init(project: Project, toldBefore: [ResourceID: Set<MeteringUnit>]) {
    self.project = project
    self.toldBefore = toldBefore
  }

  /// `toldUnit`: the record's, where it is what is metered in; nil: the resource's own is.
  func reading(
    _ bytes: [UInt8], of resource: ResourceID
  ) throws(Complaint) -> (toldUnit: MeteringUnit?, reading: Reading) {
    guard let unit = MeteringUnit(String(decoding: bytes, as: UTF8.self)) else { throw unknown(bytes) }
    guard let own = project.unit(of: resource), toldBefore[resource]?.contains(where: unit.isSameDimension) != true
    else { return (unit, Reading(ratio: .one, baseUnits: unit.baseUnits, isAsTold: true)) }
    guard let ratio = unit.ratio(to: own) else {
      throw Complaint(.badUnit, Self.field, "\(unit) cannot be told in \(own), the unit of \(resource)")
    }
    return (nil, Reading(ratio: ratio, baseUnits: unit.baseUnits, isAsTold: false))
  }

  func unknown(_ bytes: [UInt8]) -> Complaint {
    Complaint(.badUnit, Self.field, "the unit \(excerpt(bytes)) is unknown")
  }

  private static let field = UsageEventField.unit.name
}

extension ToldUnits.Reading {
  /// The most that a record may come to in base units (bytes, pieces, seconds) where the resource has no unit of its
  /// own: 10²⁴. Whatever unit it gets, a hundred such records add up exactly.
  private static let largestInBaseUnits: Int128 = 1_000_000_000_000 * ExactDecimal.one.picounits * 1_000_000_000_000

  /// What is metered of a quantity, in picounits.
  func metered(_ picounits: Int128) throws(Complaint) -> Int128 {
    let field = UsageEventField.quantity.name
    let scaled = picounits.scaled(by: ratio.numerator, over: ratio.denominator, rounding: .halfEven)
    let metered = try checkedQuantity(scaled ?? .max, field)
    guard isAsTold else { return metered }
    let inBaseUnits = picounits.scaled(by: baseUnits, over: 1, rounding: .halfEven)
    guard let inBaseUnits, inBaseUnits.magnitude <= Self.largestInBaseUnits.magnitude else {
      throw Complaint(.badNumber, field, "the quantity is more than 10^24 of its base unit (bytes, pieces, seconds)")
    }
    return metered
  }

  /// What the content's hash takes: quantities in base units where units are told, so that an event is the same event
  /// when the project names a unit for its resource, and whichever it names.
  func hashed(_ picounits: Int128, metered: Int128) -> Int128 {
    isAsTold ? picounits &* baseUnits : metered
  }
}
