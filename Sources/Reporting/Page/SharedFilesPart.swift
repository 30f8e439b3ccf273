internal import Metering

/// Log files of the same bytes that count under two sources, as after a source was renamed: what is in them is in every
/// figure twice.
struct SharedFilesPart: Sendable {
  /// Two sources, in order of their names.
  private struct Pair: Hashable {
    let first: SourceID
    let second: SourceID
  }

  /// The files of each two sources, as the second has them, by their names.
  private let shared: [(pair: Pair, files: [ExactText])]

  init(_ quality: DataQuality) {
    let counted = quality.files.filter { !$0.isRejected && $0.counts.accepted > 0 && !$0.fingerprint.isEmpty }
    var files: [Pair: [String: ExactText]] = [:]
    for (fingerprint, same) in Dictionary(grouping: counted, by: \.fingerprint) where same.count > 1 {
      for one in same {
        for other in same where SourceID(one.source) < SourceID(other.source) {
          let pair = Pair(first: SourceID(one.source), second: SourceID(other.source))
          let name = ExactText(other.file)
          files[pair, default: [:]][fingerprint] = min(files[pair]?[fingerprint] ?? name, name)
        }
      }
    }
    shared = files.map { ($0.key, $0.value.values.sorted()) }.sorted { left, right in
      left.pair.first == right.pair.first
        ? left.pair.second < right.pair.second : left.pair.first < right.pair.first
    }
  }

  /// Empty where there are none.
  var sentence: Markup {
    let files = shared.reduce(0) { $0 + $1.files.count }
    guard files > 0 else { return .empty }
    return """
       \(DisplayText.counted(files, "log file counts", "log files count")) twice, under two sources: the figures are \
      too high.
      """
  }

  var markup: Markup {
    guard !shared.isEmpty else { return .empty }
    let items = shared.map { pair, files -> Markup in
      """
      <li>\(Markup.name(pair.first.text)) and \(Markup.name(pair.second.text)) have \
      \(DisplayText.counted(files.count, "file", "files")) of the same bytes, such as \(Markup.name(files[0].text))</li>

      """
    }
    return """
      <h5>Log files that count twice</h5>
      <p class="how">What is in them is counted under both sources. If a source was renamed, give it its old name back \
      and restore the ledger from before, or begin a new one.</p>
      <ul>
      \(items.joined())</ul>

      """
  }
}
