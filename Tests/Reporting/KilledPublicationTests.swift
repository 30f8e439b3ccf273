import Bytes
import Configuration
import Foundation
import Synchronization
import Testing

@testable import Reporting

@Suite("Publishing that is killed, and readers meanwhile")
struct KilledPublicationTests {
  private func set(_ mark: String) -> [ReportFile] { PublishingPlace.set(mark) }

  /// What a run finds when it begins.
  enum Start: CaseIterable {
    /// Two sets, the second of them present.
    case usual
    /// The present set is gone from the sets, so that the link leads nowhere.
    case dangling
    /// No sets yet.
    case none
    /// The link leads to the folder of the reports, whose set has no number.
    case unpinned

    func make(in place: PublishingPlace) throws {
      for mark in ["a", "b"] {
        _ = try ReportPublisher(calls: .hasty).publish(PublishingPlace.set(mark), to: place.reports)
      }
      let present = place.sets + "/" + (try place.names().last ?? "")
      switch self {
      case .usual: break
      case .dangling: try FileCalls.remove(present)
      case .none: try FileCalls.remove(place.sets)
      case .unpinned:
        for path in [present, place.current] { try FileCalls.remove(path) }
        try FileCalls.symbolicLink(place.current, to: "../reports")
      }
    }
  }

  /// Checks what readers see of a run that published `marks` and was killed.
  private func expectWhole(_ place: PublishingPlace, _ start: Start, _ marks: [String], exchanges: Bool) throws {
    let sets = marks.map(set)
    for name in try FileCalls.names(in: place.parent) where name == "reports-sets" {
      for name in try place.names() where !name.hasPrefix(".") {
        #expect(try place.isWhole(place.sets + "/" + name), "\(name) is not whole")
      }
    }
    if start == .usual {
      let target = try #require(try place.target())
      #expect(sets.contains(try place.files(place.sets + "/" + target)))
    }
    if start == .unpinned, exchanges {
      #expect(sets.contains(try place.files(FileCalls.resolved(place.current) ?? "")))
    }
    if exchanges { #expect(sets.contains(try place.files(place.reports))) }
  }

  @Test(
    "killed at any of its steps, it leaves whole sets and a link to one, and the next run ends as if nothing had been",
    arguments: Start.allCases, [true, false])
  func killed(start: Start, isEasy: Bool) throws {
    var undisturbed = ""
    try PublishingPlace.use { place throws in
      try start.make(in: place)
      #expect(try ReportPublisher(calls: .hasty).publish(set("c"), to: place.reports) == .published)
      undisturbed = try place.numbered(["a", "b", "c"])
    }
    #expect(undisturbed.split(separator: " ").count == 2 && undisturbed.hasSuffix("c"))
    var (steps, hasEnded) = (0, false)
    while !hasEnded {
      try PublishingPlace.use { place throws in
        try start.make(in: place)
        let dying = DyingDisk(after: steps, exchanges: isEasy, links: isEasy)
        do {
          _ = try ReportPublisher(calls: dying.calls).publish(set("c"), to: place.reports)
          hasEnded = true
        } catch {
          #expect(error as? ReportingError == .file(DyingDisk.death), "step \(steps)")
        }
        try expectWhole(place, start, ["b", "c"], exchanges: isEasy)
        _ = try ReportPublisher(calls: .hasty).publish(set("c"), to: place.reports)
        #expect(try place.numbered(["a", "b", "c"]) == undisturbed, "step \(steps)")
        #expect(try place.target() == place.names().last, "step \(steps)")
        #expect(try place.files(place.reports) == set("c"))
        #expect(try FileCalls.names(in: place.parent) == ["reports", "reports-sets"], "step \(steps)")
      }
      steps += 1
    }
    #expect(steps > 25)
  }

  @Test("what comes after a killed run may be another set", arguments: [true, false])
  func anotherAfter(isEasy: Bool) throws {
    var (steps, hasEnded) = (0, false)
    while !hasEnded {
      try PublishingPlace.use { place throws in
        try Start.usual.make(in: place)
        let dying = DyingDisk(after: steps, exchanges: isEasy, links: isEasy)
        hasEnded = (try? ReportPublisher(calls: dying.calls).publish(set("c"), to: place.reports)) != nil
        #expect(try ReportPublisher(calls: .hasty).publish(set("d"), to: place.reports) == .published)
        let numbered = try place.numbered(["a", "b", "c", "d"])
        // The set that was killed is one of those that were published from the moment on that readers could see it.
        #expect(numbered == "2b 3d" || numbered == "3c 4d", "step \(steps): \(numbered)")
        #expect(try place.target() == place.names().last)
        #expect(try FileCalls.names(in: place.parent) == ["reports", "reports-sets"])
      }
      steps += 1
    }
  }

  @Test("killed while it mends the link and the present set, and nothing is new", arguments: Start.allCases)
  func mending(start: Start) throws {
    var (steps, hasEnded) = (0, false)
    while !hasEnded {
      try PublishingPlace.use { place throws in
        try start.make(in: place)
        let dying = DyingDisk(after: steps)
        hasEnded = (try? ReportPublisher(calls: dying.calls).publish(set("b"), to: place.reports)) != nil
        try expectWhole(place, start, ["b"], exchanges: true)
        #expect(try ReportPublisher(calls: .hasty).publish(set("b"), to: place.reports) == .unchanged)
        #expect(try place.numbered(["a", "b"]) == (start == .none ? "1b" : "1a 2b"), "step \(steps)")
        #expect(try place.target() == place.names().last)
      }
      steps += 1
    }
    #expect(start == .usual || steps > 5)
  }

  @Test("who follows the link once reads one whole set, whatever is published meanwhile, until that set is withdrawn")
  func reader() throws {
    try PublishingPlace.use { place throws in
      _ = try ReportPublisher(calls: .hasty).publish(set("0"), to: place.reports)
      let hasEnded = Atomic(false)
      let readings = Mutex<(whole: Set<String>, wrong: [String])>(([], []))
      let reader = Thread {
        while !hasEnded.load(ordering: .acquiring) {
          // The link is there at any moment, and so is what it leads to.
          guard let name = try? place.target() else {
            readings.withLock { $0.wrong.append("no link") }
            continue
          }
          let isWhole = (try? place.isWhole(place.sets + "/" + name)) ?? false
          let isHere = (try? FileCalls.kind(of: place.sets + "/" + name)) == .folder
          readings.withLock { readings in
            if isWhole { readings.whole.insert(name) } else if isHere { readings.wrong.append(name) }
          }
        }
        readings.withLock { _ in hasEnded.store(false, ordering: .releasing) }
      }
      reader.start()
      for mark in 1...40 { _ = try ReportPublisher(calls: .hasty).publish(set("\(mark)"), to: place.reports) }
      hasEnded.store(true, ordering: .releasing)
      while hasEnded.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 0.001) }
      let (whole, wrong) = readings.withLock { $0 }
      #expect(wrong == [])
      #expect(whole.count > 1, "the reader read sets while others were published")
    }
  }
}
