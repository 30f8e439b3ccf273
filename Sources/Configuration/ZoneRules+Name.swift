import Foundation
package import Metering

extension ZoneRules {
  /// The rules of an IANA time zone by its name, from 1969 to 2200; nil for an abbreviation (`CET`) or an unknown name.
  ///
  /// `UTC`, `GMT` and `Etc/UTC` have no changes. Abbreviations are refused because they name an offset, or several
  /// places, where a zone is meant.
  package static func named(_ name: String) -> ZoneRules? {
    if name == "UTC" { return .utc }
    // Names of places have a slash or a small letter (`Asia/Kolkata`, `Japan`); abbreviations have neither (`EST5EDT`).
    let namesAPlace = name.utf8.contains { $0 == UInt8(ascii: "/") || (0x61...0x7A).contains($0) }
    guard name == "GMT" || namesAPlace, let zone = TimeZone(identifier: name), zone.identifier == name else {
      return nil
    }
    var instant = Date(timeIntervalSince1970: TimeInterval(firstInstant))
    var changes: [Int64] = []
    var offsets = [zone.secondsFromGMT(for: instant)]
    while let next = zone.nextDaylightSavingTimeTransition(after: instant), next > instant {
      let second = Int64(next.timeIntervalSince1970.rounded())
      guard second < endInstant else { break }
      let offset = zone.secondsFromGMT(for: next)
      // A change of the zone's name alone changes no clock.
      if offset != offsets[offsets.count - 1] {
        changes.append(second)
        offsets.append(offset)
      }
      instant = next
    }
    return ZoneRules(name: name, changes: changes, offsets: offsets)
  }

  /// 1969-01-01 and 2201-01-01: a year around the days that `OrganizationCalendar` knows.
  private static let firstInstant: Int64 = -365 * 86_400
  private static let endInstant = Int64(OrganizationCalendar.days.upperBound.dayNumber + 365) * 86_400

  /// The zone that a person most likely meant: by the place alone (`Berlin`), else the closest name.
  static func suggestion(for name: String) -> String? {
    let known = (TimeZone.knownTimeZoneIdentifiers + ["Asia/Kolkata", "UTC"]).sorted { bytewise($0, precedes: $1) }
    let place = name.lowercased().split(separator: " ").joined(separator: "_")
    if !place.isEmpty, let zone = known.first(where: { $0.lowercased().hasSuffix("/" + place) }) { return zone }
    return closest(to: name, among: known)
  }
}
