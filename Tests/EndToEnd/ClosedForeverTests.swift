import Foundation
import Metering
import Testing

@Suite("What is closed stays", .serialized) struct ClosedForeverTests {
  @Test("whatever comes later, a closed month's files and hash stay, and all months bill what was used in all")
  func laterInput() throws {
    for seed in UInt64(1)...3 {
      var random = Numbers(seed: seed)
      let site = try Site(Site.books)
      try site.night()
      try site.close("2026-01")
      let (january, hash) = (try site.files(of: "2026-01"), try site.state(of: "2026-01"))
      var used: [String: Int] = ["A": 100, "B": 50]
      var closedFebruary: [String: Data] = [:]
      for round in 0..<5 {
        var text = Site.csvHeader
        for event in 0..<(1 + random.next(below: 5)) {
          let (tenant, hours) = (["A", "B", "C"][random.next(below: 3)], random.next(below: 41) - 20)
          let month = random.next(below: 3) == 0 ? "2026-02" : "2026-01"
          let day = 1 + random.next(below: 28)
          text += Site.event("r\(round)-\(event)", "\(month)-\(day < 10 ? "0" : "")\(day)", tenant, hours: hours)
          if month == "2026-01" { used[tenant, default: 0] += hours }
        }
        try site.write("logs/r\(round).csv", text)
        if round == 1 {
          let price = 1 + random.next(below: 9)
          try site.write(
            "rates.csv", "resource,unit,price,currency,valid_from\ngpu,GPU-hours,\(price),USD,2026-01-01\n")
          try site.write("tenants.csv", "tenant,cost_centre\nB,1\n")
        }
        try site.night("--as-of", "2026-02-28")
        #expect(try site.files(of: "2026-01") == january, "seed \(seed), round \(round)")
        #expect(try site.state(of: "2026-01") == hash, "seed \(seed), round \(round)")
        #expect(
          try site.charged(for: "2026-01") == used.filter { $0.value != 0 }.mapValues { ExactDecimal($0) },
          "seed \(seed), round \(round)")
        if round == 2 {
          try site.close("2026-02", "--as-of", "2026-02-28")
          closedFebruary = try site.files(of: "2026-02")
        } else if round > 2 {
          #expect(try site.files(of: "2026-02") == closedFebruary, "seed \(seed), round \(round)")
        }
      }
    }
  }

  @Test("killed at any moment of closing, the month is open or closed, and closing it ends as if nothing had been")
  func killed() throws {
    let base = try Site(Site.organization)
    for name in ["m", "n"] { try base.write("logs/\(name).csv", Site.log(events: 6_000, name: name)) }
    #expect(try base.run("run", "--as-of", "2026-10-31").code == 0)
    let old = try base.reportBytes()
    let undisturbed = try Site(copyOf: base)
    let start = ContinuousClock.now
    try undisturbed.close("2026-10", "--as-of", "2026-10-31")
    let length = (ContinuousClock.now - start) / .seconds(1)
    let (new, hash) = (try undisturbed.reportBytes(), try undisturbed.state(of: "2026-10"))
    var killed = 0
    for round in 0..<8 {
      let site = try Site(copyOf: base)
      let moment = length * Double(round) / 8
      if try Program.kill(after: moment, ["close", "2026-10", "--as-of", "2026-10-31"], in: site.path) { killed += 1 }
      let reports = try site.reportBytes()
      #expect(reports == old || reports == new, "killed after \(moment) s: a mix of reports")
      let again = try site.run("close", "2026-10", "--as-of", "2026-10-31")
      #expect(again.code == 0 || again.errors.contains("2026-10 is closed already"), "\(again.errors)")
      // Where it was closed and not published, the next run publishes.
      let outcome = try site.run("report")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try site.reportBytes() == new)
      #expect(try site.state(of: "2026-10") == hash)
    }
    #expect(killed > 0, "no closing was still at work when it was killed")
  }
}

/// SplitMix64.
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
