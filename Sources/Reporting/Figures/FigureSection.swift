/// The sections of `comparison_<period>.csv`: what a row is a figure of. The file, its documentation and the tests that
/// look for every figure of the page go by these.
enum FigureSection: String, Sendable, CaseIterable {
  case item, environment, bridge, pooling, result, note
  case spending, duplicate, ownership, version, support, inconsistency, switching, split, wave, week, threat, realised
  case keptApart = "kept_apart"
  case organization
  case organizationItem = "organization_item"
  case organizationBridge = "organization_bridge"
  case organizationSpending = "organization_spending"
  case organizationDuplicate = "organization_duplicate"
  case organizationSupport = "organization_support"
  case organizationSplit = "organization_split"
  case organizationRealised = "organization_realised"
  case whereItPays = "where_it_pays"
  case curve, range, tornado, evidence, scenario, assumption

  /// Whether its rows are of one stack each; the others have none, and never count among those of stacks.
  var isOfStacks: Bool {
    switch self {
    case .item, .environment, .bridge, .pooling, .result, .note, .spending, .duplicate, .ownership, .version,
      .support, .inconsistency, .switching, .split, .wave, .week, .threat, .realised, .keptApart:
      true
    case .organization, .organizationItem, .organizationBridge, .organizationSpending, .organizationDuplicate,
      .organizationSupport, .organizationSplit, .organizationRealised, .whereItPays, .curve, .range, .tornado,
      .evidence, .scenario, .assumption:
      false
    }
  }

  /// What its rows tell, and what their subject is.
  var meaning: String {
    switch self {
    case .item: "a kind of cost on both sides"
    case .environment: "a part of what an environment costs"
    case .bridge: "a step from today to shared"
    case .pooling: "how the demand for a resource adds up"
    case .result: "what the stack comes to"
    case .note: "something to know of it"
    case .spending: "an environment's cost in the parts that the page draws"
    case .duplicate: "a group of duplicates, by its first environment"
    case .ownership: "what an owner runs"
    case .version: "a component (part) of an environment"
    case .support: "an environment past the support of a component"
    case .inconsistency: "who does the same with what"
    case .switching: "people and their switches"
    case .split: "what a tenant pays and would pay"
    case .wave: "when which environment moves; step is the month"
    case .week: "the highest hour of a day in the week of the pooled peak, and each tenant's part of it"
    case .threat: "what may make the comparison wrong"
    case .realised: "promised and realised since environments were retired"
    case .keptApart: "an environment that is kept apart by decision"
    case .organization: "what all stacks come to"
    case .organizationItem, .organizationBridge, .organizationSpending, .organizationDuplicate, .organizationSupport,
      .organizationSplit, .organizationRealised:
      "the same over all stacks"
    case .whereItPays: "sharing only the stacks for which it pays: instead of sharing all, never on top of it"
    case .curve: "earned or spent month by month (step) as assumptions go"
    case .range: "the answer with all assumptions at one end"
    case .tornado: "the net over the horizon with one assumption moved to either end (part)"
    case .evidence: "what a step of the difference rests on"
    case .scenario: "another answer; part is its kind"
    case .assumption: "an assumption of the model"
    }
  }

  /// All of them with what they tell, for `columns.md`.
  static var listed: String { allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "; ") + "." }
}
