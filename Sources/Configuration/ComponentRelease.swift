package import Metering

/// A row of `releases.csv`: when a version of a component came out, and until when it is supported. Only stable
/// versions belong there, for the newest one is what the others are measured against.
package struct ComponentRelease: Sendable, Hashable {
  package let component: ComponentID
  package let version: VersionID
  package let released: CivilDate
  /// The last day with support; nil: no end is known.
  package let endOfSupport: CivilDate?
  /// What the contract asks for an hour of an environment once support has ended, in the project's currency; nil:
  /// nothing.
  package let surchargePerHour: ExactDecimal?
  package let reference: String

  package init(
    component: ComponentID, version: VersionID, released: CivilDate, endOfSupport: CivilDate? = nil,
    surchargePerHour: ExactDecimal? = nil, reference: String
  ) {
    self.component = component
    self.version = version
    self.released = released
    self.endOfSupport = endOfSupport
    self.surchargePerHour = surchargePerHour
    self.reference = reference
  }
}

extension ComponentRelease {
  /// The rows of `releases.csv`.
  static func decodeAll(
    _ file: ConfigurationFile, project: Project
  ) throws(ConfigurationError) -> [ComponentRelease] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["component", "version", "released"], optional: ["end_of_support", "surcharge_per_hour", "currency"]))
    var lines: [ComponentID: [VersionID: Int]] = [:]
    var releases: [ComponentRelease] = []
    for row in table.rows {
      let release = try decode(row, project: project)
      if let line = lines[release.component, default: [:]].updateValue(row.line, forKey: release.version) {
        throw row.error(.catalogue(.repeatedRelease(release.component, release.version, otherLine: line)))
      }
      releases.append(release)
    }
    return releases
  }

  private static func decode(_ row: CSVRow, project: Project) throws(ConfigurationError) -> ComponentRelease {
    let component = ComponentID(try row.name("component"))
    let version = VersionID(try row.name("version"))
    guard let released = try row.date("released") else { throw row.error(.table(.noValue(column: "released"))) }
    let endOfSupport = try row.date("end_of_support")
    if let endOfSupport, endOfSupport < released {
      throw row.error(.catalogue(.supportEndsBeforeRelease(released: released, endOfSupport: endOfSupport)))
    }
    var surcharge: ExactDecimal?
    if !row["surcharge_per_hour"].isEmpty {
      guard endOfSupport != nil else { throw row.error(.catalogue(.surchargeWithoutEndOfSupport)) }
      surcharge = try row.amount("surcharge_per_hour")
    }
    // A currency may stand alone, as where a sheet fills it into every row; a wrong one is a mistake all the same.
    if surcharge != nil || !row["currency"].isEmpty { _ = try row.currency(only: project.currency) }
    return ComponentRelease(
      component: component, version: version, released: released, endOfSupport: endOfSupport,
      surchargePerHour: surcharge, reference: row.reference(in: .releases))
  }
}
