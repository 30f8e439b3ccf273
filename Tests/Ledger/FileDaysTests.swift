import Metering
import Testing

@testable import Ledger

@Suite("The days of log files") struct FileDaysTests {
  @Test("a file is of the days of all its readings that count; one without usage is not there")
  func days() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.ledger()
    #expect(try ledger.fileDays() == [])
    func commit(_ file: String, source: SourceID = "events", print: String? = nil, _ days: String...) throws {
      _ = try ledger.commit(
        batch(file, source: source, fingerprint: print, usage: try days.map { try usage(series("a"), $0, [1: 5]) }))
    }
    try commit("b.csv", "2026-10-03", "2026-11-02")
    try commit("a.csv", "2026-10-31")
    try commit("b.csv", print: "grown", "2026-12-24")
    try commit("a.csv", source: "other", "2026-01-01")
    try commit("empty.csv")
    #expect(
      try ledger.fileDays() == [
        FileDays(source: "events", file: "a.csv", days: try day("2026-10-31")...day("2026-10-31")),
        FileDays(source: "events", file: "b.csv", days: try day("2026-10-03")...day("2026-12-24")),
        FileDays(source: "other", file: "a.csv", days: try day("2026-01-01")...day("2026-01-01")),
      ])
  }
}
