internal import Metering

/// The sum of some charge lines in posted cents.
struct LineSum: Sendable, Equatable {
  private(set) var minorUnits: Int128 = 0
  /// What usage costs with all that is taken off and added.
  private(set) var usage: Int128 = 0
  private(set) var ratedLines = 0
  private(set) var unratedLines = 0
  private var ratedUsageLines = 0
  private var unratedUsageLines = 0

  mutating func add(_ line: PostedLine) {
    let category = line.line.identity.category
    let isUsage = !category.isFixedCost && !category.isPooled
    guard let amount = line.minorUnits else {
      unratedLines += 1
      if isUsage { unratedUsageLines += 1 }
      return
    }
    minorUnits += amount
    ratedLines += 1
    guard isUsage else { return }
    usage += amount
    ratedUsageLines += 1
  }

  /// What environments cost whether used or not, and what cost pools give and take.
  var fixed: Int128 { minorUnits - usage }

  /// nil where no line has a price: unknown, which is not nothing.
  var billed: Int128? { ratedLines == 0 ? nil : minorUnits }

  /// Whether there are lines and none of them has a price, so that nothing is known of what they cost.
  var isUnpriced: Bool { ratedLines == 0 && unratedLines > 0 }

  /// Whether usage is in it of which nothing has a price, whatever else has one.
  var isUsageUnpriced: Bool { ratedUsageLines == 0 && unratedUsageLines > 0 }

  /// Whether something held is in it that has no price, such as idle capacity.
  private var isHeldUnpriced: Bool { unratedLines > unratedUsageLines }

  /// The whole: not known where no line has a price, a lower bound where no usage has one.
  var total: KnownAmount { KnownAmount(minorUnits, isLowerBound: isUnpriced || isUsageUnpriced) }

  /// The sum to the cent where it is known; without a price, that it is not.
  func text(_ currency: Currency) -> String { total.text(currency) }

  /// The same in a table.
  func markup(_ currency: Currency) -> Markup { total.markup(currency) }

  /// What usage and what all else came to, in a table whose next column has the sum.
  func parts(_ currency: Currency) -> [Markup] {
    isUnpriced
      ? [.none, .none]
      : [
        KnownAmount(usage, isLowerBound: isUsageUnpriced).markup(currency),
        KnownAmount(fixed, isLowerBound: isHeldUnpriced && fixed == 0).markup(currency),
      ]
  }

  init() {}

  init(_ lines: some Sequence<PostedLine>) {
    for line in lines { add(line) }
  }
}

/// The lines that share a key, summed.
struct LineGroup<Key: Hashable & Sendable>: Sendable {
  let key: Key
  /// Never empty; the first tells what all have in common.
  let lines: [PostedLine]
  let sum: LineSum

  /// The groups in the order in which their first lines come.
  static func grouping(_ lines: [PostedLine], by key: (PostedLine) -> Key) -> [LineGroup] {
    var positions: [Key: Int] = [:]
    var groups: [(key: Key, lines: [PostedLine])] = []
    for line in lines {
      let key = key(line)
      if let position = positions[key] {
        groups[position].lines.append(line)
      } else {
        positions[key] = groups.count
        groups.append((key, [line]))
      }
    }
    return groups.map { LineGroup(key: $0.key, lines: $0.lines, sum: LineSum($0.lines)) }
  }
}

extension ChargeCategory {
  /// What finance books it as, in words that FOCUS has too: metered is usage, what is due anyway is bought by the
  /// month.
  /// In the FOCUS export itself it is `FocusFile.Terms`, which follows FOCUS: a Purchase is a prepayment there.
  var focusCategory: String {
    switch self {
    case .usage: "Usage"
    case .controlPlane, .licences, .operationsStaff, .otherFixed: "Purchase"
    case .idle, .sharedInfrastructure, .platformTeam, .overhead: "Purchase"
    case .discount, .markup, .minimum, .conversion, .unallocated: "Adjustment"
    case .credit: "Credit"
    }
  }

  /// What `columns.md` says of a column of `focusCategory`.
  static let focusListed = """
    What finance books it as: Usage for metered usage, Purchase for fixed costs and what cost pools charge, Credit for \
    credits, Adjustment for what else is changed and what a pool of unallocated usage charges; charge_type tells \
    which. Not ChargeCategory of focus_<period>.csv, where what is Purchase here and such a pool are Usage: FOCUS \
    takes a Purchase for a prepayment.
    """

  /// What `columns.md` says of a column of raw values: all of them.
  static let listed = allCases.map(\.rawValue).joined(separator: ", ") + "."

  /// The category as people read it.
  var label: String {
    switch self {
    case .usage: "Usage"
    case .controlPlane: "Control plane"
    case .licences: "Licences"
    case .operationsStaff: "Operations staff"
    case .otherFixed: "Other fixed cost"
    case .discount: "Discount"
    case .markup: "Markup"
    case .minimum: "Minimum"
    case .credit: "Credit"
    case .conversion: "Conversion residue"
    case .idle: "Idle capacity"
    case .sharedInfrastructure: "Shared infrastructure"
    case .platformTeam: "Platform team"
    case .overhead: "Overhead"
    case .unallocated: "Unallocated"
    }
  }
}
