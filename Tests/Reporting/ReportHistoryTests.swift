import Bytes
import Configuration
import Foundation
import Testing

@testable import Reporting

@Suite("Sets of reports as they were published, and the link to the present one")
struct ReportHistoryTests {
  private func set(_ mark: String) -> [ReportFile] { PublishingPlace.set(mark) }

  private func publisher(keep: Int) -> ReportPublisher { publisher(ReportSettings(keep: keep)) }

  private func publisher(_ settings: ReportSettings = ReportSettings()) -> ReportPublisher {
    ReportPublisher(settings: settings, calls: .hasty)
  }

  @Test("from the first publication on a link leads to a set of its own, with the bytes of the reports")
  func first() throws {
    try PublishingPlace.use { place throws in
      _ = try ReportPublisher().publish(set("a"), to: place.reports)
      #expect(try FileCalls.names(in: place.parent) == ["reports", "reports-sets"])
      let names = try place.names()
      #expect(names.count == 1 && names[0].hasPrefix("000001-") && names[0].utf8.count == 19)
      #expect(try place.target() == names[0], "without a folder before it, so that all can be moved together")
      #expect(try place.files(place.sets + "/" + names[0]) == set("a"))
      #expect(try FileCalls.isSame(place.current + "/summary.html", place.reports + "/summary.html"))
    }
  }

