import Metering

extension CostPools {
  /// Reads and checks `pools.csv` and `pool_receivers.csv`; files that are not there tell nothing.
  static func decode(
    _ files: [ConfigurationFile], project: Project, catalogue: Catalogue
  ) throws(ConfigurationError) -> CostPools {
    func file(_ name: ConfigurationFile.Name) -> ConfigurationFile? { files.first { $0.name == name } }
    let known = KnownEnvironments(file(.environments) == nil ? nil : catalogue.environments)
    var pools: [(row: CSVRow, pool: CostPool)] = []
    if let poolsFile = file(.pools) { pools = try decodePools(poolsFile, project: project, known: known) }
    var receivers: [PoolReceiver] = []
    if let receiversFile = file(.poolReceivers) {
      let tenants = file(.tenants) == nil ? nil : Set(catalogue.tenants.map(\.tenant))
      receivers = try decodeReceivers(receiversFile, of: pools.map(\.pool), tenants: tenants)
    }
    for (row, pool) in pools where pool.method == .fixed { try checkPercentages(row, pool, receivers) }
    return CostPools(pools.map(\.pool), receivers: receivers)
  }

  private static func decodePools(
    _ file: ConfigurationFile, project: Project, known: KnownEnvironments
  ) throws(ConfigurationError) -> [(row: CSVRow, pool: CostPool)] {
    let table = try CSVTable(file.bytes, file: file.path, columns: CostPool.columns)
    var (names, scopes, ties) = (OverlapCheck(), OverlapCheck(), TieCheck())
    var pools: [(row: CSVRow, pool: CostPool)] = []
    for row in table.rows {
      let pool = try CostPool(row, project: project, known: known)
      names.add(row, key: [pool.name], thing: "the pool \(quoted(pool.name))", validity: pool.validity)
      // Amounts stand beside each other; what environments cost goes into one pool.
      if pool.amountPerMonth == nil {
        let (source, scope) = (pool.source.rawValue, pool.scope)
        let parts = [scope.stack?.text, scope.environment?.text, scope.resource?.text]
        scopes.add(
          row, key: [source] + parts.map { $0 ?? "" }, thing: "the pool of \(source) of \(scope.text)",
          validity: pool.validity)
        ties.add(row, group: source, scope: scope, validity: pool.validity, thing: "this pool of \(source)")
      }
      pools.append((row, pool))
    }
    try names.finish()
    try scopes.finish()
    try ties.finish()
    return pools
  }

  private static func decodeReceivers(
    _ file: ConfigurationFile, of pools: [CostPool], tenants: Set<TenantID>?
  ) throws(ConfigurationError) -> [PoolReceiver] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["pool", "tenant"], optional: ["weight", "percent", "floor", "cap", "valid_from", "valid_to"]))
    var overlaps = OverlapCheck()
    var receivers: [PoolReceiver] = []
    for row in table.rows {
      let receiver = try PoolReceiver(row, pools: pools)
      if let tenants, !tenants.contains(receiver.tenant) {
        let suggestion = closest(to: receiver.tenant.text, among: tenants.sorted().map(\.text))
        throw row.error(.pool(.unknownTenant(receiver.tenant, suggestion: suggestion)))
      }
      overlaps.add(
        row, key: [receiver.pool, receiver.tenant.text],
        thing: "what \(quoted(receiver.tenant.text)) receives of \(quoted(receiver.pool))", validity: receiver.validity)
      receivers.append(receiver)
    }
    try overlaps.finish()
    return receivers
  }

  /// The percentages of a pool add to 100 on each of its days: they change only where a row begins or ends.
  private static func checkPercentages(
    _ row: CSVRow, _ pool: CostPool, _ receivers: [PoolReceiver]
  ) throws(ConfigurationError) {
    let rows = receivers.filter { ExactText($0.pool) == ExactText(pool.name) }
    var days: [CivilDate?] = [pool.validity.from]
    for day in rows.flatMap({ [$0.validity.from, $0.validity.to] }) {
      if let day, pool.validity.contains(day), day != pool.validity.from { days.append(day) }
    }
    days.sort { left, right in right.map { right in left.map { $0 < right } ?? true } ?? false }
    for day in days {
      var sum = ExactDecimal.zero
      for receiver in rows where receiver.validity.holdsFrom(day) {
        do throws(ArithmeticOverflow) {
          sum = try sum.plus(receiver.weight)
        } catch {
          throw row.error(.value(.tooLarge(name: "percent", text: receiver.weight.description)))
        }
      }
      guard sum == ExactDecimal(100) else {
        throw row.error(.pool(.percentagesDoNotAdd(pool: pool.name, sum: sum, from: day)))
      }
    }
  }
}

extension PoolReceiver {
  /// A row of `pool_receivers.csv`, which has the columns that its pool's methods take and no others.
  fileprivate init(_ row: CSVRow, pools: [CostPool]) throws(ConfigurationError) {
    let name = try row.name("pool")
    let named = pools.filter { $0.name.utf8.elementsEqual(name.utf8) }
    guard !named.isEmpty else {
      throw row.error(.pool(.unknownPool(name, suggestion: closest(to: name, among: pools.map(\.name)))))
    }
    let validity = try row.validity()
    let bounds = try ShareBounds(row)
    var weight = ExactDecimal.one
    for pool in named where pool.validity.intersection(validity) != nil {
      let column: String? =
        switch pool.method {
        case .fixed: "percent"
        case .weights, .reservedShare: "weight"
        case .separate, .even, .cost, .usage, .headcount: nil
        }
      let method = "the method \(pool.method.rawValue)"
      if let column, row[column].isEmpty { throw row.error(.rate(.without(column: column, with: method))) }
      for other in ["weight", "percent"] where other != column && !row[other].isEmpty {
        throw row.error(.rate(.superfluous(column: other, with: method)))
      }
      if let column { weight = try row.amount(column) }
      if bounds != .none { try pool.checkBounds(row) }
    }
    self.init(
      pool: name, tenant: TenantID(try row.name("tenant")), weight: weight, bounds: bounds, validity: validity,
      reference: row.reference(in: .poolReceivers))
  }
}
