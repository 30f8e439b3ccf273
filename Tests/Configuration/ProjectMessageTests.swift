import Configuration
import Testing

/// Every message about the project file: a text that causes it, and its exact words and place.
@Suite("Messages about the project file")
struct ProjectMessageTests {
  private func message(_ text: String) throws -> String? {
    try ProjectFolder(["stackmeter.json5": text]).message()
  }

  @Test(
    "about keys on line 3",
    arguments: [
      (#"timezone: "UTC","#, #"3:3: unknown key "timezone"; did you mean "timeZone"?"#),
      (
        "x: 1,",
        #"3:3: unknown key "x"; remove it or write one of organization, currency, timeZone, sources, resources, ledger, "#
          + "reports, quarantine, rememberDays, comparison, duplicates, scenarios, split, people, reconciliation"
      ),
      ("rememberDays: 0,", #"3:17: "rememberDays" is 0; write a whole number from 1 to 400"#),
      ("rememberDays: 1.5,", #"3:17: "rememberDays" is 1.5; write a whole number from 1 to 400"#),
      (
        #"rememberDays: "31","#,
        #"3:17: "rememberDays" must be a number and is a text; write it in digits, without quotes"#
      ),
      ("rememberDays: NaN,", #"3:17: "rememberDays" is "NaN"; write a plain number such as 1234.50"#),
      ("rememberDays: 1e99,", #"3:17: "rememberDays" is "1e99", which is too large; check its digits"#),
      (#"timeZone: "CET","#, #"3:13: "CET" is not an IANA time zone; write a name such as "Europe/Berlin" or "UTC""#),
      (#"timeZone: "Europe/Berln","#, #"3:13: "Europe/Berln" is not an IANA time zone; did you mean "Europe/Berlin"?"#),
      (#"timeZone: "new york","#, #"3:13: "new york" is not an IANA time zone; did you mean "America/New_York"?"#),
      ("timeZone: 1,", #"3:13: "timeZone" must be a text and is a number; put it in quotes"#),
      ("resources: [],", #"3:14: "resources" must be an object and is a list; put it in { }"#),
      (
        #"resources: { "(a)": { unit: "GB" } },"#,
        #"3:16: "resources" is "(a)" and names that begin with "(" are reserved; write another name"#
      ),
      ("resources: { a: {} },", #"3:19: the key "unit" is missing; add unit: "GB-hours", or what it is metered in"#),
      (
        #"resources: { a: { unit: "parsecs" } },"#,
        #"3:27: "parsecs" is not a unit; write one such as GPU-hours, core-seconds, GiB-hours or 1000 tokens"#
      ),
      (#"ledger: "","#, #"3:11: "ledger" is empty; fill it in"#),
      (#"reports: "a\nb","#, #"3:12: "reports" is "a\u{A}b" and holds a control character; remove the character"#),
      (#"reports: "out ","#, #"3:12: "reports" is "out " and begins or ends with a space; remove the space"#),
      ("quarantine: { largestShare: 10 },", #"3:31: "largestShare" is 10; write a share from 0% to 100%"#),
      (#"quarantine: { largestShare: "ten" },"#, #"3:31: "largestShare" is "ten"; write a share such as "10%" or 0.1"#),
      (
        "quarantine: { largestShare: true },",
        #"3:31: "largestShare" is true or false; write a share such as "10%" or 0.1"#
      ),
      ("quarantine: { fromRecords: -1 },", #"3:30: "fromRecords" is -1; write a whole number from 1 to 1,000,000,000"#),
      (#"comparison: { headroom: "-5%" },"#, #"3:27: "headroom" is "-5%"; write a share from 0% to 300%"#),
      ("comparison: { residualSwitching: 1.1 },", #"3:36: "residualSwitching" is 1.1; write a share from 0% to 100%"#),
      ("comparison: { horizonMonths: 0 },", #"3:32: "horizonMonths" is 0; write a whole number from 1 to 600"#),
      ("comparison: { buildCost: -1 },", #"3:28: "buildCost" is -1; write a number from 0 to 1,000,000,000,000"#),
      ("comparison: { nodeSizes: { gpu: 0 } },", #"3:35: "gpu" is 0; write a number above 0, up to 1,000,000,000"#),
      (
        "comparison: { teamBase: 0.1234567890123 },",
        #"3:27: "teamBase" is 0.1234567890123, with more than 12 decimals; round it to 12"#
      ),
      (#"comparison: { statistic: "mean" },"#, #"3:28: "statistic" is "mean"; write "peak" or { topHours: 5 }"#),
      ("comparison: { statistic: {} },", #"3:28: the key "topHours" is missing; add topHours: 5"#),
      ("comparison: { headRoom: 1 },", #"3:17: unknown key "headRoom"; did you mean "headroom"?"#),
      ("comparison: { stacks: { a: { teamFlor: 1 } } },", #"3:32: unknown key "teamFlor"; did you mean "teamFloor"?"#),
      ("comparison: { stacks: { '': {} } },", #"3:27: "stacks" is empty; fill it in"#),
    ])
  func keys(text: String, message: String) throws {
    #expect(try self.message(Sample.project(text)) == "stackmeter.json5:" + message)
  }

  @Test(
    "about keys that every project needs",
    arguments: [
      (#"{ currency: "USD", sources: [] }"#, #"1:1: the key "organization" is missing; add organization: "Example""#),
      (#"{ organization: "E", sources: [] }"#, #"1:1: the key "currency" is missing; add currency: "USD""#),
      (
        #"{ organization: "E", currency: "USD" }"#,
        #"1:1: the key "sources" is missing; add sources: [{ … }] with your logs"#
      ),
      (#"{ organization: "E", currency: "usd" }"#, #"1:32: "usd" is not an ISO 4217 currency; did you mean "USD"?"#),
      (
        #"{ organization: "E", currency: "ABC" }"#,
        #"1:32: "ABC" is not an ISO 4217 currency; write a code such as "USD""#
      ),
      (#"{ organization: "E", currency: "USD", sources: [] }"#, #"1:48: "sources" is empty; give at least one entry"#),
      (
        #"{ organization: "E", currency: "USD", sources: {} }"#,
        #"1:48: "sources" must be a list and is an object; put it in [ ]"#
      ),
      ("[]", #"1:1: "stackmeter.json5" must be an object and is a list; put it in { }"#),
      ("{ organization: null }", #"1:17: "organization" must be a text and is null; put it in quotes"#),
      (
        "{ organization: 'E' currency: 'USD' }",
        #"1:21: expected "," or "}" and found "currency"; put a comma between entries"#
      ),
    ])
  func required(text: String, message: String) throws {
    #expect(try self.message(text) == "stackmeter.json5:" + message)
  }

  @Test(
    "about sources on line 4",
    arguments: [
      (#"{ format: "usage-events", files: "a" }"#, #"4:13: the key "name" is missing; add name: "events""#),
      (#"{ name: "a", files: "a" }"#, #"4:13: the key "format" is missing; add format: "usage-events""#),
      (#"{ name: "a", format: "usage-events" }"#, #"4:13: the key "files" is missing; add files: ["logs/*.csv"]"#),
      (
        #"{ name: "a", format: "usage-event", files: "a" }"#,
        #"4:34: "format" is "usage-event"; did you mean "usage-events"?"#
      ),
      (
        #"{ name: "a", format: "focus", files: "a" }"#,
        #"4:34: "format" is "focus"; write one of usage-events, slurm-sacct"#
      ),
      (#"{ name: "a", format: "usage-events", files: [] }"#, #"4:57: "files" is empty; give at least one entry"#),
      (
        #"{ name: "a", format: "usage-events", files: [1] }"#,
        #"4:58: "files" must be a text and is a number; put it in quotes"#
      ),
      (
        #"{ name: "a", format: "usage-events", files: "a", file: "b" }"#,
        #"4:62: unknown key "file"; did you mean "files"?"#
      ),
      (
        Sample.source + ", " + Sample.source,
        #"4:80: a source named "events" is already on line 4; give each source a name of its own"#
      ),
      (
        #"{ name: "a", format: "usage-events", files: "a", map: [] }"#,
        #"4:67: "map" is only for slurm-sacct for now and this source is usage-events; remove it"#
      ),
      (
        #"{ name: "a", format: "slurm-sacct", files: "a" }"#,
        "4:13: a slurm-sacct source must tell whose its jobs are; "
          + #"add map: [{ set: { tenant: "{Account}", environment: "{Cluster}" } }]"#
      ),
    ])
  func sources(text: String, message: String) throws {
    #expect(try self.message(Sample.project(source: text)) == "stackmeter.json5:" + message)
  }

  @Test(
    "about rules, whose list is on line 6",
    arguments: [
      (
        "[]",
        "6:1: a slurm-sacct source must tell whose its jobs are; "
          + #"add map: [{ set: { tenant: "{Account}", environment: "{Cluster}" } }]"#
      ),
      ("[{}]", "6:2: the rule does nothing; give it set: { … } or exclude: true"),
      ("[{ set: {}, exclude: true }]", "6:2: the rule both sets and excludes; keep one of the two"),
      ("[{ exclude: false }]", #"6:13: "exclude" is false; write true or remove it"#),
      ("[{ exclude: 1 }]", #"6:13: "exclude" must be true or false and is a number; write true or false"#),
      (
        "[{ exclude: true }]",
        #"6:1: every rule excludes; add a rule such as { set: { tenant: "{Account}", environment: "{Cluster}" } }"#
      ),
      (
        #"[{ set: { environment: "{Cluster}" } }]"#,
        #"6:9: the rule sets no tenant; add tenant: "{Account}" to its set"#
      ),
      (
        #"[{ set: { tenant: "{Account}" } }]"#,
        #"6:9: the rule sets no environment; add environment: "{Cluster}" to its set"#
      ),
      (#"[{ set: { tennant: "a" } }]"#, #"6:11: unknown key "tennant"; did you mean "tenant"?"#),
      (#"[{ set: { tenant: "{Acount}" } }]"#, #"6:19: "Acount" is not a field of sacct; did you mean "Account"?"#),
      (
        #"[{ set: { tenant: "{Team name}" } }]"#,
        #"6:19: "Team name" is not a field of sacct; write a field such as Account or Cluster"#
      ),
      (
        #"[{ set: { tenant: "a{User" } }]"#,
        #"6:19: a "{" is never closed in "a{User"; add "}", or write {{ for a brace"#
      ),
      (#"[{ set: { tenant: "a{}" } }]"#, #"6:19: a field has no name in "a{}"; write a field such as {Account}"#),
      (#"[{ set: { tenant: "a}" } }]"#, #"6:19: a "}" closes nothing in "a}"; write }} for a brace"#),
      (#"[{ set: { tenant: "" } }]"#, #"6:19: "tenant" is empty; fill it in"#),
      (#"[{ when: { Partitoin: "gpu" } }]"#, #"6:12: "Partitoin" is not a field of sacct; did you mean "Partition"?"#),
      ("[{ when: { Partition: ['gpu'] } }]", #"6:23: "Partition" must be a text and is a list; put it in quotes"#),
    ])
  func rules(text: String, message: String) throws {
    #expect(try self.message(Sample.slurm(map: "\n" + text)) == "stackmeter.json5:" + message)
  }

  @Test(
    "about files",
    arguments: [
      (.noFolder, "there is no such folder; name the folder that holds stackmeter.json5"),
      (.noProjectFile, "there is no project file; write one there or name the folder that holds it"),
      (.noPermission, "permission to read the file is missing; give it to the user that runs stackmeter"),
      (.notRegular, "this is not a regular file; put a text file there"),
      (.tooLarge(mostMebibytes: 64), "the file is larger than 64 MiB; split it or remove what is out of date"),
      (.failed, "the file cannot be read; check its path and the disk"),
      (.notUTF8, "the text is not UTF-8 here; save the file as UTF-8"),
    ] as [(FileProblem, String)])
  func files(problem: FileProblem, message: String) {
    #expect(ConfigurationError(file: "p/q", .file(problem)).description == "p/q: " + message)
  }

  @Test("a message is one line whatever it quotes, and cuts what is long")
  func oneLine() {
    let text = "a\r\n\u{202E}" + String(repeating: "x", count: 100)
    let error = ConfigurationError(file: "b\nc", line: 1, column: 2, .value(.unknownUnit(text)))
    #expect(
      error.description == #"b\u{A}c:1:2: "a\u{D}\u{A}\u{202E}"# + String(repeating: "x", count: 76)
        + #"…" is not a unit; write one such as GPU-hours, core-seconds, GiB-hours or 1000 tokens"#)
    #expect(error.what.hasSuffix("is not a unit") && error.remedy.hasPrefix("write one such as"))
  }
}
