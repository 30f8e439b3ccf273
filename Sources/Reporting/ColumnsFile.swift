internal import Metering

/// `columns.md`: what every column of every file means, from the definitions that the files are written by.
enum ColumnsFile {
  static let name = "columns.md"

  static func file(for input: ReportInput) -> ReportFile {
    let month = input.asOf.period
    var text = """
      # The columns of the CSV files

      Amounts are in \(input.currency.code). Rows are sorted by the columns marked as keys, in their order and bytewise.
      New columns come behind those that are there. An empty cell is a value that is missing, which is not 0.


      """
    for kind in PeriodFileKind.all {
      text += section("\(kind.stem)_<period>.csv", kind.about, kind.columns(input, month))
    }
    text += section(
      OrganizationFile.name, "Every month by the accounts it was charged to beside those of today's organisation.",
      OrganizationFile.columns(input).map(ColumnDescription.init))
    text += section(
      ControlTotals.name, "What every file sums to, and what became of every record.",
      ControlTotals.columns(input).map(ColumnDescription.init))
    text += section(
      QuarantineFile.name, "Every record that was not understood, by file and line.",
      QuarantineFile.columns(input).map(ColumnDescription.init))
    text += section(
      TenantPagesFile.name, "Where each tenant's statement is.",
      TenantPagesFile.columns(input).map(ColumnDescription.init))
    text += section(
      "\(ReportNames.folder)/<tenant>.csv",
      "One tenant's charges and usage by day of all months; what moved, what is behind, and what sharing would change.",
      TenantFile.columns(input.currency).map(ColumnDescription.init))
    return ReportFile(name: name, bytes: Array(text.dropLast().utf8))
  }

  private static func section(_ file: String, _ about: String, _ columns: [ColumnDescription]) -> String {
    var text = "## `\(file)`\n\n\(about)\n\n| column | kind | key | meaning |\n|---|---|---|---|\n"
    for column in columns {
      let key = column.facts.isKey ? "key" : ""
      text += "| `\(column.facts.name)` | \(column.kind) | \(key) | \(column.meaning.replacing("|", with: "\\|")) |\n"
    }
    return text + "\n"
  }
}
