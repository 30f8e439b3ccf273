package import Metering

/// A row of `budgets.csv`: what a tenant may spend in a month.
package struct Budget: Sendable, Equatable {
  package let tenant: TenantID
  /// nil: on all of the tenant's stacks that have no budget of their own in the month.
  package let stack: StackID?
  package let period: Period
  package let amount: ExactDecimal
  package let reference: String

  package init(tenant: TenantID, stack: StackID?, period: Period, amount: ExactDecimal, reference: String) {
    self.tenant = tenant
    self.stack = stack
    self.period = period
    self.amount = amount
    self.reference = reference
  }

  /// Reads and checks `budgets.csv`, where it is.
  static func decodeAll(
    _ files: [ConfigurationFile], exchange: MonthlyExchange
  ) throws(ConfigurationError) -> [Budget] {
    guard let file = files.first(where: { $0.name == .budgets }) else { return [] }
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(required: ["tenant", "month", "amount", "currency"], optional: ["stack"]))
    var lines = RepeatedRows()
    var budgets: [Budget] = []
    for row in table.rows {
      let tenant = TenantID(try row.name("tenant"))
      let stack = try row.optionalName("stack").map { StackID($0) }
      let period = try row.period("month")
      if let line = lines.add(row, key: [tenant.text, stack?.text ?? "", period.description]) {
        throw row.error(.bill(.repeatedBudget(tenant, stack, period, otherLine: line)))
      }
      let told = try row.amount("amount")
      let amount = try exchange.booked(told, of: row, column: "amount", period: period) ?? told
      budgets.append(
        Budget(tenant: tenant, stack: stack, period: period, amount: amount, reference: row.reference(in: .budgets)))
    }
    return budgets
  }
}
