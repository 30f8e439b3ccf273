import Configuration
import Foundation
import Metering
import Testing

@testable import Aggregation

@Suite("Usage in a unit that the log tells and nobody names") struct ToldUnitTests {
  private func told(
    _ date: String, _ hours: [ExactDecimal], _ name: String, resource: ResourceID = "gpu", stack: StackID = ""
  ) -> DayUsage {
    let usage = usage(date, hours, stack: stack, resource: resource)
    return DayUsage(series: usage.series.told(in: unit(name)), day: usage.day, hours: usage.hours)
  }

  @Test("is unrated, a line for each unit, whatever prices, discounts and minimums there are for its resource")
  func lines() throws {
    var organization = Organization()
    organization.rate("gpu", 2, to: "2026-10-11")
    // Nothing tells what a euro is worth, and nothing is to be paid in one.
    organization.rate("gpu", 3, from: "2026-10-11", currency: currency("EUR"))
    organization.adjust("off", .discount(Fraction(1, 2)), resource: "gpu")
    let usages = [
      usage("2026-10-02", [3_600]), told("2026-10-02", [7], "tokens"), told("2026-10-20", [1], "tokens"),
      told("2026-10-20", [2], "1000 tokens"), told("2026-10-02", [5], "GiB-hours", resource: "widgets"),
      usage("2026-10-03", [9], resource: "widgets"),
    ]
    let lines = try organization.lines(usages)
    let told = lines.map { line in
      let amount = line.amount.map { "\($0)" } ?? "unrated"
      return "\(line.identity.category.rawValue) \(line.identity.item) \(line.quantity) \(line.meterUnit?.name ?? "") "
        + amount
    }
    #expect(
      told == [
        "discount gpu 0  -1", "usage gpu 3600 GPU-seconds 2", "usage gpu 2 1000 tokens unrated",
        "usage gpu 8 tokens unrated", "usage widgets 9  unrated", "usage widgets 5 GiB-hours unrated",
      ])
    #expect(Set(lines.map { RunIdentity.lineID($0.identity) }).count == lines.count)
    #expect(lines.map(\.toldUnit?.name) == [nil, nil, "1000 tokens", "tokens", nil, "GiB-hours"])
    #expect(lines.map(\.identity.printedRule) == ["off", "gpu@2020-01-01", "", "", "", ""])
    let trace = try organization.trace(usages)
    for line in lines.filter(\.isUnrated) {
      let step = try #require(try trace.steps(of: line).last)
      #expect(step.note.contains("\(line.toldUnit?.name ?? "no rate names widgets")"), "\(step.note)")
      #expect(try #require(trace.quantity(of: line.identity)) == line.quantity)
      #expect(trace.series(of: line.identity).allSatisfy { $0.toldUnit == line.toldUnit })
    }
  }

  @Test("is no use of what is held of its resource: idle capacity is what it was")
  func capacity() throws {
    var organization = Organization.idleExample(.separate)
    organization.units = ["gpu": unit("GPU-seconds")]
    let own = [usage("2026-10-01", [hours(4)], tenant: "A")]
    let tokens = told("2026-10-01", [1_000_000], "tokens")
    func idle(_ usages: [DayUsage]) throws -> [ChargeLine] { try organization.lines(usages).of(.idle) }
    #expect(try !idle(own).isEmpty)
    #expect(try idle(own + [tokens]) == idle(own))
    var unused = UnusedCapacity(
      of: ["lab"], configuration: organization.configuration, calendar: OrganizationCalendar(zone: organization.zone),
      days: october.days)
    #expect(unused.takesUsage(of: own[0].series) && !unused.takesUsage(of: tokens.series))
    try unused.add(own[0])
    let before = try unused.amounts()
    try unused.add(tokens)
    #expect(try unused.amounts() == before)
  }

  @Test("is told by day in its unit, and read back from what a month is closed with")
  func daily() throws {
    var builder = DailyUsageBuilder()
    let usages = [told("2026-10-02", [7], "tokens"), told("2026-10-02", [2], "1000 tokens"), usage("2026-10-03", [1])]
    for usage in usages { try builder.add(usage) }
    let daily = try builder.dailyUsage([], currency: dollars)
    #expect(daily.series.map(\.toldUnit?.name) == [nil, "1000 tokens", "tokens"])
    #expect(daily.series.map { $0.days.map(\.quantity) } == [[1], [2], [7]])
    let coded = try JSONEncoder().encode(daily)
    #expect(try JSONDecoder().decode(DailyUsage.self, from: coded) == daily)
    let text = String(decoding: coded, as: UTF8.self)
    #expect(
      text.components(separatedBy: "toldUnit").count == 3, "a series in its resource's own unit is written as ever")
    let unknown = Data(text.replacing("1000 tokens", with: "parsecs").utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(DailyUsage.self, from: unknown) }
  }

  @Test("what is late for a closed month corrects the line of its unit, and a unit that is gone is taken back")
  func corrections() throws {
    var organization = Organization()
    let billed = try organization.lines([told("2026-10-02", [7], "tokens"), told("2026-10-02", [3], "runs")])
    let november = october.next
    func summary(_ restated: [ChargeLine]) throws -> [String] {
      try Restatement.corrections(restated: restated, billed: billed, in: november).map {
        "\($0.quantity) \($0.meterUnit?.name ?? "") \($0.amount?.description ?? "unrated")"
      }
    }
    #expect(
      try summary(organization.lines([told("2026-10-02", [9], "tokens"), told("2026-10-02", [3], "runs")])) == [
        "2 tokens unrated"
      ])
    organization.units = ["gpu": unit("1000 tokens")]
    organization.rate("gpu", 5, per: "tokens")
    #expect(
      try summary(organization.lines([usage("2026-10-02", ["0.007"]), told("2026-10-02", [3], "runs")])) == [
        "-7 tokens unrated", "0.007 1000 tokens 35",
      ])
  }
}
