import Metering
import Testing

@testable import Comparison
@testable import Configuration
@testable import Reporting

/// The matrix of versions has room for some teams and components: never for others than the worst.
@Suite("The matrix of versions")
struct VersionMatrixTests {
  private static let context = Result { try SummaryContext(FoundOrganization().input()) }

  private func use(
    _ component: String, of owner: String?, past: Int = 0, behind: Int = 0, in stack: StackID = "s",
    version: VersionID = "1"
  ) -> VersionUse {
    VersionUse(
      stack: stack, component: ComponentID(component), newest: nil,
      use: VersionDrift.Use(
        environment: EnvironmentID("\(owner ?? "nobody")-\(stack)"), version: version, knowledge: .listed,
        lag: .init(days: behind, libyears: .zero, releases: 0), majorsBehind: nil,
        support: .init(
          end: nil, daysPast: past, exposedDays: 0, spent: .zero, surcharge: .zero, surchargeToDate: .zero)),
      owner: owner.map { TenantID($0) })
  }

  private func matrix(_ uses: [VersionUse]) throws -> (labels: [String], shapes: [String], note: String) {
    let context = try #require(try Self.context.get())
    let html = VersionMatrix(uses: uses.sorted(by: VersionUse.precedes), context: context, finding: "f").markup.html
    let shapes = PageReader(html).tags.compactMap { $0.value("class") }.filter {
      ["square", "triangle", "circle", "ring"].contains($0)
    }
    let note = html.firstRange(of: "Not drawn").map { String(html[$0.lowerBound...].prefix { $0 != "<" }) } ?? ""
    return (PageNumbers.labels(in: html[...]), shapes, note.replacing("\u{A0}", with: " "))
  }

  @Test("the one team past support is in the first column and its component in the first row, however many there are")
  func worstFirst() throws {
    let owners = (0..<11).map { "team-\($0 + 10)" }
    var uses = owners.flatMap { owner in (0..<20).map { use("part-\($0 + 10)", of: owner, behind: 5) } }
    uses.append(use("zlib", of: "team-20", past: 3))
    let found = try matrix(uses)
    #expect(found.labels.first == "team-20")
    #expect(found.labels.dropFirst(GridChart.columnLimit).first == "zlib")
    #expect(found.shapes.filter { $0 == "square" }.count == 1)
    #expect(
      found.note == "Not drawn: 7 more components and 1 more team, nothing of theirs past its support; see the figures."
    )
  }

  @Test("environments past support that there is no room for are counted")
  func counted() throws {
    let found = try matrix((0..<13).map { use("zlib", of: "team-\($0 + 10)", past: 3) })
    #expect(found.shapes == Array(repeating: "square", count: GridChart.columnLimit))
    #expect(found.note == "Not drawn: 3 more teams, with 3 environments past support; see the figures.")
  }

  @Test("where there is room for all, nothing is said of others")
  func whole() throws {
    let found = try matrix((0..<GridChart.columnLimit).map { use("zlib", of: "team-\($0 + 10)") })
    #expect(found.note.isEmpty && found.shapes.count == GridChart.columnLimit)
  }

  @Test("a component of several stacks is one row, and a team's cell has the most exposed with a sign of others")
  func severalStacks() throws {
    let found = try matrix([
      use("python", of: "risk", past: 40, in: "notebooks", version: "3.9"),
      use("python", of: "risk", behind: 9, in: "training", version: "3.12"), use("weir", of: nil, in: "training"),
    ])
    #expect(
      found.labels == [
        "risk", "(no owner)", "python", "several stacks", "3.9\u{A0}…", "40 d past", "weir", "training", "1",
      ])
    #expect(found.shapes == ["square", "circle"])
  }

  @Test("every environment past support has a square in its team's column, or is counted as not drawn")
  func nothingHidden() throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<60 {
      let uses = (0..<Int(1 + random.next() % 120)).map { _ in
        use(
          "part-\(random.next() % 18)", of: "team-\(random.next() % 14)", past: max(0, Int(random.next() % 40) - 25),
          behind: Int(random.next() % 9), in: StackID("s\(random.next() % 3)"))
      }
      let found = try matrix(uses)
      let past = uses.filter { $0.daysPast > 0 }
      let cells = Set(past.map { "\($0.component) \($0.owner?.text ?? "")" }).count
      let squares = found.shapes.filter { $0 == "square" }.count
      #expect(squares <= cells)
      #expect((squares == cells) == !found.note.contains("environment"), "\(found.note)")
    }
  }
}
