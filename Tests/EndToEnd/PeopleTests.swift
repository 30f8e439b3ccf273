import Bytes
import Comparison
import Configuration
import Foundation
import Ledger
import Metering
import Testing

@testable import stackmeter

/// Switching from the logs to the measure, and what is nowhere to be found on the way.
@Suite("Switching, measured without knowing anybody") struct PeopleTests {
  private static let key = Data("0123456789abcdef, the key of this test".utf8)
  private static let people = ["amelie", "balthasar", "cornelia", "dagobert", "eleonore", "friedemann"]

  /// V19 as a log: what each of `users` and a program begins when, in two environments of one stack.
  private static func log(_ users: [String]) -> String {
    let steps = [
      ("02T09:00", "A"), ("02T09:20", "A"), ("02T09:40", "B"), ("02T10:30", "B"), ("02T10:40", "A"), ("02T13:30", "B"),
      ("03T09:00", "A"),
    ]
    var lines: [String] = []
    for user in users {
      for (time, environment) in steps { lines.append("\(time),\(environment),\(user)") }
    }
    lines += ["02T09:00,A,svc-etl", "02T09:01,B,svc-etl"]
    let rows = lines.enumerated().map { number, line in
      let fields = line.split(separator: ",")
      return "e\(number),2026-02-\(fields[0]):00Z,,ada,notebooks,\(fields[1]),7,gpu,1,\(fields[2])\n"
    }
    return "id,start,end,tenant,stack,environment,version,resource,quantity,user\n" + rows.joined()
  }

  private func site(_ users: [String], people: String = "people: {},") throws -> Site {
    let project = "{\n  \(people)" + Site.project.dropFirst()
    let site = try Site(["stackmeter.json5": project, "logs/a.csv": Self.log(users), "sacct/none.log": ""])
    try site.write("people.key", bytes: Self.key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: site.path + "/people.key")
    return site
  }

  private func measured(
    _ site: Site, _ settings: PeopleSettings, days: Range<CivilDate>? = nil, stacks: [EnvironmentID: Set<StackID>] = [:]
  ) throws -> [StackID: MeasuredSwitching] {
    let project = try ProjectConfiguration.load(folder: site.path).project
    let ledger = try Ledger(
      path: site.path + "/ledger.sqlite", zoneName: "UTC", ownUnit: project.unit(of:), access: .readOnly)
    let february = try #require(Period("2026-02")).days
    return try SwitchingStage(settings: settings, calendar: OrganizationCalendar(zone: .utc))
      .measure(ledger, days: days ?? february, stacks: stacks)
  }

  @Test("V19 from its log: 2 switches, 20 minutes, 30.00; the program is not a person") func vector19() throws {
    let site = try site(["p1"])
    try site.night()
    let settings = PeopleSettings(mostShareOfActiveTime: .one, smallestGroup: 1)
    let notebooks = try #require(try measured(site, settings)["notebooks"])
    #expect(notebooks.switches == 2 && notebooks.people == 1 && notebooks.filesWithoutPeople == 0)
    let minutes = try #require(try notebooks.minutes(switchMinutes: 10))
    #expect(minutes == Fraction(20))
    #expect(try minutes.times(Fraction(90, 60)) == Fraction(30))
    #expect(notebooks.sensitivity.last?.switches == 3)
    // As projects have it, one person is nobody's business.
    let hidden = try #require(try measured(site, PeopleSettings())["notebooks"])
    #expect(hidden.people == nil && hidden.switches == nil)
    #expect(try hidden.minutes(switchMinutes: 10) == nil)
  }

  @Test("the catalogue tells which stack an environment is of, and the day before only where people were")
  func stacksAndDays() throws {
    let site = try site(["p1"])
    try site.night()
    let settings = PeopleSettings(gapMinutes: 1_440, smallestGroup: 1)
    let apart = try measured(site, settings, stacks: ["B": ["training"]])
    #expect(apart.keys.sorted() == ["notebooks", "training"])
    #expect(apart.values.allSatisfy { $0.switches == 0 })
    // Of several stacks the one that the log names; where it names none of them, none.
    #expect(try measured(site, settings, stacks: ["B": ["notebooks", "training"]])["training"] == nil)
    #expect(try measured(site, settings, stacks: ["B": ["serving", "training"]]).keys.sorted() == ["notebooks"])
    let third = try #require(CivilDate("2026-02-03"))
    let late = try #require(try measured(site, settings, days: third..<third.adding(days: 1))["notebooks"])
    #expect(late.switches == 1 && late.people == 1 && late.peopleOnSeveral == 0)
    #expect(try measured(site, settings, days: third.adding(days: 1)..<third.adding(days: 9)).isEmpty)
  }

