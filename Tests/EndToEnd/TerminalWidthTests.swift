import Bytes
import Foundation
import Testing

@testable import stackmeter

/// Tables fit the terminal that they are printed in; whatever is no terminal gets the same bytes everywhere.
@Suite("The width of the terminal") struct TerminalWidthTests {
  @Test("a terminal says how many columns it has; a file, a pipe and what is closed are none")
  func columns() throws {
    let told = try PseudoTerminal(columns: 132).terminal, silent = try PseudoTerminal(columns: nil).terminal
    #expect(TerminalCalls.columns(of: told) == 132)
    #expect(TerminalCalls.columns(of: silent) == 0)
    for descriptor in [told, silent] { close(descriptor) }
    let pipe = Pipe()
    #expect(TerminalCalls.columns(of: pipe.fileHandleForWriting.fileDescriptor) == nil)
    #expect(TerminalCalls.columns(of: FileHandle.nullDevice.fileDescriptor) == nil)
    #expect(TerminalCalls.columns(of: -1) == nil)
  }

  @Test("COLUMNS holds where a terminal says nothing of itself, and nowhere else")
  func precedence() {
    #expect(TerminalWidth.columns(terminal: 132, environment: "40") == 132)
    #expect(TerminalWidth.columns(terminal: 0, environment: "40") == 40)
    for text in ["", "0", "-5", "wide"] { #expect(TerminalWidth.columns(terminal: 0, environment: text) == 80) }
    #expect(TerminalWidth.columns(terminal: 0, environment: nil) == 80)
    #expect(TerminalWidth.columns(terminal: nil, environment: "40") == 80)
  }

  private func show(in site: Site, columns: String?) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.path())
    process.arguments = ["report", "--show"]
    process.currentDirectoryURL = URL(fileURLWithPath: site.path)
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = columns
    process.environment = environment
    return process
  }

  private func piped(_ site: Site, columns: String?) throws -> String {
    let (process, pipe) = (try show(in: site, columns: columns), Pipe())
    process.standardOutput = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("report --show fits a terminal of any width, and a pipe or a file gets 80 columns whatever COLUMNS says")
  func shown() throws {
    let site = try Site(Site.organization)
    try site.night()
    let (narrow, wide) = (
      try PseudoTerminal(columns: 48).output(of: show(in: site, columns: "200")),
      try PseudoTerminal(columns: 132).output(of: show(in: site, columns: "48"))
    )
    func widest(_ output: String) -> Int {
      // The line that names the folder is not of the report.
      output.split(separator: "\n").filter { !$0.hasPrefix("reports: ") }.map(\.count).max() ?? 0
    }
    #expect(narrow.contains("shared (model)") && narrow != wide)
    #expect((40...48).contains(widest(narrow)) && (81...132).contains(widest(wide)))
    let plain = try piped(site, columns: nil)
    #expect((60...80).contains(widest(plain)))
    for columns in ["40", "200"] { #expect(try piped(site, columns: columns) == plain) }
    #expect(try site.run("report", "--show").output == plain)
    #expect(
      try PseudoTerminal(columns: nil).output(of: show(in: site, columns: "48")) == narrow)
  }
}
