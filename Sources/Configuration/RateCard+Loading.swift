import Metering

extension RateCard {
  /// Reads and checks `rates.csv` of a project's folder; without the file there are no rates.
  package static func load(folder: String, project: Project) throws(ConfigurationError) -> RateCard {
    guard let file = try ConfigurationFolder(folder: folder).read(.rates) else { return .empty }
    return try decode(file, project: project).card
  }

  static func decode(
    _ file: ConfigurationFile, project: Project
  ) throws(ConfigurationError) -> (card: RateCard, warnings: [ConfigurationWarning]) {
    let table = try CSVTable(
      file.bytes, file: file.path,
      columns: CSVTable.Columns(
        required: ["resource", "unit", "price", "currency", "valid_from"],
        optional: [
          "valid_to", "environment", "tenant", "stack", "rate", "tiers", "from_quantity", "to_quantity", "tier_scope",
          "package_size",
        ]))
    var rows: [RateRow] = []
    for row in table.rows { rows.append(try RateRow(row, project: project)) }
    var overlaps = OverlapCheck()
    var ties = TieCheck()
    var rates: [Rate] = []
    var warnings: [ConfigurationWarning] = []
    for group in try RateRow.grouped(rows) {
      let rate = try RateRow.rate(group)
      let (first, scope) = (group[0].row, rate.scope)
      let thing = "the price of \(quoted(rate.resource.text))"
      overlaps.add(
        first,
        key: [rate.resource.text, scope.environment?.text ?? "", scope.tenant?.text ?? "", scope.stack?.text ?? ""],
        thing: thing, validity: rate.validity)
      ties.add(first, group: rate.resource.text, scope: scope, validity: rate.validity, thing: thing)
      warnings += RateRow.warnings(group, rate)
      rates.append(rate)
    }
    try overlaps.finish()
    try ties.finish()
    return (RateCard(rates: rates), warnings)
  }
}
