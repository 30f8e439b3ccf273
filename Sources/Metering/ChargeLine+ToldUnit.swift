// A resource may be metered before anybody names its unit, in the units that logs tell. Nothing prices such usage, and
// usage in two units is two lines: they differ in their rules, which begin as no rate's name can.

extension ChargeLine.Identity {
  private static let beginning = "(no rate in "

  /// The rule of usage of a resource in a unit that the log tells and the project does not name; nil: in its own.
  package static func rule(ofToldUnit unit: MeteringUnit?) -> String { unit.map { "\(beginning)\($0))" } ?? "" }

  /// Whether it is of usage in a unit that the log tells and the project does not name.
  package var isInToldUnit: Bool { category == .usage && rule.utf8.starts(with: Self.beginning.utf8) }

  /// The rule as reports print it: empty where no rate has made the line.
  package var printedRule: String { isInToldUnit ? "" : rule }
}

extension ChargeLine {
  /// The unit of its quantity where the log tells it and the project does not name it; nil: the resource's own.
  package var toldUnit: MeteringUnit? { identity.isInToldUnit ? meterUnit : nil }
}
