import Configuration
import Metering

/// Where an environment runs, as the reports tell it.
struct EnvironmentRegion: Codable, Equatable {
  let environment: EnvironmentID
  let region: String

  /// Of each environment that tells a region, the one of its last row that does.
  static func all(of catalogue: Catalogue) -> [EnvironmentRegion] {
    var regions: [EnvironmentID: (from: CivilDate?, region: String)] = [:]
    for row in catalogue.environments {
      guard let region = row.region else { continue }
      if let last = regions[row.environment], let from = last.from, row.validity.from.map({ $0 < from }) ?? true {
        continue
      }
      regions[row.environment] = (row.validity.from, region.text)
    }
    return regions.map { EnvironmentRegion(environment: $0.key, region: $0.value.region) }
      .sorted { $0.environment < $1.environment }
  }
}
