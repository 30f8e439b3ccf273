import Foundation
import Testing

@Suite("A name that nothing knows") struct UnknownNameTests {
  private func warnings(_ site: Site) throws -> [String] {
    let record = try JSONSerialization.jsonObject(with: Data(try site.read("last_run.json").utf8)) as? [String: Any]
    return record?["warnings"] as? [String] ?? []
  }

  private let unknown = "is neither in the catalogue nor in any log, so that nothing is held to this; "

  @Test("is told with its row wherever something is held to it, on every way, and the run goes on")
  func everywhere() throws {
    var files = Site.organization
    files["stackmeter.json5"] = Site.project.replacing(
      "sources:",
      with: """
        comparison: { headroom: "5%", stacks: {
            notebooks: { headroom: "6%" },
            nope: { headroom: "7%" } } },
          scenarios: { "without": { without: ["bob", "bbo"] } },
          sources:
        """)
    files["rates.csv"] = """
      resource,unit,price,currency,valid_from,environment,tenant,stack
      gpu,GPU-hours,2,USD,2026-01-01,,,
      gpu,GPU-hours,1,USD,2026-01-01,laab,,
      cpu.core,core-hours,1,USD,2026-01-01,,,
      cpu.core,core-hours,1,USD,2026-01-01,,adda,
      gpu,GPU-hours,1,USD,2026-01-01,hpc,,
      gpu,GPU-hours,1,USD,2026-01-01,laab,,notebooks
      gpu,GPU-hours,1,USD,2026-01-01,lab,,zebra

      """
    files["adjustments.csv"] = """
      adjustment,kind,percent,amount,currency,tenant,stack,environment
      d,discount,10,,,eve,,
      m,minimum,,1,USD,ada,,denn
      c,credit,,1,USD,ada,notebook,

      """
    files["budgets.csv"] = "tenant,month,amount,currency,stack\nadda,2026-10,5,USD,\nada,2026-10,5,USD,training\n"
    files["pools.csv"] = "pool,source,method,stack,receivers\np,idle,even,notebook,listed\n"
    files["pool_receivers.csv"] = "pool,tenant\np,ada\n"
    let site = try Site(files)
    let night = try site.run("run")
    #expect(night.code == 0 && night.complaints == [], "\(night.errors)")
    let expected = [
      "stackmeter.json5:5: the stack \"nope\" \(unknown)correct the name unless it is yet to come",
      "stackmeter.json5:6: the tenant \"bbo\" \(unknown)did you mean \"bob\"?",
      "rates.csv:3: the environment \"laab\" \(unknown)did you mean \"lab\"?",
      "rates.csv:5: the tenant \"adda\" \(unknown)did you mean \"ada\"?",
      "rates.csv:8: the stack \"zebra\" \(unknown)correct the name unless it is yet to come",
      "adjustments.csv:2: the tenant \"eve\" \(unknown)correct the name unless it is yet to come",
      "adjustments.csv:3: the environment \"denn\" \(unknown)did you mean \"den\"?",
      "adjustments.csv:4: the stack \"notebook\" \(unknown)did you mean \"notebooks\"?",
      "pools.csv:2: the stack \"notebook\" \(unknown)did you mean \"notebooks\"?",
      "budgets.csv:2: the tenant \"adda\" \(unknown)did you mean \"ada\"?",
    ]
    #expect(try warnings(site) == expected)
    for warning in expected { #expect(night.errors.contains("warning: \(warning)\n"), "\(warning)") }
    let page = try site.read("reports/summary.html")
    #expect(page.contains("10\u{A0}things are likely not meant.") && page.contains("<h5>Likely not meant</h5>"))
    #expect(page.contains("<li>rates.csv:8: the stack "))
    // From elsewhere the paths lead there, and the page is the same.
    let elsewhere = try Program.run(["run", site.path], in: "/")
    #expect(elsewhere.errors.contains("warning: \(site.path)/rates.csv:5: the tenant \"adda\" is neither "))
    #expect(elsewhere.output.contains("(unchanged)"), "\(elsewhere.output)")
    // A log brings the name.
    try site.write("logs/late.csv", Site.csvHeader + "n1,2026-10-02T00:00:00Z,,eve,zebra,laab,7,gpu,3600\n")
    #expect(try site.run("run").code == 0)
    #expect(try warnings(site).count == 7)
  }

  @Test("is none where the catalogue, an owner or a log has it, and the organisation is quiet")
  func quiet() throws {
    var files = Site.organization
    files["adjustments.csv"] = """
      adjustment,kind,amount,currency,tenant,stack,environment
      a,credit,1,USD,ada,,
      b,credit,1,USD,bob,,den
      c,credit,1,USD,,training,

      """
    let site = try Site(files)
    let night = try site.run("run")
    #expect(night.code == 0 && !night.errors.contains("warning:"), "\(night.errors)")
    #expect(try warnings(site) == [])
    #expect(try !site.read("reports/summary.html").contains("likely not meant"))
  }
}
