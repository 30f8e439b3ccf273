import Configuration
import Foundation
import Metering
import Testing

@Suite("What a project keeps of people")
struct PeopleTests {
  private func settings(_ keys: String) throws -> PeopleSettings? {
    try ProjectFolder(["stackmeter.json5": Sample.project(keys)]).project().people
  }

  @Test("is nothing without people, and what economics.md says where people says no more")
  func defaults() throws {
    #expect(try settings("") == nil)
    let settings = try #require(try settings("people: {},"))
    #expect(settings == PeopleSettings())
    #expect(settings.keyFile == "people.key" && settings.services == ["svc-*"] && settings.optOut == [])
    #expect(settings.gapMinutes == 60 && settings.smallestGroup == 5)
    #expect(settings.mostShareOfActiveTime == Fraction(15, 100))
  }

  @Test("is what every key says")
  func everyKey() throws {
    let settings = try settings(
      """
      people: {
        keyFile: "/etc/k", services: ["etl", "bot-?"], optOut: ["legal*"], gapMinutes: 1440, smallestGroup: 2,
        mostShareOfActiveTime: "100%",
      },
      """)
    #expect(
      settings
        == PeopleSettings(
          keyFile: "/etc/k", services: ["etl", "bot-?"], optOut: ["legal*"], gapMinutes: 1_440,
          mostShareOfActiveTime: .one, smallestGroup: 2))
    #expect(try self.settings("people: { services: [] },")?.services == [])
  }

  @Test("leaves out services and tenants by patterns that match the whole name")
  func patterns() {
    let settings = PeopleSettings(services: ["svc-*", "root"], optOut: ["legal-?"])
    for (user, isService) in [("svc-etl", true), ("svc-", true), ("root", true), ("roots", false), ("a-svc-b", false)] {
      #expect(settings.isService(Array(user.utf8)) == isService, "\(user)")
    }
    #expect(settings.isOptedOut("legal-1") && !settings.isOptedOut("legal") && !settings.isOptedOut("legal-12"))
  }

  @Test(
    "is refused where it cannot be, on line 3",
    arguments: [
      (#"people: { keyfile: "k" },"#, #"3:13: unknown key "keyfile"; did you mean "keyFile"?"#),
      ("people: true,", #"3:11: "people" must be an object and is true or false; put it in { }"#),
      (#"people: { keyFile: "" },"#, #"3:22: "keyFile" is empty; fill it in"#),
      ("people: { gapMinutes: 0 },", #"3:25: "gapMinutes" is 0; write a whole number from 1 to 1,440"#),
      ("people: { gapMinutes: 1441 },", #"3:25: "gapMinutes" is 1441; write a whole number from 1 to 1,440"#),
      ("people: { smallestGroup: 1 },", #"3:28: "smallestGroup" is 1; write a whole number from 2 to 1,000"#),
      (#"people: { services: "svc" },"#, #"3:23: "services" must be a list and is a text; put it in [ ]"#),
      (#"people: { optOut: ["a "] },"#, #"3:22: "optOut" is "a " and begins or ends with a space; remove the space"#),
      (
        #"people: { mostShareOfActiveTime: "101%" },"#,
        #"3:36: "mostShareOfActiveTime" is "101%"; write a share from 0% to 100%"#
      ),
    ])
  func messages(keys: String, message: String) throws {
    let folder = try ProjectFolder(["stackmeter.json5": Sample.project(keys)])
    #expect(folder.message() == "stackmeter.json5:" + message)
  }
}

@Suite("The key of pseudonyms")
struct PeopleKeyTests {
  private let folder: ProjectFolder

  init() throws { folder = try ProjectFolder() }

  private func load(_ file: String = "people.key") throws -> PeopleKey {
    try PeopleKey.load(PeopleSettings(keyFile: file), folder: folder.path)
  }

  /// The message without the folder; nil when the key loads.
  private func message(_ file: String = "people.key") throws -> String? {
    do {
      _ = try load(file)
      return nil
    } catch let error as ConfigurationError {
      #expect(error.kind == .invalid || error.problem == .file(.notRegular))
      return error.description.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  private func write(_ name: String, bytes: Int, mode: Int) throws {
    try folder.write(name, [UInt8](repeating: 7, count: bytes))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder.path)/\(name)")
  }

  @Test("is the bytes of the file, and says nothing of them")
  func bytes() throws {
    try write("people.key", bytes: 32, mode: 0o600)
    let key = try load()
    #expect(key.bytes == [UInt8](repeating: 7, count: 32))
    #expect(key.warning == nil)
    #expect("\(key)" == "a key of 32 bytes")
    #expect(try load("\(folder.path)/people.key").bytes == key.bytes)
  }

  @Test("must be there, and the message says how to make one")
  func missing() throws {
    #expect(
      try message()
        == "people.key: there is no key to make pseudonyms of users with; "
        + "make one: head -c 32 /dev/urandom > people.key; chmod 600 people.key")
    #expect(
      try message("it's a key")
        == "it's a key: there is no key to make pseudonyms of users with; make one: "
        + "head -c 32 /dev/urandom > '\(folder.path)/it'\\''s a key'; chmod 600 '\(folder.path)/it'\\''s a key'"
        .replacingOccurrences(of: folder.path + "/", with: ""))
  }

  @Test("must have 16 bytes")
  func short() throws {
    try write("people.key", bytes: 15, mode: 0o600)
    #expect(
      try message()
        == "people.key: the key has 15 bytes and must have 16; "
        + "make one: head -c 32 /dev/urandom > people.key; chmod 600 people.key")
    try write("people.key", bytes: 16, mode: 0o600)
    #expect(try message() == nil)
  }

  @Test("must be a regular file")
  func folderInPlace() throws {
    try FileManager.default.createDirectory(atPath: "\(folder.path)/people.key", withIntermediateDirectories: true)
    #expect(try message() == "people.key: this is not a regular file; put a text file there")
  }

  @Test("that every user can read is used, with a warning", arguments: [(0o604, true), (0o644, true), (0o640, false)])
  func permissions(mode: Int, isWarned: Bool) throws {
    try write("people.key", bytes: 16, mode: mode)
    let warning = try load().warning?.description.replacingOccurrences(of: folder.path + "/", with: "")
    #expect(
      warning
        == (isWarned
          ? "people.key: every user of this machine can read the key that hides people's names; chmod 600 people.key"
          : nil))
  }
}
