import Metering
import Testing

@testable import Comparison
@testable import Configuration

/// What of the month's charge lines becomes a cost of an environment.
@Suite struct StackInputChargesTests {
  @Test("what is taken off or added to usage counts with it; a minimum or a credit says nothing of an environment")
  func adjustments() throws {
    var organization = try CataloguedOrganization.lab()
    try organization.line("lab", .usage, "tokens", "12.50")
    for item in ["tokens", "gpu"] {
      try organization.line("lab", .discount, item, "-2.50")
      try organization.line("lab", .markup, item, "1.25")
    }
    try organization.line("(all)", .minimum, "commit", 400)
    try organization.line("lab", .credit, "gift", -9)
    let inputs = try organization.inputs()
    #expect(try inputs.environment("lab").paidByUse == "11.25")
    #expect(inputs.flatMap(\.environments).map(\.environment) == ["lab"])
  }

  @Test("lines of cost pools tell who is charged and are in no environment's cost: idle is counted with the capacity")
  func pools() throws {
    var organization = try CataloguedOrganization.lab()
    organization.use("2026-10-01", [5: 3_600])
    try organization.line("lab", .controlPlane, "control plane", 300)
    let inputs = try organization.inputs()
    let pooled = ChargeCategory.allCases.filter(\.isPooled)
    #expect(pooled.count == 5)
    for category in pooled {
      try organization.line("lab", category, "gpu", 700)
      try organization.line("(all)", category, "pool", -700)
      try organization.line("lab", category, "memory", nil)
    }
    #expect(try organization.inputs() == inputs)
    let comparisons = try inputs.map { try StackComparison(of: $0) }
    let bills = try TodaysBills(of: inputs[0].environments, comparisons[0])
    // Four GPUs at 2.00 through 744 hours, used or not, once.
    #expect(try bills.total(.capacity) == 5_952 && bills.total(.controlPlane) == 300)
  }

  @Test("rated usage of resources without capacity is paid by use; with capacity it is in the capacity")
  func paidByUse() throws {
    var organization = try CataloguedOrganization.lab()
    try organization.line("lab", .usage, "gpu", 100)
    try organization.line("lab", .usage, "tokens", "12.50")
    try organization.line("lab", .usage, "memory", "7.50")
    try organization.line("lab", .usage, "widgets", nil)
    try organization.line("lab", .controlPlane, "control plane", 300)
    try organization.line("lab", .licences, "a", 20)
    try organization.line("lab", .licences, "b", 30)
    let input = try organization.inputs().environment("lab")
    #expect(input.paidByUse == 20)
    #expect(input.paidByUseOfTenants == [TenantAmount(tenant: "ada", amount: 20)])
    #expect(input.controlPlane == 300 && input.licences == 50 && input.staff == 0 && input.otherFixed == 0)
    #expect(!input.isStaffRecorded)
    #expect(input.unratedResources == ["widgets"])
    try organization.line("lab", .operationsStaff, "operations staff", 0)
    #expect(try organization.inputs().environment("lab").isStaffRecorded)
  }
}
