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
  /// How the quantities of a resource in a unit are understood.
  struct Reading: Sendable {
    /// The record's.
    fileprivate let unit: MeteringUnit
    /// What a quantity is multiplied with to be metered.
    fileprivate let ratio: Fraction
    /// The unit that it is metered in where it is the record's; nil: the resource's own.
    let toldUnit: MeteringUnit?
  }

  private let project: Project
  private let toldBefore: [ResourceID: Set<MeteringUnit>]

  /// `toldBefore`: the units in which the ledger has usage of resources as it was told.
  init(project: Project, toldBefore: [ResourceID: Set<MeteringUnit>]) {
    self.project = project
    self.toldBefore = toldBefore
  }

  func reading(_ bytes: [UInt8], of resource: ResourceID) throws(Complaint) -> Reading {
    guard let unit = MeteringUnit(String(decoding: bytes, as: UTF8.self)) else { throw unknown(bytes) }
    guard let own = project.unit(of: resource), toldBefore[resource]?.contains(where: unit.isSameDimension) != true
    else { return Reading(unit: unit, ratio: .one, toldUnit: unit) }
    guard let ratio = unit.ratio(to: own) else {
      throw Complaint(.badUnit, Self.field, "\(unit) cannot be told in \(own), the unit of \(resource)")
    }
    return Reading(unit: unit, ratio: ratio, toldUnit: nil)
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
    guard toldUnit != nil else { return metered }
    let inBaseUnits = picounits.scaled(by: unit.baseUnits, over: 1, rounding: .halfEven)
    guard let inBaseUnits, inBaseUnits.magnitude <= Self.largestInBaseUnits.magnitude else {
      throw Complaint(.badNumber, field, "the quantity of \(unit) is too large to be told in any other unit")
    }
    return metered
  }

  /// What the content's hash takes: quantities in base units where units are told, so that an event is the same event
  /// when the project names a unit for its resource, and whichever it names.
  func hashed(_ picounits: Int128, metered: Int128) -> Int128 {
    toldUnit == nil ? metered : picounits &* unit.baseUnits
  }
}
