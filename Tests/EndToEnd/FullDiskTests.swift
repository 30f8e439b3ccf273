import Foundation
import Testing

/// `/dev/full` is a disk without room; a link to it stands where a file would be written.
@Suite("A full disk") struct FullDiskTests {
  private static let remedy = "No space left on device: make room and let this user write there, or name another place"

  private func fill(_ site: Site, _ name: String) throws {
    try? site.remove(name)
    try FileManager.default.createSymbolicLink(atPath: "\(site.path)/\(name)", withDestinationPath: "/dev/full")
  }

  /// Runs the program in a shell, with its output where `redirection` says.
  private func shell(_ arguments: String, _ redirection: String, in site: Site) throws -> Program.Outcome {
    try Program.run(["-c", "'\(Program.path())' \(arguments) \(redirection)"], in: site.path, program: "/bin/sh")
  }

  @Test("ends the export with 74, one line and no leftover, in a file and on standard output")
  func rollup() throws {
    let site = try Site()
    #expect(try site.run("ingest").code == 0)
    try fill(site, "out.csv.part")
    let file = try site.run("export", "rollup", "--out", "out.csv")
    #expect(file.code == 74 && file.errors == "stackmeter: cannot write out.csv: \(Self.remedy)\n", "\(file.errors)")
    #expect(!site.exists("out.csv"))
    #expect(try !FileManager.default.contentsOfDirectory(atPath: site.path).contains("out.csv.part"))
    let output = try shell("export rollup --out -", "> /dev/full", in: site)
    #expect(output.code == 74 && output.errors == "stackmeter: cannot write standard output: \(Self.remedy)\n")
  }

  @Test("ends whatever prints with 74", arguments: ["help", "version", "compare", "compare --json", "report --show"])
  func printing(arguments: String) throws {
    let site = try Site(Site.organization)
    try site.night()
    let outcome = try shell(arguments, "> /dev/full", in: site)
    #expect(outcome.code == 74, "\(outcome.code)")
    #expect(outcome.errors.hasSuffix("stackmeter: cannot write standard output: \(Self.remedy)\n"), "\(outcome.errors)")
  }

  @Test("and a closed output or a reader that has gone change nothing of how it went")
  func closed() throws {
    let site = try Site(Site.organization)
    #expect(try shell("run", ">&- 2>&-", in: site).code == 0)
    #expect(try shell("run", "2> /dev/full", in: site).code == 0)
    #expect(try shell("run nowhere", "2> /dev/full", in: site).code == 66)
    #expect(try shell("run nowhere", "> /dev/full", in: site).code == 66)
  }

  @Test("ends the sample with 74, and takes back what was begun in an empty folder")
  func sample() throws {
    let site = try Site([:])
    let writing = ["sample", site.path, "--seed", "1", "--months", "1"]
    #expect(try Program.run(writing, in: "/").code == 0)
    try fill(site, "tenants.csv")
    let outcome = try Program.run(writing, in: "/")
    #expect(outcome.code == 74)
    #expect(outcome.errors == "stackmeter: cannot write \(site.path)/tenants.csv: \(Self.remedy)\n")
  }

  @Test("leaves no half of the record of a run")
  func record() throws {
    let site = try Site(Site.organization)
    try fill(site, "last_run.json.part")
    #expect(try site.run("run").code == 0)
    #expect(try !FileManager.default.contentsOfDirectory(atPath: site.path).contains { $0.hasPrefix("last_run") })
    try site.night()
    #expect(site.exists("last_run.json"))
  }
}