  @Test("so many earlier sets are kept, whole and in order, one unless configured", arguments: [nil, 0, 1, 2, 10])
  func retention(keep: Int?) throws {
    try PublishingPlace.use { place throws in
      let settings = keep.map { ReportSettings(keep: $0) } ?? ReportSettings()
      for mark in ["a", "b", "c", "d"] {
        #expect(try publisher(settings).publish(set(mark), to: place.reports) == .published)
      }
      let all = ["1a", "2b", "3c", "4d"]
      #expect(
        try place.numbered(["a", "b", "c", "d"]) == all.suffix((keep ?? 1) + 1).joined(separator: " "))
      #expect(try place.target() == place.names().last)
      #expect(try place.files(place.reports) == set("d"))
    }
  }

  @Test("with fewer to keep, the next run lets the oldest go, though nothing is new; with none the present one stays")
  func fewer() throws {
    try PublishingPlace.use { place throws in
      for mark in ["a", "b", "c", "d"] { _ = try publisher(keep: 10).publish(set(mark), to: place.reports) }
      #expect(try publisher(keep: 1).publish(set("d"), to: place.reports) == .unchanged)
      #expect(try place.numbered(["c", "d"]) == "3c 4d")
      #expect(try publisher(keep: 0).publish(set("d"), to: place.reports) == .unchanged)
      #expect(try place.numbered(["c", "d"]) == "4d")
      #expect(try place.target() == place.names().last)
    }
  }

  @Test("nothing new changes no byte, no inode, no time and no number")
  func idempotent() throws {
    try PublishingPlace.use { place throws in
      for mark in ["a", "b"] { _ = try publisher().publish(set(mark), to: place.reports) }
      let before = try place.snapshot()
      for _ in 0..<2 { #expect(try publisher().publish(set("b"), to: place.reports) == .unchanged) }
      #expect(try place.snapshot() == before)
    }
  }

  @Test("what is published again after something else is a publication with a number of its own")
  func again() throws {
    try PublishingPlace.use { place throws in
      for mark in ["a", "b", "a"] { _ = try publisher(keep: 2).publish(set(mark), to: place.reports) }
      #expect(try place.numbered(["a", "b"]) == "1a 2b 3a")
      #expect(try place.target() == place.names().last)
      #expect(try publisher(keep: 2).publish(set("a"), to: place.reports) == .unchanged)
      #expect(try place.numbered(["a", "b"]) == "1a 2b 3a")
      _ = try publisher(keep: 2).publish(set("c"), to: place.reports)
      #expect(try place.numbered(["a", "b", "c"]) == "2b 3a 4c")
    }
  }

  @Test("who followed the link before a publication reads the old set to the end after it")
  func pinned() throws {
    try PublishingPlace.use { place throws in
      _ = try publisher().publish(set("a"), to: place.reports)
      let seen = try #require(try FileCalls.resolved(place.current))
      _ = try publisher().publish(set("b"), to: place.reports)
      #expect(try place.files(seen) == set("a"))
      #expect(try place.files(try #require(try FileCalls.resolved(place.current))) == set("b"))
    }
  }

  // MARK: - Mending

  /// What somebody or something did to the sets.
  enum Harm: CaseIterable {
    case noLink
    case linkToNothing
    case linkToAnother
    case linkToReports
    case noPresentSet
    case noSets
    case fileMissing
    case fileReplaced
    case fileChangedInPlace

    func make(in place: PublishingPlace) throws {
      let names = try place.names()
      let file = place.sets + "/" + names[1] + "/summary.html"
      switch self {
      case .noLink: try FileCalls.remove(place.current)
      case .linkToNothing: try link("000009-0123456789ab", place)
      case .linkToAnother: try link(names[0], place)
      case .linkToReports: try link("../reports", place)
      case .noPresentSet: try FileCalls.remove(place.sets + "/" + names[1])
      case .noSets: try FileCalls.remove(place.sets)
      case .fileMissing: try FileCalls.remove(file)
      case .fileReplaced:
        try FileCalls.remove(file)
        try FileCalls.write([1], to: file, mode: 0o640)
      case .fileChangedInPlace: try Data([1]).write(to: URL(fileURLWithPath: file), options: [])
      }
    }

    private func link(_ target: String, _ place: PublishingPlace) throws {
      try FileCalls.remove(place.current)
      try FileCalls.symbolicLink(place.current, to: target)
    }

    var numbered: String {
      switch self {
      case .noLink, .linkToNothing, .linkToAnother, .linkToReports, .noPresentSet: "1a 2b"
      case .noSets: "1b"
      // One that was seen with other bytes does not get them back under the same number.
      case .fileMissing, .fileReplaced, .fileChangedInPlace: "1a 3b"
      }
    }
  }

  @Test("a link or a present set that is missing or wrong is mended, though nothing is new", arguments: Harm.allCases)
  func mended(harm: Harm) throws {
    try PublishingPlace.use { place throws in
      for mark in ["a", "b"] { _ = try publisher().publish(set(mark), to: place.reports) }
      try harm.make(in: place)
      let outcome = try publisher().publish(set("b"), to: place.reports)
      // A second name of the bytes in reports/ changes those too.
      #expect(outcome == (harm == .fileChangedInPlace ? .published : .unchanged))
      #expect(try place.numbered(["a", "b"]) == harm.numbered)
      #expect(try place.target() == place.names().last)
      #expect(try place.files(place.reports) == set("b"))
      let before = try place.snapshot()
      _ = try publisher().publish(set("b"), to: place.reports)
      #expect(try place.snapshot() == before)
    }
  }

  @Test("where sets were kept with a link to the reports, the present one gets its number when the next run comes")
  func unpinned() throws {
    for next in ["b", "c"] {
      try PublishingPlace.use { place throws in
        for mark in ["a", "b"] { _ = try publisher(keep: 5).publish(set(mark), to: place.reports) }
        try FileCalls.remove(place.sets + "/" + place.names()[1])
        try FileCalls.remove(place.current)
        try FileCalls.symbolicLink(place.current, to: "../reports")
        _ = try publisher(keep: 5).publish(set(next), to: place.reports)
        #expect(try place.numbered(["a", "b", "c"]) == (next == "b" ? "1a 2b" : "1a 2b 3c"))
        #expect(try place.target() == place.names().last)
      }
    }
  }

  @Test("reports from before there were sets are put aside, but not where somebody changed them")
  func before() throws {
    for isChanged in [false, true] {
      try PublishingPlace.use { place throws in
        _ = try publisher().publish(set("a"), to: place.reports)
        try FileCalls.remove(place.sets)
        if isChanged {
          try FileCalls.remove(place.reports + "/summary.html")
          try FileCalls.write([1], to: place.reports + "/summary.html", mode: 0o640)
        }
        _ = try publisher().publish(set("b"), to: place.reports)
        #expect(try place.numbered(["a", "b"]) == (isChanged ? "1b" : "1a 2b"))
      }
    }
  }

  @Test("what a killed run left among the sets is cleared away, and links are not followed for it")
  func leftovers() throws {
    try PublishingPlace.use { place throws in
      _ = try publisher().publish(set("a"), to: place.reports)
      for name in [".stackmeter-part", ".stackmeter-gone"] {
        try FileCalls.makeFolder(place.sets + "/" + name, mode: 0o700)
        try FileCalls.write([1], to: place.sets + "/" + name + "/summary.html", mode: 0o600)
      }
      try FileCalls.symbolicLink(place.sets + "/.stackmeter-link", to: "../reports")
      #expect(try publisher().publish(set("a"), to: place.reports) == .unchanged)
      #expect(try place.numbered(["a"]) == "1a")
      #expect(try place.files(place.reports) == set("a"))
    }
  }

  // MARK: - What is not ours, and what cannot be done

  @Test("a file or a folder where the link belongs is refused before anything is published, and kept")
  func inTheWayOfLink() throws {
    for isFolder in [true, false] {
      try PublishingPlace.use { place throws in
        _ = try publisher().publish(set("a"), to: place.reports)
        try FileCalls.remove(place.current)
        if isFolder {
          try FileCalls.makeFolder(place.current, mode: 0o700)
        } else {
          try FileCalls.write([7], to: place.current, mode: 0o600)
        }
        let before = try place.snapshot()
        let refusal = ReportingError.inTheWay(path: place.current, of: .link)
        for mark in ["a", "b"] {
          #expect(throws: refusal) { try publisher().publish(set(mark), to: place.reports) }
        }
        #expect(
          refusal.description
            == "\(place.current) is no link and a link of that name leads to the present set of reports: move it away")
        var after = try place.snapshot()
        var earlier = before
        // The lock comes and goes beside them.
        for name in ["", "."] { (after[name], earlier[name]) = (nil, nil) }
        #expect(after == earlier)
      }
    }
  }

  @Test("what is no folder where the sets belong is refused and kept", arguments: [true, false])
  func inTheWayOfFolder(isLink: Bool) throws {
    try PublishingPlace.use { place throws in
      if isLink {
        try FileCalls.symbolicLink(place.sets, to: "nowhere")
      } else {
        try FileCalls.write([7], to: place.sets, mode: 0o600)
      }
      let refusal = ReportingError.inTheWay(path: place.sets, of: .folder)
      #expect(throws: refusal) { try publisher().publish(set("a"), to: place.reports) }
      #expect(refusal.description.contains("move it away") && !refusal.description.contains("\n"))
      #expect(try FileCalls.names(in: place.parent) == ["reports-sets"])
    }
  }

  @Test("another organisation's sets, one that somebody put a file into and what else is there are left alone")
  func foreign() throws {
    try PublishingPlace.use { place throws in
      _ = try publisher().publish(PublishingPlace.set("x", of: "Other"), to: place.reports)
      let other = place.sets + "/" + (try place.names()[0])
      try FileCalls.remove(place.reports)
      _ = try publisher().publish(set("a"), to: place.reports)
      let noted = place.sets + "/" + (try place.names()[1])
      for name in ["notes.txt", "README.md"] {
        try FileCalls.write([7], to: noted + "/" + name, mode: 0o600)
        try FileCalls.setMode(noted + "/" + name, 0o604)
      }
      let strange = ["000003-short", "notes", "+00009-0123456789ab", "9999999999999999999999-0123456789ab"]
      for name in strange { try FileCalls.makeFolder(place.sets + "/" + name, mode: 0o700) }
      for mark in ["b", "c", "d"] { _ = try publisher(keep: 0).publish(set(mark), to: place.reports) }
      #expect(try place.files(other) == PublishingPlace.set("x", of: "Other"))
      #expect(try FileCalls.mode(of: noted + "/notes.txt") == 0o604)
      for name in strange { #expect(try FileCalls.mode(of: place.sets + "/" + name) == 0o700) }
      let present = try #require(try place.target())
      #expect(present.hasPrefix("000005-"), "numbers are behind all that are there")
      #expect(try place.files(place.sets + "/" + present) == set("d"))
      #expect(try place.names().count == 3 + strange.count)
    }
  }

  @Test("where files cannot have second names, sets are copies with the modes that are configured")
  func copies() throws {
    try PublishingPlace.use { place throws in
      let mask = umask(0o077)
      defer { umask(mask) }
      let copying = ReportPublisher(calls: DiskCalls(link: { _, _ in false }))
      for mark in ["a", "b"] { _ = try copying.publish(set(mark), to: place.reports) }
      #expect(try place.numbered(["a", "b"]) == "1a 2b")
      let file = place.sets + "/" + (try place.names()[1]) + "/tenants/nlp.csv"
      #expect(try !FileCalls.isSame(file, place.reports + "/tenants/nlp.csv"))
      #expect(try FileCalls.mode(of: file) == 0o640 && FileCalls.mode(of: place.sets) == 0o750)
      let before = try place.snapshot()
      #expect(try copying.publish(set("b"), to: place.reports) == .unchanged)
      #expect(try place.snapshot() == before)
    }
  }

  @Test("where no link can be made, or the exchange fails, nothing is published and no set comes or goes")
  func refused() throws {
    let failure = FileCalls.Failure(action: "link", path: "there", number: EPERM)
    let refusing: [DiskCalls] = [
      DiskCalls(exchange: { (_, _) throws(FileCalls.Failure) in throw failure }),
      DiskCalls(symbolicLink: { (_, _) throws(FileCalls.Failure) in throw failure }),
      DiskCalls(link: { (_, _) throws(FileCalls.Failure) in throw failure }),
    ]
    for calls in refusing {
      try PublishingPlace.use { place throws in
        for mark in ["a", "b"] { _ = try publisher().publish(set(mark), to: place.reports) }
        #expect(throws: ReportingError.file(failure)) {
          try ReportPublisher(calls: calls).publish(set("c"), to: place.reports)
        }
        #expect(try place.numbered(["a", "b"]) == "1a 2b")
        #expect(try place.target() == place.names().last && place.files(place.reports) == set("b"))
        #expect(try FileCalls.names(in: place.parent) == ["reports", "reports-sets"])
      }
    }
  }

  // MARK: - Modes, places

  @Test("other modes reach the reports, the present set and the kept ones, though no byte is new")
  func modes() throws {
    try PublishingPlace.use { place throws in
      for mark in ["a", "b"] { _ = try publisher().publish(set(mark), to: place.reports) }
      try FileCalls.write([7], to: place.reports + "/README.md", mode: 0o600)
      try FileCalls.setMode(place.reports + "/README.md", 0o604)
      let numbers = try place.names()
      let folders = [place.reports] + numbers.map { place.sets + "/" + $0 }
      func expect(file: UInt32, folder: UInt32) throws {
        #expect(try FileCalls.mode(of: place.sets) == folder)
        for path in folders {
          #expect(try FileCalls.mode(of: path) == folder && FileCalls.mode(of: path + "/tenants") == folder)
          for name in set("a").map(\.name) { #expect(try FileCalls.mode(of: path + "/" + name) == file, "\(path)") }
        }
      }
      try expect(file: 0o640, folder: 0o750)
      let settings = ReportSettings(fileMode: 0o600, folderMode: 0o700)
      #expect(try publisher(settings).publish(set("b"), to: place.reports) == .unchanged)
      try expect(file: 0o600, folder: 0o700)
      #expect(try FileCalls.mode(of: place.reports + "/README.md") == 0o604, "what is of the folder stays as it is")
      #expect(try place.names() == numbers)
    }
  }

  @Test("files that belong to the folder are no part of a set")
  func carried() throws {
    try PublishingPlace.use { place throws in
      _ = try publisher().publish(set("a"), to: place.reports)
      try FileCalls.write([7], to: place.reports + "/README.md", mode: 0o644)
      _ = try publisher().publish(set("b"), to: place.reports)
      try FileCalls.remove(place.sets)
      _ = try publisher().publish(set("c"), to: place.reports)
      #expect(try place.numbered(["b", "c"]) == "1b 2c")
      #expect(try FileCalls.read(place.reports + "/README.md") == [7])
    }
  }

  @Test("the sets are beside the folder, however that is named: with a slash behind, from here, through a link")
  func places() throws {
    try PublishingPlace.use { place throws in
      let here = FileManager.default.currentDirectoryPath.split(separator: "/").count
      let relative = String(repeating: "../", count: here) + place.reports.dropFirst()
      try FileCalls.symbolicLink(place.parent + "/link", to: "reports")
      for (mark, path) in [
        ("a", place.reports + "//"), ("b", relative), ("c", relative + "/"), ("d", place.parent + "/link"),
        ("e", place.parent + "/link/"),
      ] {
        #expect(try publisher(keep: 9).publish(set(mark), to: path) == .published)
      }
      #expect(try place.numbered(["a", "b", "c", "d", "e"]) == "1a 2b 3c 4d 5e")
      #expect(try place.target() == place.names().last)
      #expect(try FileCalls.names(in: place.parent) == ["link", "reports", "reports-sets"])
    }
  }

  @Test("the folder of the sets may be a link to one elsewhere, which stays")
  func elsewhere() throws {
    try PublishingPlace.use { place throws in
      try FileCalls.makeFolder(place.parent + "/large-disk", mode: 0o750)
      try FileCalls.symbolicLink(place.sets, to: "large-disk")
      for mark in ["a", "b", "c"] { _ = try publisher().publish(set(mark), to: place.reports) }
      #expect(try place.numbered(["b", "c"]) == "2b 3c")
      #expect(try FileCalls.target(ofLink: place.sets) == "large-disk")
      #expect(try FileCalls.resolved(place.current) == place.parent + "/large-disk/" + (try place.names()[1]))
    }
  }
}
