import Metering

// How charge lines came out of cost pools, beside the lines themselves.

extension Ledger {
  /// Keeps the allocations of lines that are kept already.
  func insertAllocations(of lines: [StoredChargeLine]) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO allocations(period, line_id, part, pool, distribution, method, basis, weight, share, note)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    defer { database.putBack(statement) }
    for line in lines {
      guard let allocation = line.line.allocation else { continue }
      statement.bind([
        .text(line.line.identity.period.description), .text(line.lineID), .text(allocation.part.rawValue),
        .text(allocation.pool), .text(allocation.distribution), .text(allocation.method), .text(allocation.basis),
        .optional(allocation.weight?.description), .optional(allocation.share?.description), .text(allocation.note),
      ])
      try statement.run()
    }
  }

  func removeAllocations(of period: Period) throws(LedgerError) {
    try database.run("DELETE FROM allocations WHERE period = ?", [.text(period.description)])
  }

  /// Keeps the allocations of a month that is opened again. `event`: the number of its closing.
  func keepReopenedAllocations(ofClosing event: Int?, period: Period) throws(LedgerError) {
    try database.run(
      "INSERT INTO reopened_allocations SELECT ?, allocations.* FROM allocations WHERE period = ?",
      [.optional(event), .text(period.description)])
  }

  /// The lines of a period with their allocations, which stand beside them.
  func withAllocations(_ lines: [StoredChargeLine], of period: Period) throws(LedgerError) -> [StoredChargeLine] {
    let statement = try database.statement(
      "SELECT line_id, part, pool, distribution, method, basis, weight, share, note FROM allocations WHERE period = ?")
    return try joined(lines, statement, .text(period.description))
  }

  /// The same of a month that was opened again. `event`: the number of its closing.
  func withReopenedAllocations(
    _ lines: [StoredChargeLine], ofClosing event: Int
  ) throws(LedgerError) -> [StoredChargeLine] {
    let statement = try database.statement(
      """
      SELECT line_id, part, pool, distribution, method, basis, weight, share, note
      FROM reopened_allocations WHERE event = ?
      """)
    return try joined(lines, statement, .integer(event))
  }

  private func joined(
    _ lines: [StoredChargeLine], _ statement: SQLiteStatement, _ key: SQLiteValue
  ) throws(LedgerError) -> [StoredChargeLine] {
    defer { database.putBack(statement) }
    statement.bind([key])
    var allocations: [String: Allocation] = [:]
    while try statement.step() {
      guard let allocation = Allocation(row: statement) else {
        throw .corrupt(path: database.path, reason: "the allocation of \(statement.text(0)) cannot be read")
      }
      allocations[statement.text(0)] = allocation
    }
    guard !allocations.isEmpty else { return lines }
    return lines.map { stored in
      guard let allocation = allocations[stored.lineID] else { return stored }
      return StoredChargeLine(
        line: stored.line.with(allocation), lineID: stored.lineID, minorUnits: stored.minorUnits)
    }
  }
}

extension Allocation {
  /// The allocation of a row, with the columns of the SELECT above; nil when a value of it cannot be read.
  fileprivate init?(row: SQLiteStatement) {
    guard let part = Part(rawValue: row.text(1)) else { return nil }
    let (weight, share) = (row.optionalText(6), row.optionalText(7))
    let (exactWeight, exactShare) = (
      weight.flatMap { ExactDecimal(codedText: $0) }, share.flatMap { ExactDecimal(codedText: $0) }
    )
    guard (weight == nil) == (exactWeight == nil), (share == nil) == (exactShare == nil) else { return nil }
    self.init(
      part: part, pool: row.text(2), distribution: row.text(3), method: row.text(4), basis: row.text(5),
      weight: exactWeight, share: exactShare, note: row.text(8))
  }
}

extension ChargeLine {
  fileprivate func with(_ allocation: Allocation) -> ChargeLine {
    ChargeLine(
      identity: identity, account: account, quantity: quantity, meterUnit: meterUnit, pricing: pricing, amount: amount,
      currency: currency, allocation: allocation)
  }
}
