import Metering
import Testing

@Suite struct SeriesKeyTests {
  private static func key(_ parts: [String]) -> SeriesKey {
    SeriesKey(
      tenant: TenantID(parts[0]), stack: StackID(parts[1]), environment: EnvironmentID(parts[2]),
      version: VersionID(parts[3]), resource: ResourceID(parts[4]))
  }

  @Test("series are ordered by tenant, stack, environment, version and resource, bytewise")
  func order() {
    let words = ["", "a", "b", "é", "e\u{301}", "Z"]
    for seed in 0..<500 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let left = (0..<5).map { _ in random.element(of: words) }
      // Half of them differ in the last places only.
      let same = random.int(0...4)
      let right = left.enumerated().map { $0.offset < same ? $0.element : random.element(of: words) }
      let differing = zip(left, right).first { Array($0.utf8) != Array($1.utf8) }
      let expected = differing.map { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? false
      #expect((Self.key(left) < Self.key(right)) == expected, "seed \(seed)")
      #expect((Self.key(left) == Self.key(right)) == (differing == nil), "seed \(seed)")
    }
  }

  @Test("a day's total is the sum of its hours, and an overflow is thrown")
  func totals() throws {
    let series = Self.key(["t", "s", "e", "v", "r"])
    let day = CivilDate(dayNumber: 0)
    let usage = DayUsage(
      series: series, day: day, hours: [.init(hour: 0, quantity: "0.1"), .init(hour: 24, quantity: "0.2")])
    #expect(try usage.total() == "0.3")
    #expect(try DayUsage(series: series, day: day, hours: []).total() == .zero)
    let huge = ExactDecimal(picounits: .max)
    let large = DayUsage(
      series: series, day: day, hours: [.init(hour: 0, quantity: huge), .init(hour: 1, quantity: huge)])
    #expect(throws: ArithmeticOverflow.self) { try large.total() }
  }

  @Test("every record that is read is one of four, and counts add up by kind")
  func counts() {
    let counts = RecordCounts(accepted: 5, duplicate: 1) + RecordCounts(accepted: 2, quarantined: 3, excluded: 4)
    #expect(counts == RecordCounts(accepted: 7, duplicate: 1, quarantined: 3, excluded: 4))
    #expect(counts.read == 15)
  }
}
