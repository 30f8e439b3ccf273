internal import Metering

/// What is allowed and likely not meant, for whoever asks whether the data can be trusted.
struct WarningsPart {
  private let warnings: [String]

  init(_ quality: DataQuality) { warnings = quality.warnings }

  /// Behind the headline; empty without any.
  var sentence: Markup {
    warnings.isEmpty ? .empty : " \(DisplayText.counted(warnings.count, "thing is", "things are")) likely not meant."
  }

  /// A list; empty without any.
  var markup: Markup {
    guard !warnings.isEmpty else { return .empty }
    let shown = warnings.prefix(PageTable.rowLimit).map { "<li>\($0)</li>\n" as Markup }
    let others = warnings.count - shown.count
    let rest: Markup =
      others > 0 ? "<li>and \(DisplayText.count(others)) more, in last_run.json beside the ledger</li>\n" : .empty
    return "<h5>Likely not meant</h5>\n<ul>\n\(shown.joined())\(rest)</ul>\n"
  }
}
