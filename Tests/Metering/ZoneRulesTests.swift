import Metering
import Testing

@Suite struct ZoneRulesTests {
  private let berlin = HandMadeZones.berlin

  @Test("an offset holds from its instant on")
  func offsets() {
    let change = berlin.changes[0]
    #expect(berlin.offset(at: change - 1) == 3_600)
    #expect(berlin.offset(at: change) == 7_200)
    #expect(berlin.offset(at: berlin.changes[1]) == 3_600)
    #expect(berlin.offset(at: .min) == 3_600)
    #expect(berlin.offset(at: .max) == 3_600)
    #expect(ZoneRules.utc.offset(at: 0) == 0)
  }

  @Test("a reading that the clock skips is never, and its ends are once")
  func gap() {
    #expect(berlin.reading(local: local(2026, 3, 29, 1, 59)) == .once(HandMadeZones.instant(2026, 3, 29, 0, 59)))
    #expect(berlin.reading(local: local(2026, 3, 29, 2)) == .never)
    #expect(berlin.reading(local: local(2026, 3, 29, 2, 59)) == .never)
    #expect(berlin.reading(local: local(2026, 3, 29, 3)) == .once(berlin.changes[0]))
  }

  @Test("a reading that the clock shows twice is both instants, and its ends are once")
  func fold() {
    let change = berlin.changes[1]
    #expect(berlin.reading(local: local(2026, 10, 25, 1, 59)) == .once(change - 3_660))
    #expect(berlin.reading(local: local(2026, 10, 25, 2)) == .twice(change - 3_600, change))
    #expect(berlin.reading(local: local(2026, 10, 25, 2, 59)) == .twice(change - 60, change + 3_540))
    #expect(berlin.reading(local: local(2026, 10, 25, 3)) == .once(change + 3_600))
  }

  @Test("a day that is skipped is never read")
  func skippedDay() {
    #expect(HandMadeZones.samoa.reading(local: local(2011, 12, 30)) == .never)
    #expect(HandMadeZones.samoa.reading(local: local(2011, 12, 30, 23, 59)) == .never)
    #expect(HandMadeZones.samoa.reading(local: local(2011, 12, 31)) == .once(HandMadeZones.samoa.changes[0]))
  }

  @Test("readings around every change agree with looking at every minute", arguments: HandMadeZones.all)
  func bruteForce(zone: ZoneRules) {
    for change in zone.changes + [HandMadeZones.instant(2026, 7, 1)] {
      // What the clock showed, minute by minute.
      var shown: [Int64: [Int64]] = [:]
      for instant in stride(from: change - 3 * 86_400, through: change + 3 * 86_400, by: 60) {
        shown[instant + Int64(zone.offset(at: instant)), default: []].append(instant)
      }
      let middle = change + Int64(zone.offset(at: change))
      for reading in stride(from: middle - 86_400, through: middle + 86_400, by: 60) {
        let instants = shown[reading] ?? []
        let expected: ZoneRules.Reading =
          switch instants.count {
          case 0: .never
          case 1: .once(instants[0])
          default: .twice(instants[0], instants[instants.count - 1])
          }
        let found = zone.reading(local: reading)
        if found != expected { Issue.record("\(zone.name), \(reading): \(found), not \(expected)") }
      }
    }
  }
}
