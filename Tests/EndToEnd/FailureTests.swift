import Bytes
import Foundation
import Glibc
import Testing

@Suite("What goes wrong is told in one line, publishes nothing and is over when it is mended") struct FailureTests {
  /// A site on which last night went well.
  private func site() throws -> Site {
    let site = try Site(Site.organization)
    try site.night()
    return site
  }

  private func expectFailure(_ site: Site, _ code: Int32, _ line: String, progress: String = "") throws {
    let reports = try site.reports()
    let outcome = try site.run("run")
    #expect(outcome.code == code)
    #expect(outcome.errors == progress + "stackmeter: " + line + "\n")
    #expect(try site.reports() == reports, "the reports are as they were")
  }

  @Test("each mistake in the configuration", arguments: Fault.ofConfiguration)
  func configuration(_ fault: Fault) throws {
    let site = try site()
    let ledger = try site.ledger()
    #expect(try record(of: site)["status"] != "failed")
    try fault.make(in: site)
    try expectFailure(site, fault.code, fault.message)
    #expect(try site.ledger() == ledger, "the ledger is as it was")
    #expect(
      try record(of: site) == ["status": "failed", "exit_code": "\(fault.code)", "error": fault.message, "verb": "run"])
    try fault.mend(site)
    try site.night()
  }

  private func record(of site: Site, _ path: String = "last_run.json") throws -> [String: String] {
    let record = try JSONSerialization.jsonObject(with: Data(try site.read(path).utf8)) as? [String: Any] ?? [:]
    return ["status", "exit_code", "error", "verb"].reduce(into: [:]) { texts, key in
      if let value = record[key] { texts[key] = "\(value)" }
    }
  }

  @Test("a bad configuration is on record beside the ledger that the project file names, and nowhere by mistake")
  func recordBesideLedger() throws {
    let site = try Site(Site.smallest)
    try site.write(
      "stackmeter.json5", Site.project.replacing("organization:", with: "ledger: \"books/l.sqlite\", organization:"))
    try FileManager.default.createDirectory(atPath: site.path + "/books", withIntermediateDirectories: true)
    try site.night()
    try site.write("rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,2,,2026-01-01\n")
    #expect(try site.run("run").code == 78)
    #expect(try record(of: site, "books/last_run.json")["status"] == "failed")
    #expect(!site.exists("last_run.json"))
    let elsewhere = try Site([:])
    #expect(try elsewhere.run("run").code == 66 && elsewhere.run("run", "nowhere").code == 66)
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path) == [])
  }

  @Test("each log that cannot be used", arguments: Fault.ofLogs)
  func logs(_ fault: Fault) throws {
    let site = try site()
    let usage = try site.rollup()
    try fault.make(in: site)
    try expectFailure(site, fault.code, fault.message, progress: fault.progress)
    // It is the same the night after.
    try expectFailure(site, fault.code, fault.message, progress: fault.progress)
    try fault.mend(site)
    try site.night()
    #expect(try site.rollup() == usage)
  }

  @Test("every log that cannot be used is told in one night, a line each, and the others are ingested")
  func severalLogs() throws {
    let site = try site()
    let reports = try site.reports()
    try site.write("logs/b.csv", "id,start,tenant,environment,resource\n")
    try site.write("logs/c.csv", "id,id,start,tenant,environment,resource,quantity\n")
    try site.write("logs/d.csv", Site.csvHeader + "d1,2026-10-02T00:00:00Z,,zoe,notebooks,lab,7,gpu,3600\n")
    try site.write("logs/e.csv", Site.csvHeader + "bad\nworse\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 65)
    #expect(
      outcome.complaints == [
        "stackmeter: logs/b.csv:1: the header has no column quantity; add what is missing, as README.md lists it",
        "stackmeter: logs/c.csv:1: the header has the column id twice; remove one",
        "stackmeter: logs/e.csv: too many bad records, so nothing of it counts and nothing is published; "
          + "see quarantine/events/logs%2Fe.csv.rejected.jsonl, then mend the log or raise quarantine.largestShare in "
          + "stackmeter.json5",
      ])
    #expect(outcome.errors.contains("logs/d.csv: 1 accepted, 0 duplicate\n"))
    #expect(try site.reports() == reports && site.rollup().contains(",zoe,"))
    #expect(try site.read("last_run.json").contains("logs/c.csv:1"))
    for name in ["b", "c", "e"] { try site.remove("logs/\(name).csv") }
    try site.night()
    #expect(try site.table("lines_2026-10.csv").rows.contains { $0["tenant_id"] == "zoe" })
  }

  @Test("logs that fail in different ways end with the data's code, those of one kind with their own")
  func codes() throws {
    let site = try site()
    try site.write("logs/b.csv", bytes: Data([0x1F, 0x8B, 0x08, 0x00, 0x0A]))
    try site.write("logs/c.csv", bytes: Data([0x1F, 0x8B, 0x08, 0x00, 0x0A]))
    let alike = try site.run("run")
    #expect(alike.code == 66 && alike.complaints.count == 2)
    try site.write("logs/d.csv", "id\n")
    let mixed = try site.run("run")
    #expect(mixed.code == 65 && mixed.complaints.count == 3)
  }

  @Test("a log that is mended counts, and what was told of it before is gone")
  func mendedLog() throws {
    let site = try site()
    let fault = try #require(Fault.ofLogs.last)
    try fault.make(in: site)
    #expect(try site.run("run").code == 65)
    try site.write("logs/new.csv", Site.csvHeader + "n,2026-10-03T00:00:00Z,,zoe,notebooks,lab,7,gpu,3600\n")
    try site.night()
    #expect(
      try site.table("lines_2026-10.csv").rows.contains { $0["tenant_id"] == "zoe" && $0["billed_cost"] == "3.00" })
    let events = try site.table("control_totals.csv").rows.first { $0["source"] == "events" }
    #expect(events?["quarantined"] == "0" && events?["rejected_files"] == "0")
  }

  @Test("a ledger that another process writes is worth another try later")
  func locked() throws {
    let site = try site()
    let descriptor = open(site.path + "/ledger.sqlite.lock", O_RDWR | O_CLOEXEC)
    #expect(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
    let process = try site.read("ledger.sqlite.lock").split(separator: "\n").first ?? ""
    let record = try site.read("last_run.json")
    try expectFailure(
      site, 75,
      "ledger.sqlite: another stackmeter (process \(process)) is writing this ledger; run again when it is done")
    #expect(try site.read("last_run.json") == record, "the record is the running one's")
    // Who only reads need not wait.
    #expect(try site.run("export", "rollup", "--out", "-").code == 0)
    close(descriptor)
    try site.night()
  }

  @Test("a ledger of a newer program, and a file that is none")
  func newerSchema() throws {
    let site = try site()
    let ledger = try Data(contentsOf: URL(fileURLWithPath: site.path + "/ledger.sqlite"))
    // `user_version` of an SQLite file: four bytes from byte 60 on, the highest first.
    let known = Int(ledger[63])
    var newer = ledger
    newer[63] = 99
    try site.write("ledger.sqlite", bytes: newer)
    try expectFailure(
      site, 78,
      "ledger.sqlite: the ledger has schema 99 and this program knows up to \(known); "
        + "use the newer stackmeter that wrote it")
    #expect(try Data(contentsOf: URL(fileURLWithPath: site.path + "/ledger.sqlite")) == newer)
    try site.write("ledger.sqlite", "These are my notes, not a ledger.\n")
    let outcome = try site.run("run")
    #expect(outcome.code == 73)
    #expect(outcome.errors.hasPrefix("stackmeter: ledger.sqlite: this is no ledger of stackmeter: "))
    #expect(try site.read("ledger.sqlite") == "These are my notes, not a ledger.\n")
    try site.write("ledger.sqlite", bytes: ledger)
    try site.night()
  }

  @Test("a folder of reports with a file that is none is left alone, and a README in it stays")
  func foreignFiles() throws {
    let site = try site()
    try site.write("reports/README.md", "What is here.\n")
    try site.write("reports/notes.txt", "mine\n")
    let folder = URL(fileURLWithPath: site.path + "/reports").resolvingSymlinksInPath().path
    try expectFailure(
      site, 73, "\(folder) holds what is no report of stackmeter (notes.txt): give --reports a folder of its own")
    try site.remove("reports/notes.txt")
    try site.append("logs/a.csv", "e7,2026-10-02T08:30:00Z,,bob,notebooks,den,8,gpu,1800\n")
    try site.night()
    #expect(try site.read("reports/README.md") == "What is here.\n")
  }

  @Test("reports of another organisation, and a folder that another run is publishing into")
  func otherReports() throws {
    let site = try site()
    try site.night()
    let other = try Site(
      Site.smallest.merging(["stackmeter.json5": Site.project.replacing("Example", with: "Other")]) { $1 })
    let folder = URL(fileURLWithPath: site.path + "/reports").resolvingSymlinksInPath().path
    let before = try site.reports()
    let outcome = try other.run("run", "--reports", folder)
    #expect(outcome.code == 73)
    #expect(
      outcome.errors.contains(
        "\(folder) holds the reports of \"Example\" and these are of \"Other\": give --reports a folder of its own"))
    let lock = try #require(try FileLock.taken(site.path + "/.reports.stackmeter-lock"))
    try expectFailure(
      site, 75, "another run is publishing into \(folder): try again when it has ended")
    lock.release()
    #expect(try site.reports() == before)
    try site.night()
  }

  @Test("a time zone other than the ledger's")
  func otherZone() throws {
    let site = try site()
    try site.write(
      "stackmeter.json5", Site.project.replacing("timeZone: \"UTC\",\n", with: "timeZone: \"Europe/Berlin\",\n"))
    try expectFailure(
      site, 78,
      "ledger.sqlite: its days and hours follow UTC and the project says Europe/Berlin; "
        + "set timeZone to UTC, or move the ledger away and ingest the logs again")
    try site.write("stackmeter.json5", Site.project)
    try site.night()
  }

  @Test("wrong arguments touch nothing and tell what was meant")
  func arguments() throws {
    let folder = try Site([:])
    for (arguments, line) in [
      ([], "say what to do: stackmeter run [PROJECT]; stackmeter help lists the rest"),
      (["runn"], "unknown command \"runn\"; did you mean run?"),
      (["run", "--jbos", "2"], "run has no option --jbos; did you mean --jobs?"),
      (["run", "--jobs"], "--jobs wants a value behind it"),
      (["run", "--jobs", "0"], "--jobs 0: expected a whole number from 1 to 1024"),
      (["run", "--jobs=1", "--jobs", "2"], "--jobs is given twice; leave one"),
      (["run", "--as-of", "2026-02-30"], "--as-of 2026-02-30: expected a day such as 2026-10-31"),
      (["run", "a", "b"], "run does not take \"b\"; stackmeter help shows what it takes"),
      (["run", ""], "run was given an empty PROJECT; name a folder, or none for the current one"),
      (["export"], "export wants rollup; stackmeter help shows what it takes"),
      (["export", "rollups"], "unknown command \"export rollups\"; did you mean export rollup?"),
      (["export", "rollup"], "export rollup wants --out FILE; stackmeter help shows what it takes"),
      (["sample", "here"], "sample wants --seed N; stackmeter help shows what it takes"),
    ] as [([String], String)] {
      let outcome = try Program.run(arguments, in: folder.path)
      #expect(outcome.code == 64, "\(arguments)")
      #expect(outcome.errors == "stackmeter: \(line)\n", "\(arguments)")
      #expect(outcome.output.isEmpty, "\(arguments)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test("a project in a folder that is not there, and stages without what they need")
  func missingInput() throws {
    let folder = try Site([:])
    let nowhere = try folder.run("run", "nowhere")
    #expect(nowhere.code == 66)
    #expect(
      nowhere.errors == "stackmeter: nowhere: there is no such folder; name the folder that holds stackmeter.json5\n")
    let site = try Site()
    let report = try site.run("report")
    #expect(report.code == 66)
    #expect(report.errors == "stackmeter: ledger.sqlite: nothing is aggregated yet; run stackmeter aggregate first\n")
    let aggregate = try site.run("aggregate")
    #expect(aggregate.code == 66)
    #expect(
      aggregate.errors
        == "stackmeter: ledger.sqlite: there is no usage yet; "
        + "check the sources' files in stackmeter.json5, then run stackmeter ingest\n")
    #expect(!site.exists("reports"))
    try site.night()
  }
}
