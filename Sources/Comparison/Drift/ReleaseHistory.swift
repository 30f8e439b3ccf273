import Configuration
import Metering

/// The releases of one component, to measure a version against.
struct ReleaseHistory {
  /// What comes later is newer: by the versions' numbers, by the day where those are equal. A late fix of an old line
  /// is no newer than the line that replaced it.
  private let releases: [ComponentRelease]

  private init(_ releases: [ComponentRelease]) {
    self.releases =
      releases.map { (release: $0, order: VersionOrder($0.version)) }.sorted { left, right in
        if left.order != right.order { return left.order < right.order }
        if left.release.released != right.release.released { return left.release.released < right.release.released }
        return left.release.version < right.release.version
      }.map(\.release)
  }

  static func byComponent(_ releases: [ComponentRelease]) -> [ComponentID: ReleaseHistory] {
    Dictionary(grouping: releases, by: \.component).mapValues { ReleaseHistory($0) }
  }

  /// The newest version that is out on a day.
  func newest(on day: CivilDate) -> ComponentRelease? { releases.last { $0.released <= day } }

  subscript(version: VersionID) -> ComponentRelease? { releases.first { $0.version == version } }

  /// How many newer versions are out on a day; nil for a version that is not listed.
  func countBehind(_ version: VersionID, on day: CivilDate) -> Int? {
    guard let position = releases.firstIndex(where: { $0.version == version }) else { return nil }
    return releases[(position + 1)...].count { $0.released <= day }
  }
}
