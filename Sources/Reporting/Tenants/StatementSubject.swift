internal import Metering

/// Whose statement it is, in words: a team's, or that of costs which a reserved name holds because they are no team's,
/// or only until cost pools hand them on.
struct StatementSubject: Sendable {
  /// As names are shown.
  let name: Markup
  /// What is held; nil of a team.
  private let held: String?

  init(tenant: TenantID, name: String) {
    self.name = .name(name)
    held = tenant.isNobodys ? Self.held[tenant.text] ?? "cost" : nil
  }

  private static let held = [
    ReservedName.unallocated: "cost that no team is named for", ReservedName.idle: "idle capacity",
    ReservedName.sharedInfrastructure: "shared infrastructure", ReservedName.platformTeam: "cost of the platform team",
    ReservedName.overhead: "overhead",
  ]

  var isTeam: Bool { held == nil }

  /// Above the headline, behind the name.
  var about: Markup {
    held.map { "\($0), held by no team" } ?? "what compute cost this team"
  }

  /// At the end of the page.
  var madeFrom: Markup {
    isTeam
      ? "This statement is made from the charges of this team alone."
      : "This statement is made from these charges alone."
  }

  /// What was held in a month and what of it was handed on to teams, in cents.
  static func holding(_ lines: [LinesFile.Row]) -> (gathered: Int128, handedOn: Int128) {
    let handedOn = -LineSum(lines.filter { $0.line.allocation?.part == .out }.map(\.posted)).minorUnits
    return (LineSum(lines.map(\.posted)).minorUnits + handedOn, handedOn)
  }

  /// What became of what is held: for what is no team's.
  func sentence(_ lines: [LinesFile.Row], in month: String, _ currency: Currency) -> Markup {
    func rounded(_ amount: Int128) -> String { DisplayText.rounded(amount, currency) }
    let (gathered, handedOn) = Self.holding(lines)
    let what = held ?? ""
    guard handedOn != 0 else { return "\(rounded(gathered)) of \(what) in \(month) is charged to no team." }
    guard gathered != handedOn else {
      return "\(rounded(gathered)) of \(what) in \(month) was handed on to teams, all of it."
    }
    return """
      Of \(rounded(gathered)) of \(what) in \(month), \(rounded(handedOn)) was handed on to teams; \
      \(rounded(gathered - handedOn)) is charged to no team.
      """
  }
}

extension TenantID {
  /// Whether it is a reserved name, which stands where no team does.
  var isNobodys: Bool { text.hasPrefix("(") }
}
