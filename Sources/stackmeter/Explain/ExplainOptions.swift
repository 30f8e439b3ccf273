import Metering

/// Which charges are explained: all that each of the names says, together.
struct ExplainOptions: Equatable {
  /// The first digits of a line's id are enough.
  var line: String?
  var tenant: TenantID?
  var stack: StackID?
  var environment: EnvironmentID?
  /// Usage of it, and discounts and markups on that.
  var resource: ResourceID?
  /// Lines that charge for this day, whenever they were billed.
  var day: CivilDate?
  /// The month billed; nil: that of the line or the day, else the last one that is complete, or the last.
  var period: Period?
  /// The most lines explained.
  var limit = 10
  /// Whether the logs are read again for the places of the records.
  var isWithRecords = false
  /// As JSON rather than as text.
  var isJSON = false
}

extension Command {
  static func explain(_ arguments: [String]) throws(ArgumentError) -> Command {
    let parsed = try ParsedArguments(
      arguments, verb: "explain",
      options: [
        "--ledger", "--line", "--tenant", "--stack", "--environment", "--resource", "--day", "--period", "--limit",
      ], flags: ["--records", "--json"])
    var explain = ExplainOptions()
    explain.line = parsed.values["--line"]
    explain.tenant = parsed.values["--tenant"].map { TenantID($0) }
    explain.stack = parsed.values["--stack"].map { StackID($0) }
    explain.environment = parsed.values["--environment"].map { EnvironmentID($0) }
    explain.resource = parsed.values["--resource"].map { ResourceID($0) }
    if let text = parsed.values["--day"] {
      guard let day = CivilDate(text) else {
        throw .badValue(option: "--day", value: text, expected: "a day such as 2026-10-31")
      }
      explain.day = day
    }
    if let text = parsed.values["--period"] {
      guard let period = Period(text) else {
        throw .badValue(option: "--period", value: text, expected: "a month such as 2026-10")
      }
      explain.period = period
    }
    explain.limit = try parsed.number("--limit", 1...100_000) ?? explain.limit
    explain.isWithRecords = parsed.flags.contains("--records")
    explain.isJSON = parsed.flags.contains("--json")
    return .explain(try options(parsed), explain)
  }
}
