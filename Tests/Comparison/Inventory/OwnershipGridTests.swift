import Configuration
import Metering
import Testing

@testable import Comparison

/// Who runs what, cell by cell.
@Suite("The grid of owners and stacks")
struct OwnershipGridTests {
  private func grid(_ landscape: Landscape) throws -> OwnershipGrid {
    let findings = try landscape.findings()
    return try OwnershipGrid(of: findings.inventory, duplicates: findings.duplicates)
  }

  private func landscape() -> Landscape {
    var landscape = Landscape()
    landscape.add("a-1", owner: "fraud", product: "Atelier", seen: ["7"], cost: 100)
    landscape.add("a-2", owner: "fraud", product: "Atelier", seen: ["8"], cost: "20.50")
    landscape.add("b-1", owner: "risk", product: "Atelier", cost: 50)
    landscape.add("c-1", owner: "vision", product: "Atelier", keepApart: .residency, cost: 30)
    landscape.add("p-1", owner: "platform", kind: .shared, product: "Atelier", cost: 10)
    landscape.add("s-1", stack: "store", owner: "risk", product: "Larder", cost: 7)
    landscape.addUncatalogued("mystery", used: ["labs"], cost: 3)
    return landscape
  }

  @Test("adds an owner's environments of a stack up, and says what was found on them")
  func cells() throws {
    let cells = try grid(landscape()).cells
    #expect(cells.map(\.stack) == ["notebooks", "notebooks", "notebooks", "notebooks", "notebooks", "store"])
    #expect(cells.map(\.owner) == ["fraud", "platform", "risk", "vision", nil, "risk"])
    #expect(cells.map(\.cost) == ["120.50", 10, 50, 30, 3, 7])
    #expect(cells.map(\.finding) == [.duplicate, .shared, .duplicate, .keptApart, .undetermined, .unique])
    #expect(cells[0].environments == ["a-1", "a-2"] && cells[0].versions == ["7", "8"])
    #expect(cells[3].reasons == [.residency] && cells[0].reasons == [])
    #expect(cells[4].tenants == ["labs"])
  }

  @Test("holds every environment once, so that it adds up to what all cost, in whatever order they come")
  func conservation() throws {
    var random = SeededGenerator(seed: 5)
    let grid = try grid(landscape())
    #expect(try grid.cells.map(\.cost).total() == "220.50")
    #expect(grid.cells.flatMap(\.environments).count == 7)
    for _ in 0..<10 { #expect(try self.grid(landscape().shuffled(&random)) == grid) }
  }
}
