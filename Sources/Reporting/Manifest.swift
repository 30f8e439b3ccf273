internal import Bytes
internal import Configuration
internal import Metering

/// `manifest.json`: what is in the folder, what it adds up to and what it was made from, for programs that receive it.
///
/// It holds nothing of the clock, so the same inputs give the same manifest. What chains it to what was published
/// before are the closed months: each link is the hash of the link before it with the month and its `output_sha256`,
/// so that no closed month can be changed, left out or put in between without every later link being another one.
enum Manifest {
  static let name = "manifest.json"
  private static let ratesFile = "rates.csv"

  /// `files`: all of the set but the manifest and the checksums, as they are written; `facts`: of those that have rows.
  static func file(_ input: ReportInput, files: [ReportFile], facts: [FileFacts], links: [Link]) -> ReportFile {
    let factsByName = Dictionary(facts.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    let provenance = input.provenance
    let manifest: JSONText = .object([
      ("schema", .number(1)), ("organization", .string(input.organization)),
      ("currency", .string(input.currency.code)), ("time_zone", .string(input.zone)),
      ("as_of", .string(input.asOf.description)), ("run_id", .string(input.runID)),
      ("program_version", .string(provenance.programVersion)),
      ("rate_card_version", .string(input.rateCardVersion)),
      ("rate_card_sha256", .text(provenance.configuration.first { $0.name == ratesFile }?.sha256)),
      (
        "configuration",
        .array(
          provenance.configuration.map {
            .object([("name", .string($0.name)), ("sha256", .string($0.sha256))])
          })
      ),
      ("inputs", .array(inputs(input.quality))),
      (
        "periods",
        .array(
          input.periods.map {
            .object([("period", .string($0.period.description)), ("state", .string($0.state))])
          })
      ),
      ("closed_months", .array(links.map(\.json))), ("byte_order_mark", .boolean(input.settings.byteOrderMark)),
      ("files", .array(files.map { json($0, factsByName[$0.name], input.currency) })),
    ])
    return ReportFile(name: name, bytes: Array((manifest.rendered() + "\n").utf8))
  }

  private static func inputs(_ quality: DataQuality) -> [JSONText] {
    quality.files.sorted { ($0.source, $0.file) < ($1.source, $1.file) }.map { file in
      .object([
        ("source", .string(file.source)), ("file", .string(file.file)), ("bytes", .number(file.bytes)),
        ("fingerprint", .string(file.fingerprint)), ("read", .number(file.counts.read)),
        ("accepted", .number(file.counts.accepted)), ("duplicate", .number(file.counts.duplicate)),
        ("quarantined", .number(file.counts.quarantined)), ("excluded", .number(file.counts.excluded)),
        ("rejected_records", .number(file.counts.rejected)),
        ("rejected", .boolean(file.isRejected)),
      ])
    }
  }

  private static func json(_ file: ReportFile, _ facts: FileFacts?, _ currency: Currency) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("name", .string(file.name)), ("bytes", .number(file.bytes.count)),
      ("sha256", .string(SHA256.hexadecimal(of: file.bytes))),
    ]
    guard let facts else { return .object(members) }
    members += [
      ("rows", .number(facts.rows)), ("empty_cells", .number(facts.emptyCells)),
      ("guarded_cells", .number(facts.guardedCells)), ("run_id", .string(facts.runID)),
      (
        "sums",
        .object(
          facts.sums.map { sum in
            (sum.column, sum.minorUnits.map { .digits(currency.text(minorUnits: $0)) } ?? .null)
          })
      ),
    ]
    if let columns = facts.columns { members.append(("columns", .array(columns.map(json)))) }
    return .object(members)
  }

  private static func json(_ column: ColumnFacts) -> JSONText {
    .object([
      ("name", .string(column.name)), ("type", .string(column.type)),
      ("scale", column.scale.map { .number($0) } ?? .null), ("key", .boolean(column.isKey)),
      ("empty_cells", column.emptyCells.map { .number($0) } ?? .null),
    ])
  }
}

extension Manifest {
  /// One closing of a month in the chain. One that does not hold any more stays in it, with why, so that the manifests
  /// published before begin as this one does.
  struct Link: Sendable, Equatable {
    let period: Period
    let outputHash: String
    let previous: String
    /// SHA-256 of one line: `<previous>  <period>  <output_sha256>`.
    let chain: String
    /// Which closing of the month it is; 1 is the first.
    let closing: Int
    /// Why it does not hold any more; nil of one that does.
    let reopening: PeriodHistory.Superseded?

    /// The closings in their order, which is that of the months where none was opened again; the first is linked to 64
    /// zeros.
    static func links(_ periods: [PeriodInput]) -> [Link] {
      var closings: [Closing] = []
      for period in periods {
        for (index, earlier) in period.history.superseded.enumerated() {
          closings.append(
            Closing(
              order: earlier.order, period: period.period, number: index + 1, outputHash: earlier.outputHash,
              reopening: earlier))
        }
        guard let published = period.published else { continue }
        closings.append(
          Closing(
            order: period.history.order ?? 0, period: period.period, number: period.history.closing,
            outputHash: published.outputHash, reopening: nil))
      }
      var links: [Link] = []
      for closing in closings.sorted(by: { ($0.order, $0.period) < ($1.order, $1.period) }) {
        links.append(Link(closing, behind: links.last))
      }
      return links
    }

    private struct Closing {
      let order: Int
      let period: Period
      let number: Int
      let outputHash: String
      let reopening: PeriodHistory.Superseded?
    }

    private init(_ entry: Closing, behind last: Link?) {
      period = entry.period
      outputHash = entry.outputHash
      closing = entry.number
      reopening = entry.reopening
      previous = last?.chain ?? String(repeating: "0", count: 64)
      chain = SHA256.hexadecimal(of: Array("\(previous)  \(period)  \(outputHash)\n".utf8))
    }

    fileprivate var json: JSONText {
      var members: [(key: String, value: JSONText)] = [
        ("period", .string(period.description)), ("output_sha256", .string(outputHash)),
        ("previous", .string(previous)), ("chain_sha256", .string(chain)),
      ]
      if closing > 1 { members.append(("closing", .number(closing))) }
      if let reopening {
        members.append(
          (
            "reopened",
            .object([
              ("as_of", .string(reopening.reopenedAsOf.description)), ("at", .string(reopening.reopenedAt)),
              ("by", .string(reopening.reopenedBy)), ("reason", .string(reopening.reason)),
            ])
          ))
      }
      return .object(members)
    }
  }
}

/// `SHA256SUMS`: `sha256sum -c SHA256SUMS` in the folder checks every other file of the set.
enum ChecksumFile {
  static let name = "SHA256SUMS"

  /// The names of reports have nothing in them that the format would escape.
  static func file(for files: [ReportFile]) -> ReportFile {
    let lines = files.sorted { bytewise($0.name, precedes: $1.name) }
      .map { "\(SHA256.hexadecimal(of: $0.bytes))  \($0.name)\n" }
    return ReportFile(name: name, bytes: Array(lines.joined().utf8))
  }

  /// The names that checksums are of; a line that is none names nothing.
  static func names(_ bytes: [UInt8]) -> [String] {
    let hashLength = 64
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard line.count > hashLength + 2, line.dropFirst(hashLength).starts(with: Array("  ".utf8)) else { return nil }
      return String(decoding: line.dropFirst(hashLength + 2), as: UTF8.self)
    }
  }
}
