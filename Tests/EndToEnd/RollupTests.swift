import Foundation
import Testing

@Suite("The exported rollup") struct RollupTests {
  @Test("hours of all logs, sorted, exact, without trailing zeros")
  func smallest() throws {
    #expect(
      try exported(Site.smallest) == """
        hour,tenant,stack,environment,version,resource,quantity
        2026-10-01T08:00:00Z,ada,notebooks,lab,7,gpu,3600
        2026-10-01T09:00:00Z,ada,notebooks,lab,7,gpu,3600
        2026-10-02T07:00:00Z,ada,,lab,,tokens,1234
        2026-10-02T08:00:00Z,bob,notebooks,den,8,gpu,1800
        2026-10-03T10:00:00Z,ada,training,hpc,,cpu.core,28800
        2026-10-03T10:00:00Z,ada,training,hpc,,gpu,7200
        2026-10-03T10:00:00Z,ada,training,hpc,,job,3600
        2026-10-03T10:00:00Z,ada,training,hpc,,memory,115200
        2026-10-03T10:00:00Z,ada,training,hpc,,node,3600
        2026-10-03T11:00:00Z,ada,training,hpc,,cpu.core,28800
        2026-10-03T11:00:00Z,ada,training,hpc,,gpu,7200
        2026-10-03T11:00:00Z,ada,training,hpc,,job,3600
        2026-10-03T11:00:00Z,ada,training,hpc,,memory,115200
        2026-10-03T11:00:00Z,ada,training,hpc,,node,3600

        """)
  }

  private func exported(_ files: [String: String]) throws -> String {
    let site = try Site(files)
    #expect(try site.run("ingest").code == 0)
    return try site.rollup()
  }

  private func exported(events: [String], zone: String = "UTC") throws -> [String] {
    let project = Site.project.replacing("timeZone: \"UTC\",\n", with: "timeZone: \"\(zone)\",\n")
    let text = try exported([
      "stackmeter.json5": project,
      "logs/a.csv": Site.csvHeader + events.map { $0 + "\n" }.joined(),
    ])
    return text.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("decimals are exact: 12, 12.5, a millionth of a millionth, and a negative correction")
  func decimals() throws {
    #expect(
      try exported(events: [
        "1,2026-10-01T00:00:00Z,,a,s,e,v,r1,12.000", "2,2026-10-01T00:00:00Z,,a,s,e,v,r2,12.50",
        "3,2026-10-01T00:00:00Z,,a,s,e,v,r3,0.000000000001", "4,2026-10-01T00:00:00Z,,a,s,e,v,r4,-1.25e3",
        "5,2026-10-01T00:00:00Z,,a,s,e,v,r5,0.1", "6,2026-10-01T00:10:00Z,,a,s,e,v,r5,0.2",
      ]) == [
        "2026-10-01T00:00:00Z,a,s,e,v,r1,12", "2026-10-01T00:00:00Z,a,s,e,v,r2,12.5",
        "2026-10-01T00:00:00Z,a,s,e,v,r3,0.000000000001", "2026-10-01T00:00:00Z,a,s,e,v,r4,-1250",
        "2026-10-01T00:00:00Z,a,s,e,v,r5,0.3",
      ])
  }

  @Test("hours that come to nothing are left out, in one file and over two")
  func zeros() throws {
    let site = try Site([
      "stackmeter.json5": Site.project,
      "logs/a.csv": Site.csvHeader + """
        1,2026-10-01T00:00:00Z,,a,s,e,v,gpu,5
        2,2026-10-01T00:30:00Z,,a,s,e,v,gpu,-5
        3,2026-10-01T01:00:00Z,,a,s,e,v,gpu,0
        4,2026-10-01T02:00:00Z,,a,s,e,v,gpu,7
        5,2026-10-01T03:00:00Z,,a,s,e,v,gpu,1

        """,
      "logs/b.csv": Site.csvHeader + "6,2026-10-01T02:00:00Z,,a,s,e,v,gpu,-7\n",
    ])
    #expect(try site.run("ingest").code == 0)
    #expect(
      try site.rollup().split(separator: "\n").dropFirst() == ["2026-10-01T03:00:00Z,a,s,e,v,gpu,1"])
  }

  @Test("rows are sorted by hour, then bytewise by each column, and names with commas and quotes are quoted")
  func sorting() throws {
    #expect(
      try exported(events: [
        #"1,2026-10-01T01:00:00Z,,b,s,e,v,gpu,1"#, #"2,2026-10-01T00:00:00Z,,é,s,e,v,gpu,1"#,
        #"3,2026-10-01T00:00:00Z,,z,s,e,v,gpu,1"#, #"4,2026-10-01T00:00:00Z,,Z,s,e,v,gpu,1"#,
        #"5,2026-10-01T00:00:00Z,,"a,b",s,e,v,gpu,1"#, #"6,2026-10-01T00:00:00Z,,a,s,e,v,gpu,1"#,
        #"7,2026-10-01T00:00:00Z,,a-b,s,"e ""x""",v,gpu,1"#, #"8,2026-10-02T00:00:00Z,,A,s,e,v,gpu,1"#,
      ]) == [
        #"2026-10-01T00:00:00Z,Z,s,e,v,gpu,1"#, #"2026-10-01T00:00:00Z,a,s,e,v,gpu,1"#,
        #"2026-10-01T00:00:00Z,"a,b",s,e,v,gpu,1"#, #"2026-10-01T00:00:00Z,a-b,s,"e ""x""",v,gpu,1"#,
        #"2026-10-01T00:00:00Z,z,s,e,v,gpu,1"#, #"2026-10-01T00:00:00Z,é,s,e,v,gpu,1"#,
        #"2026-10-01T01:00:00Z,b,s,e,v,gpu,1"#, #"2026-10-02T00:00:00Z,A,s,e,v,gpu,1"#,
      ])
  }

  @Test("hours of a day with 25 are told apart in UTC, and half-hour zones have half-hour hours")
  func zones() throws {
    // 02:30 in Berlin, in summer time and an hour later in winter time.
    #expect(
      try exported(
        events: [
          "1,2026-10-25T00:30:00Z,2026-10-25T02:30:00Z,a,s,e,v,gpu,7200", "2,2026-10-25T22:59:59Z,,a,s,e,v,gpu,1",
        ], zone: "Europe/Berlin") == [
          "2026-10-25T00:00:00Z,a,s,e,v,gpu,1800", "2026-10-25T01:00:00Z,a,s,e,v,gpu,3600",
          "2026-10-25T02:00:00Z,a,s,e,v,gpu,1800", "2026-10-25T22:00:00Z,a,s,e,v,gpu,1",
        ])
    #expect(
      try exported(events: ["1,2026-10-01T00:00:00Z,2026-10-01T01:00:00Z,a,s,e,v,gpu,3600"], zone: "Asia/Kolkata")
        == ["2026-09-30T23:30:00Z,a,s,e,v,gpu,1800", "2026-10-01T00:30:00Z,a,s,e,v,gpu,1800"])
  }

  @Test("a file is written whole beside no leftovers; one that cannot be written is an error, and so is no ledger")
  func outputs() throws {
    let site = try Site()
    let missing = try site.run("export", "rollup", "--out", "out.csv")
    #expect(missing.code == 66)
    #expect(
      missing.complaints == [
        "stackmeter: ledger.sqlite: there is no ledger; run stackmeter ingest first, or name the ledger with --ledger"
      ])
    #expect(!site.exists("out.csv") && !site.exists("ledger.sqlite"))
    #expect(try site.run("ingest").code == 0)
    #expect(try site.run("export", "rollup", ".", "--out=out.csv").code == 0)
    #expect(try site.read("out.csv") == site.rollup())
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: site.path).filter { $0.hasPrefix("out") } == ["out.csv"])
    let failed = try site.run("export", "rollup", "--out", "nowhere/out.csv")
    #expect(failed.code == 73)
    #expect(
      failed.complaints == [
        "stackmeter: cannot write nowhere/out.csv: No such file or directory: "
          + "make room and let this user write there, or name another place"
      ])
  }
}
