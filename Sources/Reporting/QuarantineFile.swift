internal import Metering

/// `quarantine.csv`: every record that was not understood, and where it stands, so that whoever exports the logs can
/// mend them. It is of all months: a record without a day that can be read is of none.
enum QuarantineFile {
  static let name = "quarantine.csv"
  typealias Row = DataQuality.Quarantined

  static func columns(_ input: ReportInput) -> [CSVColumn<Row>] {
    [
      .text("source", key: true, "The source's name in the project file.") { $0.source },
      .text("file", key: true, "The log file.") { $0.file },
      .count("line", "The line of the file, from 1.") { $0.line },
      .count("byte_offset", "Where the record begins in the file, in bytes.") { $0.byteOffset },
      .text("code", "What kind of fault it is.") { $0.code },
      .text("field", "The field at fault; empty where it is the whole record.") { $0.field },
      .text("reason", "What is wrong with it.") { $0.reason },
      .text("run_id", "Names the inputs that the figures come from.") { _ in input.runID },
    ]
  }

  /// The file and what the control totals tell of it.
  static func written(_ input: ReportInput) -> (file: ReportFile, facts: FileFacts) {
    let rows = input.quality.quarantined.sorted { ($0.byteOffset, $0.line) < ($1.byteOffset, $1.line) }
    let output = CSVWriter(columns: columns(input)).write(rows)
    return (ReportFile(name: name, bytes: output.bytes), FileFacts(name, output, sums: [], runID: input.runID))
  }
}