  @Test("who opts out later is not counted any more, and files from before people were kept are told of")
  func later() throws {
    let site = try site(Self.people, people: "")
    try site.night()
    #expect(try measured(site, PeopleSettings()).isEmpty)
    try site.write("stackmeter.json5", "{ people: {}," + Site.project.dropFirst())
    try site.write("logs/b.csv", Self.log(Self.people).replacing("\ne", with: "\nf"))
    try site.night()
    let notebooks = try #require(try measured(site, PeopleSettings())["notebooks"])
    #expect(notebooks.people == 6 && notebooks.switches == 12 && notebooks.filesWithoutPeople == 1)
    #expect(notebooks.pairs.map { "\($0.first) \($0.second) \($0.switches)" } == ["A B 12"] && notebooks.others == nil)
    #expect(try measured(site, PeopleSettings(optOut: ["a?a"])).isEmpty)
  }

  @Test("reading logs needs the key, and nothing else does") func whoNeedsTheKey() throws {
    let site = try site(Self.people)
    try site.night()
    try site.remove("people.key")
    #expect(try site.run("aggregate").code == 0)
    #expect(try site.run("report").code == 0)
    let outcome = try site.run("run")
    #expect(outcome.code == 78)
    #expect(
      outcome.errors == """
        stackmeter: people.key: there is no key to make pseudonyms of users with; \
        make one: head -c 32 /dev/urandom > people.key; chmod 600 people.key

        """)
    #expect(try site.read("last_run.json").contains("there is no key"))
  }

  @Test("a key that everybody can read is used, and every run says so") func permissions() throws {
    let site = try site(Self.people)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: site.path + "/people.key")
    let warning =
      "people.key: every user of this machine can read the key that hides people's names; chmod 600 people.key"
    for _ in 0..<2 {
      let outcome = try site.run("run")
      #expect(outcome.code == 0 && outcome.errors.contains("warning: \(warning)\n"))
      #expect(try site.read("last_run.json").contains(warning))
    }
  }

  @Test("in the sample five or six people go from notebooks to notebooks, as reading its logs plainly finds")
  func sample() throws {
    let sample = try SampleWriting(seed: 1)
    #expect(try Program.run(["run"], in: sample.folder).code == 0)
    let project = try sample.configuration().project
    let ledger = try Ledger(
      path: sample.folder + "/ledger.sqlite", zoneName: project.zone.name, ownUnit: project.unit(of:),
      access: .readOnly)
    let stage = SwitchingStage(
      settings: try #require(project.people), calendar: OrganizationCalendar(zone: project.zone))
    var switches: [[Int?]] = []
    for month in ["2026-08", "2026-09", "2026-10"] {
      let measured = try stage.measure(ledger, days: try #require(Period(month)).days, stacks: [:])
      // Nobody of training is in several environments, and other stacks' logs name no users.
      #expect(measured.keys.sorted() == ["notebooks", "training"] && measured["training"]?.switches == 0)
      let notebooks = try #require(measured["notebooks"])
      #expect(notebooks.sensitivity.map(\.gapMinutes) == [30, 60, 120, 240])
      switches.append(notebooks.sensitivity.map(\.switches))
      // Every pair of environments has fewer than five people.
      #expect(notebooks.pairs.isEmpty && notebooks.others?.switches == notebooks.switches)
      #expect(notebooks.filesWithoutPeople == 0)
    }
    // Read plainly: 22, 44, 58, 63 in August by 5 people, of whom 4 and 3 have gaps of 30 to 60 and of 120 to 240 minutes;
    // 28, 51, 73, 78 in September and 31, 58, 83, 91 in October by 6, of whom 4 have gaps of 120 to 240 minutes.
    #expect(switches == [[nil, 44, 58, nil], [28, 51, 73, nil], [31, 58, 83, nil]])
  }

  @Test("names, key and pseudonyms are in no report and in no result, and the names and the key not in the ledger")
  func privacy() throws {
    let site = try site(Self.people)
    try site.night()
    let results = try measured(site, PeopleSettings())
    #expect(results["notebooks"]?.switches == 12)
    var published = try site.reportBytes()
    published["results"] = Data(try encoded(results.mapValues { $0 }).utf8)
    published["last_run.json"] = try Data(contentsOf: URL(fileURLWithPath: site.path + "/last_run.json"))
    let ledger = try Data(contentsOf: URL(fileURLWithPath: site.path + "/ledger.sqlite"))
    let persons = Self.people.map { user in
      HMACSHA256.code(of: Array(user.utf8), key: Array(Self.key)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    #expect(
      persons.allSatisfy { person in ledger.range(of: Data((0..<8).map { UInt8(person >> ($0 * 8) & 255) })) != nil },
      "the pseudonyms are looked for as they are made")
    for (user, person) in zip(Self.people, persons) {
      let forms = [user, "\(person)", "\(Int64(bitPattern: person))", String(person, radix: 16)]
      for (name, bytes) in published {
        for form in forms { #expect(bytes.range(of: Data(form.utf8)) == nil, "\(form) is in \(name)") }
      }
      for form in forms { #expect(ledger.range(of: Data(form.utf8)) == nil, "\(form) is in the ledger") }
    }
    for secret in [Self.key, Self.key.prefix(16), Data(Self.key.base64EncodedString().utf8)] {
      for bytes in published.values + [ledger] { #expect(bytes.range(of: secret) == nil) }
    }
  }
}
