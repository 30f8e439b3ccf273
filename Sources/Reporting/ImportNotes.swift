internal import Configuration

/// `import-notes.txt`: what whoever loads the files somewhere has to know.
enum ImportNotes {
  static let name = "import-notes.txt"

  static func file(for input: ReportInput) -> ReportFile {
    let settings = input.settings
    let mark =
      settings.byteOrderMark
      ? "They begin with a byte order mark, as Excel wants it."
      : "They have no byte order mark; for Excel write them with --bom, or reports: { bom: true } in the project file."
    let text = """
      HOW TO LOAD THESE FILES

      Complete?
        sha256sum -c SHA256SUMS          every file is as it was written
        control_totals.csv               rows and sums of every file; manifest.json has the same for programs
        A closed month has output_sha256 in control_totals.csv: sha256sum *_<period>.csv | sha256sum
        With a byte order mark it is of the files without: leave out the first three bytes of each.
        manifest.json, closed_months: chain_sha256 is of the line "<previous>  <period>  <output_sha256>".

      CSV
        RFC 4180: commas, CRLF, quotes doubled; UTF-8. \(mark)
        Numbers have a point, a fixed number of decimals, no grouping and no sign but -. Dates are YYYY-MM-DD.
        An empty cell is a value that is missing. It is not 0: usage without a price has no cost, and is not free.
        No file has a total among its rows.
        A text that a spreadsheet could run as a formula has an apostrophe before it: take one away to have the value.
        columns.md tells what every column means.

      Excel
        Cost centres and accounts are text. Opened by a double click, 00123 becomes 123 and 2026-10 a date: load the
        file with Data > From Text/CSV, and make these columns text.

      focus_<period>.csv
        FOCUS 1.2, dataset CostAndUsage. BilledCost and EffectiveCost are whole cents and sum to what all files do.
        ListCost and ContractedCost are quantity x price to the last decimal. Instants are in UTC, so a month begins
        when it begins in the organisation's time zone. Usage without a price has no row, as it is not free: it is in
        unallocated_<period>.csv. Columns that begin with x_ are not of FOCUS.

      journal_<period>.csv
        Every legal entity's debits are its credits. What is charged to an account is a debit of it, credits and what is
        given back a credit, and the other side is on the clearing account: here \(plain(settings.clearingAccount)),
        cost centre \(plain(settings.clearingCostCentre)).
        (clearing) and (platform) are no accounts: name yours with reports: { clearingAccount: "...",
        clearingCostCentre: "..." } in the project file. What is (unmapped) lacks a row in tenants.csv.

      """
    return ReportFile(name: name, bytes: Array(text.utf8))
  }

  /// A text of the project file on one line.
  private static func plain(_ text: String) -> String { Markup.plainName(text) }
}
