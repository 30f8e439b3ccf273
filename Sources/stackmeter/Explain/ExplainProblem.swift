import Metering

/// Charges that cannot be explained.
enum ExplainProblem: Error, Equatable, CustomStringConvertible {
  case notAggregated(Period, periods: [Period])
  case unknownName(option: String, name: String, known: [String], suggestion: String?)
  case unknownLine(String)
  case severalLines(String, count: Int)
  case nothingSelected(String)
  /// The inputs are others than the figures were made from.
  case changedSince(Period)

  var exitCode: ExitCode {
    switch self {
    case .notAggregated, .unknownName, .unknownLine, .severalLines, .nothingSelected: .usage
    case .changedSince: .noInput
    }
  }

  /// One line, with what to do.
  var description: String {
    switch self {
    case .notAggregated(let period, let periods):
      "\(period): nothing is charged in it; there is in \(periods.map(\.description).joined(separator: ", "))"
    case .unknownName(let option, let name, let known, let suggestion):
      "\(option) \(name): nothing is charged under this name"
        + (suggestion.map { "; did you mean \($0)?" } ?? "; there is \(Self.list(known))")
    case .unknownLine(let line):
      "--line \(line): there is no such line; source_line_id of the lines_ files names them"
    case .severalLines(let line, let count):
      "--line \(line): \(count) lines begin so; give more digits of its source_line_id"
    case .nothingSelected(let selection): "\(selection): no line is of all of these; leave one out"
    case .changedSince(let period):
      "\(period): a log, a table or the program has changed since the reports were made, so their figures cannot be "
        + "explained; run stackmeter run first"
    }
  }

  private static func list(_ names: [String]) -> String {
    guard names.count > 12 else { return names.joined(separator: ", ") }
    return names.prefix(12).joined(separator: ", ") + " and \(names.count - 12) more"
  }
}
