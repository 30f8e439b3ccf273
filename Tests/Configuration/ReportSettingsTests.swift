import Testing

@testable import Configuration

@Suite("How reports are written")
struct ReportSettingsTests {
  private func project(_ reports: String) throws -> Project {
    let text = """
      { organization: "X", currency: "USD", \(reports)
        sources: [{ name: "a", format: "usage-events", files: ["*.csv"] }] }
      """
    return try Project.decode(
      ConfigurationFile(name: .project, path: "stackmeter.json5", bytes: Array(text.utf8)))
  }

  @Test("the name of a folder is enough, and what is not said is the usual")
  func usual() throws {
    #expect(try project("").reports == ReportSettings() && project("").reportsPath == "reports")
    let named = try project("reports: \"out\",")
    #expect(named.reportsPath == "out" && named.reports == ReportSettings())
    let usual = ReportSettings()
    #expect(usual.fileMode == 0o640 && usual.folderMode == 0o750 && usual.keep == 1 && !usual.byteOrderMark)
    #expect(usual.clearingAccount == "(clearing)" && usual.clearingCostCentre == "(platform)")
  }

  @Test("an object says all of it")
  func all() throws {
    let project = try project(
      """
      reports: { folder: "out", bom: true, keep: 3, fileMode: "0644", folderMode: "755", clearingAccount: "199900",
        clearingCostCentre: "CC-9" },
      """)
    #expect(project.reportsPath == "out")
    #expect(
      project.reports
        == ReportSettings(
          byteOrderMark: true, keep: 3, fileMode: 0o644, folderMode: 0o755, clearingAccount: "199900",
          clearingCostCentre: "CC-9"))
  }

  @Test("no earlier set may be kept, and a number that is none is refused in one line with the range")
  func keep() throws {
    #expect(try project("reports: { keep: 0 },").reports.keep == 0)
    for keep in ["-1", "1001", "1.5"] {
      let error = #expect(throws: ConfigurationError.self) { try project("reports: { keep: \(keep) },") }
      let text = try #require(error).description
      #expect(text.hasSuffix("\"keep\" is \(keep); write a whole number from 0 to 1,000"), "\(text)")
    }
  }

  @Test(
    "a mode that is none, or that would lock the program out, is refused in one line",
    arguments: ["0840", "rw-r-----", "0440", "00640", "", "-640", "+640", "1777"])
  func modes(mode: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try project("reports: { fileMode: \"\(mode)\" },") }
    let text = try #require(error).description
    #expect(text.contains("fileMode") && text.contains("0640") && !text.contains("\n"))
  }
}
