import Metering

extension FixedCost {
  /// The rows of `costs.csv`.
  static func decodeAll(
    _ file: ConfigurationFile, known: KnownEnvironments
  ) throws(ConfigurationError) -> [FixedCost] {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["environment", "category", "currency"],
        optional: ["item", "amount_per_month", "fte", "loaded_cost_per_year", "valid_from", "valid_to"]))
    var overlaps = OverlapCheck()
    var costs: [FixedCost] = []
    for row in table.rows {
      let cost = try decode(row, known: known)
      overlaps.add(
        row, key: [cost.environment.text, cost.category.rawValue, cost.item],
        thing: "the cost of \(quoted(cost.item)) of \(quoted(cost.environment.text))", validity: cost.validity)
      costs.append(cost)
    }
    try overlaps.finish()
    return costs
  }

  private static func decode(
    _ row: CSVRow, known: KnownEnvironments
  ) throws(ConfigurationError) -> FixedCost {
    let environment = try known.environment(of: row)
    let (category, categoryName) = try row.choice("category", of: categories.map { ($0.name, ($0.value, $0.name)) })
    let item = try row.optionalName("item") ?? itemName(of: category)
    let pay = try pay(row, category: category, name: categoryName)
    return FixedCost(
      environment: environment, category: category, item: item, amountPerMonth: pay.amountPerMonth,
      fullTimeEquivalents: pay.people, currency: try row.currency(), validity: try row.validity(),
      reference: row.reference(in: .costs))
  }

  private static let categories: [(name: String, value: ChargeCategory)] = [
    ("control_plane", .controlPlane), ("licences", .licences), ("operations_staff", .operationsStaff),
    ("other", .otherFixed),
  ]

  /// What the bill calls a cost whose row does not name it.
  private static func itemName(of category: ChargeCategory) -> String {
    switch category {
    case .controlPlane: "control plane"
    case .licences: "licences"
    case .operationsStaff: "operations staff"
    case .otherFixed, .usage, .discount, .markup, .minimum, .credit, .conversion: "other"
    case .idle, .sharedInfrastructure, .platformTeam, .overhead, .unallocated: "other"
    }
  }

  /// A month's amount and the people it pays, if it is staff: FTE × loaded cost a year ÷ 12, rounded once, half-even. A
  /// row has the columns that its category takes and no others.
  private static func pay(
    _ row: CSVRow, category: ChargeCategory, name: String
  ) throws(ConfigurationError) -> (amountPerMonth: ExactDecimal, people: ExactDecimal?) {
    let isStaff = category == .operationsStaff
    for column in isStaff ? ["fte", "loaded_cost_per_year"] : ["amount_per_month"] where row[column].isEmpty {
      throw row.error(.catalogue(.costWithout(column: column, category: name)))
    }
    for column in isStaff ? ["amount_per_month"] : ["fte", "loaded_cost_per_year"] where !row[column].isEmpty {
      throw row.error(.catalogue(.costWith(column: column, category: name)))
    }
    guard isStaff else { return (try row.amount("amount_per_month"), nil) }
    let people = try row.amount("fte")
    let loadedCost = try row.amount("loaded_cost_per_year")
    do throws(ArithmeticOverflow) {
      return (try people.times(loadedCost, ratio: Fraction(1, 12)), people)
    } catch {
      throw row.error(.value(.tooLarge(name: "loaded_cost_per_year", text: row["loaded_cost_per_year"])))
    }
  }
}
