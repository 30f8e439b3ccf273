import Foundation
import Glibc
import Testing

@Suite("Logs that cannot be reached are told") struct UnreachableLogTests {
  /// As an ordinary user where the tests run as root, whom no permission stops; nil: there is no way to.
  private func run(_ site: Site) throws -> Program.Outcome? {
    guard getuid() == 0 else { return try site.run("run") }
    guard let runuser = Program.systemPath(of: "runuser") else { return nil }
    let program = try Program.path()
    // Where the program or the site is out of nobody's reach, nothing can be told.
    let probe = try Program.run(["-u", "nobody", "--", program, "version"], in: "/", program: runuser)
    guard probe.code == 0 else { return nil }
    return try Program.run(["-u", "nobody", "--", program, "run", site.path], in: "/", program: runuser)
  }

  @Test("a folder that the user may not read: no permission, with the folder and the remedy")
  func permissions() throws {
    let site = try Site(Site.organization)
    try site.night()
    if getuid() == 0, let nobody = getpwnam("nobody") {
      let (user, group) = (nobody.pointee.pw_uid, nobody.pointee.pw_gid)
      for name in [""] + (try FileManager.default.subpathsOfDirectory(atPath: site.path)) where !name.hasPrefix("logs")
      {
        #expect(chown(site.path + "/" + name, user, group) == 0)
      }
    }
    #expect(chmod(site.path + "/logs", getuid() == 0 ? 0o700 : 0) == 0)
    let outcome = try run(site)
    chmod(site.path + "/logs", 0o755)
    guard let outcome else { return }
    #expect(outcome.code == 77)
    #expect(
      outcome.errors == "stackmeter: \(site.path)/logs: it cannot be looked at: Permission denied; "
        + "the project's source events looks for logs/*.csv there: let the user of this program read the folder\n")
  }

  @Test("a folder that is gone, and a pipe among the logs: input is missing, and the reports stay")
  func goneAndPipe() throws {
    let site = try Site(Site.organization)
    try site.night()
    let reports = try site.reports()
    #expect(mkfifo(site.path + "/logs/z.csv", 0o600) == 0)
    #expect(try site.run("run").code == 66)
    try site.remove("logs/z.csv")
    #expect(rename(site.path + "/logs", site.path + "/gone") == 0)
    let outcome = try site.run("run")
    #expect(outcome.code == 66)
    #expect(outcome.complaints.first?.hasPrefix("stackmeter: logs: the folder is gone, and ") == true)
    #expect(try site.reports() == reports)
    #expect(rename(site.path + "/gone", site.path + "/logs") == 0)
    try site.night()
  }
}
