import Bytes
import Testing

@testable import Ingest

@Suite("How a sacct file is laid out")
struct SlurmLayoutTests {
  private func layout(_ text: String) throws -> SlurmLayout { try SlurmLayout(head: Array(text.utf8)) }

  @Test("a file without a header has the 26 fields, the last of which takes the rest")
  func noHeader() throws {
    for text in ["", SlurmLine().text + "\n", "garbage"] {
      let found = try layout(text)
      #expect(found.columns == (0..<26).map { $0 })
      #expect(found.headerBytes == 0)
      #expect(found.headerLines == 0)
      #expect(found.dialect.lastTakesRest)
      #expect(!found.dialect.hasTrailingDelimiter)
    }
    #expect(SlurmDecoder.Field.allCases.map(\.key) == SlurmLine.fields)
  }

  @Test("a header gives the order, in any case; other columns are ignored and told")
  func header() throws {
    let text = "State|JOBIDRAW|Submit|Start|End|NNodes|NCPUS|AllocTRES|Comment|Account\r\nx\n"
    let found = try layout(text)
    #expect(found.columns == [16, 1, 10, 12, 13, 17, 18, 22, nil, 5])
    #expect(found.ignored == ["comment"])
    #expect(found.headerBytes == text.utf8.count - 2)
    #expect(found.headerLines == 1)
    #expect(!found.dialect.lastTakesRest)
  }

  @Test("a separator at the header's end is one at every line's end")
  func trailing() throws {
    let found = try layout("JobIDRaw|Submit|Start|End|State|NNodes|NCPUS|AllocTRES|JobName|\n")
    #expect(found.columns.count == 9)
    #expect(found.dialect.hasTrailingDelimiter)
    #expect(found.dialect.lastTakesRest)
  }

  @Test("a header without the fields a job cannot do without names them")
  func missing() {
    #expect(throws: SlurmLayout.MissingFields(names: ["Submit", "End", "AllocTRES"])) {
      try layout("JobID|JobIDRaw|Start|State|NNodes|NCPUS\n")
    }
  }
}
