internal import Metering

/// Whether the figures can be trusted: what was read, what became of it, and every record that was not understood.
enum QualitySection {
  static func section(_ input: ReportInput) -> PageSection {
    let counts = input.quality.counts
    let shared = SharedFilesPart(input.quality)
    let warnings = WarningsPart(input.quality)
    let hasRejected = counts.rejected > 0
    return PageSection(
      id: "data", question: "Can the data be trusted?",
      headline: headline(input.quality) + shared.sentence + warnings.sentence,
      howMeasured: """
        Every record read is accepted, a duplicate, quarantined\(hasRejected ? "," : " or") excluded by a rule\
        \(hasRejected ? ", or rejected with its file" : ""): \
        \(DisplayText.count(counts.read)) = \(DisplayText.count(counts.accepted)) + \
        \(DisplayText.count(counts.duplicate)) + \
        \(DisplayText.count(counts.quarantined)) + \(DisplayText.count(counts.excluded))\
        \(hasRejected ? " + \(DisplayText.count(counts.rejected))" : "").\(later(input))
        """,
      body: warnings.markup + shared.markup + files(input.quality).markup + UnmappedTable.markup(input)
        + quarantine(input.quality)
        + ignored(input.quality))
  }

  /// Which records are counted where the reports end before the logs do.
  private static func later(_ input: ReportInput) -> Markup {
    let (later, day) = (input.quality.later, DisplayText.day(input.asOf))
    var result = Markup.empty
    if later.leftOut > 0 {
      let files = DisplayText.counted(later.leftOut, "log file has", "log files have")
      result += " \(files) usage after \(day) only, and none of those records is counted here."
    }
    if later.continuing > 0 {
      let files = DisplayText.counted(later.continuing, "log file has", "log files have")
      result += " \(files) usage up to \(day) and after it, and all of those records are counted here."
    }
    return result
  }

  private static func headline(_ quality: DataQuality) -> Markup {
    let counts = quality.counts
    let rejected = quality.files.count(where: \.isRejected)
    guard counts.read > 0 else { return "No record has been read." }
    var result: Markup
    if counts.quarantined == 0 {
      result = "All \(DisplayText.count(counts.read)) records were understood."
    } else {
      result = """
        \(DisplayText.counted(counts.quarantined, "record", "records")) of \(DisplayText.count(counts.read)) could not \
        be understood and \(counts.quarantined == 1 ? "is" : "are") not in the figures.
        """
    }
    if rejected > 0 {
      result += " \(DisplayText.counted(rejected, "file was", "files were")) rejected whole"
      let others = DisplayText.counted(counts.rejected, "record that was", "records that were")
      result += counts.rejected > 0 ? ", with \(others) understood." : "."
    }
    return result
  }

  private static func files(_ quality: DataQuality) -> PageTable {
    let files = quality.files.sorted { left, right in
      left.source.utf8.elementsEqual(right.source.utf8)
        ? bytewise(left.file, precedes: right.file) : bytewise(left.source, precedes: right.source)
    }
    // A column for what next to no night has would be noise on the others.
    let hasRejected = quality.counts.rejected > 0
    func cells(_ counts: RecordCounts) -> [Markup] {
      let rejected = hasRejected ? [counts.rejected] : []
      return ([counts.read, counts.accepted, counts.duplicate, counts.quarantined, counts.excluded] + rejected)
        .map { .count($0) }
    }
    let rows = files.map { file -> [Markup] in
      [Markup.name(file.file), .name(file.source)] + cells(file.counts) + [file.isRejected ? "rejected whole" : "read"]
    }
    return PageTable(
      id: "files", caption: "Log files and what became of their records",
      columns: [
        .name("File"), .name("Source"), .number("Read"), .number("Accepted"), .number("Duplicate"),
        .number("Quarantined"), .number("Excluded"),
      ] + (hasRejected ? [.number("Rejected")] : []) + [.text("State")], groups: [.init(rows: rows)],
      footer: [["All files", .empty] + cells(quality.counts) + [.empty]],
      moreIn: Manifest.name)
  }

  private static func quarantine(_ quality: DataQuality) -> Markup {
    guard !quality.quarantined.isEmpty else { return .empty }
    let rows = quality.quarantined.map { record -> [Markup] in
      [
        .name(record.file), "\(DisplayText.count(record.line))", .name(record.code),
        record.field.isEmpty ? .none : .name(record.field), "\(record.reason)",
      ]
    }
    let table = PageTable(
      id: "quarantine", caption: "Records in quarantine, by file and line",
      columns: [.name("File"), .number("Line"), .text("Code"), .name("Field"), .text("Reason")],
      groups: [.init(rows: rows)], moreIn: QuarantineFile.name)
    return "<h5>Records in quarantine</h5>\n\(table.markup)"
  }

  private static func ignored(_ quality: DataQuality) -> Markup {
    let sources = quality.ignoredFields.filter { !$0.value.isEmpty }.sorted { bytewise($0.key, precedes: $1.key) }
    guard !sources.isEmpty else { return .empty }
    let items = sources.map { source, fields -> Markup in
      "<li>\(Markup.name(source)): \(Markup.names(Array(fields.prefix(PageTable.rowLimit))))</li>\n"
    }
    return "<h5>Columns and keys that nothing reads</h5>\n<ul>\n\(items.joined())</ul>\n"
  }
}
