import Metering

extension CostPool {
  static let columns = CSVTable.Columns(
    required: ["pool", "source"],
    optional: [
      "method", "environment", "stack", "resource", "amount_per_month", "currency", "among", "receivers",
      "include_idle", "floor", "cap", "owner", "valid_from", "valid_to",
    ])

  /// A row of `pools.csv`.
  init(_ row: CSVRow, project: Project, known: KnownEnvironments) throws(ConfigurationError) {
    let source = try row.choice("source", of: Source.allCases.map { ($0.rawValue, $0) })
    let method = try Self.method(row, source)
    let amount = try Self.amount(row, source, project)
    let resource = try Self.resource(row, source, method)
    let isIdle = source == .idle
    self.init(
      name: try row.name("pool"), source: source, method: method,
      scope: UsageScope(
        stack: try row.optionalName("stack").map { StackID($0) },
        environment: row["environment"].isEmpty ? nil : try known.environment(of: row),
        resource: isIdle ? resource : nil),
      measured: isIdle ? nil : resource, among: try Self.among(row, method),
      isListed: try Self.isListed(row, method), amountPerMonth: amount,
      takesIdle: try Self.takesIdle(row, source, amount), owner: try row.optionalName("owner").map { TenantID($0) },
      bounds: try ShareBounds(row), validity: try row.validity(), reference: row.reference(in: .pools))
    try check(row)
  }

  private static func method(_ row: CSVRow, _ source: Source) throws(ConfigurationError) -> Method {
    guard !row["method"].isEmpty else {
      // Idle capacity is nobody's until a policy says whose it is (economics.md §2.3).
      guard source == .idle else {
        throw row.error(.rate(.without(column: "method", with: "a pool of \(source.rawValue)")))
      }
      return .separate
    }
    // Only what is held can be reserved.
    let methods = Method.allCases.filter { source == .idle || $0 != .reservedShare }
    return try row.choice("method", of: methods.map { ($0.rawValue, $0) })
  }

  private static func amount(
    _ row: CSVRow, _ source: Source, _ project: Project
  ) throws(ConfigurationError) -> ExactDecimal? {
    let pool = "a pool of \(source.rawValue)"
    guard !row["amount_per_month"].isEmpty else {
      if source == .overhead { throw row.error(.rate(.without(column: "amount_per_month", with: pool))) }
      return nil
    }
    if source == .idle || source == .unallocated {
      throw row.error(.rate(.superfluous(column: "amount_per_month", with: pool)))
    }
    _ = try row.currency(only: project.currency)
    return try row.amount("amount_per_month")
  }

  /// Of idle capacity what it is of; of others what `usage` is measured in.
  private static func resource(
    _ row: CSVRow, _ source: Source, _ method: Method
  ) throws(ConfigurationError) -> ResourceID? {
    let resource = try row.optionalName("resource").map { ResourceID($0) }
    let isNeeded = source == .idle ? method == .reservedShare : method == .usage
    if isNeeded, resource == nil {
      throw row.error(.rate(.without(column: "resource", with: "the method \(method.rawValue)")))
    }
    if resource != nil, source != .idle, method != .usage {
      throw row.error(.rate(.superfluous(column: "resource", with: "the method \(method.rawValue)")))
    }
    return resource
  }

  private static func among(_ row: CSVRow, _ method: Method) throws(ConfigurationError) -> Among? {
    let among = try row.optionalChoice("among", of: Among.self)
    if among != nil, method.isListed {
      throw row.error(.rate(.superfluous(column: "among", with: "the method \(method.rawValue)")))
    }
    return among
  }

  private static func isListed(_ row: CSVRow, _ method: Method) throws(ConfigurationError) -> Bool {
    guard !row["receivers"].isEmpty else { return method.isListed }
    let isListed = try row.choice("receivers", of: [("all", false), ("listed", true)])
    if !isListed, method.isListed {
      throw row.error(.rate(.superfluous(column: "receivers", with: "the method \(method.rawValue)")))
    }
    return isListed
  }

  private static func takesIdle(
    _ row: CSVRow, _ source: Source, _ amount: ExactDecimal?
  ) throws(ConfigurationError) -> Bool {
    guard !row["include_idle"].isEmpty else { return false }
    let takesIdle = try row.choice("include_idle", of: [("yes", true), ("no", false)])
    if takesIdle, source != .sharedInfrastructure || amount != nil {
      let pool = amount == nil ? "a pool of \(source.rawValue)" : "a pool with an amount"
      throw row.error(.rate(.superfluous(column: "include_idle", with: pool)))
    }
    return takesIdle
  }

  private func check(_ row: CSVRow) throws(ConfigurationError) {
    if amountPerMonth != nil {
      switch among {
      case .environment where scope.environment == nil: throw row.error(.pool(.amongNothing(among: "environment")))
      case .stack where scope.environment == nil && scope.stack == nil:
        throw row.error(.pool(.amongNothing(among: "stack")))
      default: break
      }
    }
    if bounds != .none { try checkBounds(row) }
  }

  /// Checks that the pool takes a floor or a cap, in the row that has one.
  func checkBounds(_ row: CSVRow) throws(ConfigurationError) {
    let column = row["floor"].isEmpty ? "cap" : "floor"
    if method == .separate || method == .fixed || method == .reservedShare {
      throw row.error(.rate(.superfluous(column: column, with: "the method \(method.rawValue)")))
    }
    guard isOneWhole else { throw row.error(.pool(.boundsOfParts(pool: name))) }
  }
}

extension ShareBounds {
  /// The columns `floor` and `cap` of a row.
  init(_ row: CSVRow) throws(ConfigurationError) {
    floor = try Self.limit(row, "floor")
    cap = try Self.limit(row, "cap")
    let isAbove =
      switch (floor, cap) {
      case (.amount(let floor), .amount(let cap)): floor > cap
      case (.share(let floor), .share(let cap)): floor > cap
      default: false
      }
    if isAbove { throw row.error(.pool(.floorAboveCap(floor: row["floor"], cap: row["cap"]))) }
  }

  /// An amount, `500.00`, or a share, `10%`.
  private static func limit(_ row: CSVRow, _ column: String) throws(ConfigurationError) -> Limit? {
    let text = row[column]
    guard !text.isEmpty else { return nil }
    guard text.hasSuffix("%") else { return .amount(try row.amount(column)) }
    guard let percent = try? ExactDecimal.parse(text.utf8.dropLast()), !percent.wasRounded,
      !percent.value.isNegative, percent.value <= ExactDecimal(100)
    else { throw row.error(.project(.notAShare(key: column, found: quoted(text)))) }
    return .share(Fraction(percent.value.picounits, 100 * ExactDecimal.one.picounits))
  }
}
