import Configuration
import Metering
import Testing

@testable import Aggregation

@Suite struct MinimumTests {
  private func organization() -> Organization {
    var organization = Organization()
    organization.rate("gpu", 1)
    return organization
  }

  @Test("what usage after discounts lacks of the minimum is a line; markups do not count towards it")
  func lacking() throws {
    var organization = organization()
    organization.adjust("off", .discount(Fraction(1, 10)))
    organization.adjust("fee", .markup(Fraction(1, 2)))
    organization.adjust("commit", .minimum(100), tenant: "ada")
    organization.tenant("ada", costCentre: "0042")
    let lines = try organization.lines([usage("2026-10-01", [180_000]), usage("2026-10-01", [720_000], tenant: "bob")])
    // ada: 50 − 5 of 100.
    let minimum = try #require(lines.of(.minimum).first)
    #expect(lines.of(.minimum).count == 1 && minimum.amount == 55)
    #expect(minimum.identity.tenant == "ada" && minimum.account?.costCentre == "0042")
    #expect(minimum.identity.stack.text == "(all)" && minimum.identity.environment.text == "(all)")
    #expect(minimum.identity.item == "commit" && minimum.identity.rule == "commit")
  }

  @Test("a minimum that is reached to the cent, or exceeded, has no line")
  func reached() throws {
    var organization = organization()
    organization.adjust("commit", .minimum(100), tenant: "ada")
    #expect(try organization.lines([usage("2026-10-01", [360_000])]).of(.minimum).isEmpty)
    #expect(try organization.lines([usage("2026-10-01", [360_001])]).of(.minimum).isEmpty)
  }

  @Test("a minimum is due by the day: of the month in which it begins, of the days charged so far, and without usage")
  func byTheDay() throws {
    var organization = organization()
    organization.adjust("commit", .minimum(310), tenant: "ada", from: "2026-10-22")
    let lines = try organization.lines([usage("2026-10-21", [360_000])])
    #expect(lines.of(.minimum).amounts == [100])
    #expect(lines.of(.minimum).map(\.days) == [day("2026-10-22")..<day("2026-11-01")])
    #expect(try organization.lines([], upTo: "2026-10-24").of(.minimum).amounts == [20])
    #expect(try organization.lines([], upTo: "2026-10-22").of(.minimum).isEmpty)
  }

  @Test("a minimum of an environment is its owner's, one that nobody promised is (unallocated)")
  func owner() throws {
    var organization = organization()
    organization.environment("lab", stack: "training", owner: "eve")
    organization.adjust("lab", .minimum(10), environment: "lab")
    organization.adjust("gpus", .minimum(20), resource: "gpu")
    let lines = try organization.lines([usage("2026-10-01", [3_600])]).of(.minimum)
    #expect(lines.map(\.identity.tenant.text) == ["(unallocated)", "eve"])
    #expect(lines.map(\.identity.stack.text) == ["(all)", "training"])
    #expect(lines.map(\.identity.environment.text) == ["(all)", "lab"])
    #expect(lines.amounts == [19, 9])
  }
}
