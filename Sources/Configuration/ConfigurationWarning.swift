package import Metering

/// What is allowed and likely not meant: the run goes on and says so.
package struct ConfigurationWarning: Sendable, Equatable {
  package enum Problem: Sendable, Equatable {
    /// All usage gets cheaper where a volume tier is reached: a little more usage costs less in total.
    case moreCostsLess(rate: String, above: ExactDecimal, unit: MeteringUnit, before: ExactDecimal, after: ExactDecimal)
    /// Capacity on a day on which its environment is not in the catalogue, so that it is not counted.
    case capacityBeyondEnvironment(environment: EnvironmentID, resource: ResourceID, day: CivilDate)
    /// A row or a key holds for a name that neither the catalogue nor any log has.
    case unknownName(ScopedName.Kind, String, suggestion: String?)
  }

  /// The file, as the command line named its folder; of names that nothing knows its name alone, for reports.
  package let file: String
  package let line: Int
  package let problem: Problem

  package init(file: String, line: Int, _ problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}

extension ConfigurationWarning: CustomStringConvertible {
  /// `file:line: what; remedy`, on one line.
  package var description: String {
    switch problem {
    case .moreCostsLess(let rate, let above, let unit, let before, let after):
      "\(onOneLine(file)):\(line): above \(above) \(unit) the rate \(quoted(rate)) costs \(after) instead of \(before) "
        + "for all usage, so that a little more costs less in total; write tiers graduated unless that is meant"
    case .capacityBeyondEnvironment(let environment, let resource, let day):
      "\(onOneLine(file)):\(line): the capacity of \(quoted(environment.text)) in \(quoted(resource.text)) holds on "
        + "\(day), when environments.csv does not have the environment; it counts only on days on which it does: "
        + "correct the days here or there"
    case .unknownName(let kind, let name, let suggestion):
      "\(onOneLine(file)):\(line): the \(kind.rawValue) \(quoted(name)) is neither in the catalogue nor in any log, so "
        + "that nothing is held to this; "
        + (suggestion.map { "did you mean \(quoted($0))?" } ?? "correct the name unless it is yet to come")
    }
  }
}
