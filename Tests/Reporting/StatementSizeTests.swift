import Aggregation
import Configuration
import Metering
import Testing

@testable import Reporting

@Suite("The size of a statement")
struct StatementSizeTests {
  private static let stacks = 60
  private static let resources = ["gpu.a100", "cpu.core", "memory", "storage"]

  /// A team with an environment in each of many stacks, and four resources used on every day.
  private static func month(_ period: Period) throws -> PeriodInput {
    var lines: [PostedLine] = []
    var builder = DailyUsageBuilder()
    for stack in 0..<stacks {
      let environment = SampleOrganization.Environment(
        id: EnvironmentID("customer-analytics-stack-\(stack)"), stack: StackID("stack-\(stack)"), kind: .bespoke,
        owner: "ada", version: "7.8.1", tenants: ["ada"], gpus: 1, busy: 50)
      for resource in resources {
        let hours = ExactDecimal(1_000 + stack)
        let line = SampleOrganization.usage(
          environment, "ada", period, period.days, resource: resource, hours: hours, price: "2.35",
          rule: "\(resource)@2026-01-01")
        lines.append(line)
        let day = try line.line.quantity.times(Fraction(1, Int128(period.dayCount)))
        for date in period.days {
          try builder.add(
            DayUsage(
              series: SeriesKey(
                tenant: "ada", stack: environment.stack, environment: environment.id, version: "7.8.1",
                resource: ResourceID(resource)), day: date, hours: [.init(hour: 1, quantity: day)]))
        }
      }
    }
    lines.sort { $0.line.identity < $1.line.identity }
    return PeriodInput(
      period: period, state: "open", days: period.days, lines: lines, comparisons: [], organization: nil,
      daily: try builder.dailyUsage(lines.map { ($0.line, $0.minorUnits) }, currency: SampleOrganization.usd))
  }

  @Test("60 stacks × 31 days × 4 resources: the page stays below 1 MiB, and the file below 175 bytes a row")
  func bounds() throws {
    let months = [8, 10].compactMap { Period(year: 2026, month: $0) }
    let input = SampleOrganization.input().with(periods: try months.map(Self.month))
    let files = try ReportSet.files(for: input)
    let page = try #require(files.first { $0.name == "tenants/ada.html" })
    let file = try #require(files.first { $0.name == "tenants/ada.csv" })
    let rows = file.bytes.count { $0 == UInt8(ascii: "\n") } - 1
    let days = Self.stacks * 31 * Self.resources.count
    #expect(rows == 2 * (days + Self.stacks * Self.resources.count))
    #expect(file.bytes.count < 175 * rows, "\(file.bytes.count) bytes in \(rows) rows")
    #expect(page.bytes.count < 1 << 20, "\(page.bytes.count) bytes")
    let text = PageReader(String(decoding: page.bytes, as: UTF8.self)).text
    // Every stack is on the page, though not every line of it; the days have a column for what has no room of its own.
    for stack in 0..<Self.stacks { #expect(text.contains("stack-\(stack)")) }
    #expect(text.contains("55\u{A0}other stacks") && text.contains("others: 40: see ada.csv"))
  }
}
