import Foundation
import Metering
import Testing

@testable import Comparison
@testable import Reporting

/// One page says one thing: two months, sums or signs that contradict each other are what a board notices.
@Suite("What the page says")
struct PageWordsTests {
  private static let found = Result { try FoundOrganization().input() }
  private static let html = Result { try render(found.get()) }

  private static func render(_ input: ReportInput) throws -> String {
    String(decoding: try SummaryPage.file(for: input).bytes, as: UTF8.self)
  }

  private func text(_ html: some StringProtocol) -> String {
    PageReader(String(html)).text.replacing("\u{A0}", with: " ")
  }

  private func part(_ id: String, of html: String, until end: String = "</section>") throws -> Substring {
    let start = try #require(html.firstRange(of: "id=\"\(id)\"")?.upperBound)
    return html[start...].prefix(upTo: html[start...].firstRange(of: end)?.lowerBound ?? html.endIndex)
  }

  private func cards(_ html: String) throws -> [String] {
    let list = try #require(html.firstRange(of: "<ul class=\"cards\">")?.upperBound)
    let end = try #require(html[list...].firstRange(of: "</ul>")?.lowerBound)
    return html[list..<end].components(separatedBy: "</li>").map { text($0 + "</li>") }
  }

  // MARK: When the money is back

  @Test("cards and question 8 tell the same months, each with its way of moving, for everything and for cash alone")
  func months() throws {
    let input = try FoundOrganization(furtherTeams: 9).input()
    let context = try #require(SummaryContext(input))
    let ways = try #require(PaybackWays(context))
    let waves = try #require(ways.waves)
    let html = try Self.render(input)
    let month = try #require(waves.all.paybackMonth)
    #expect(waves.all == context.findings?.savingsCurve?.base)
    let byWaves = PaybackWays.months(waves)
    let atOnce = PaybackWays.months(ways.atOnce)
    #expect(byWaves != atOnce, "an organisation of which the two ways differ")
    let card = try #require(try cards(html).first { $0.contains("Sharing all stacks pays back") })
    #expect(card.contains("In month \(month)"))
    #expect(card.contains("wave by wave: \(byWaves)") && card.contains("all at once: \(atOnce)"))
    let answer = text(try part("payback", of: html))
    #expect(answer.contains("Wave by wave the money is back \(byWaves)"))
    #expect(answer.contains("all at once \(atOnce)."))
    let only = try #require(try cards(html).first { $0.contains("only where it pays") })
    let (paying, payingWaves) = (try #require(ways.payingAtOnce), try #require(ways.payingWaves))
    #expect(only.contains("wave by wave: \(PaybackWays.months(payingWaves))"))
    #expect(only.contains("all at once: \(PaybackWays.months(paying))"))
    #expect(paying.today < ways.atOnce.today)
  }

  @Test("no month is told on the page without the way of moving it is of")
  func namedMonths() throws {
    for sentence in text(try Self.html.get()).split(whereSeparator: { ".;".contains($0) }) {
      guard sentence.contains("back in month") || sentence.contains("pays in month") else { continue }
      let isNamed = ["wave by wave", "Wave by wave", "all at once", "adverse"].contains { sentence.contains($0) }
      // The chart's own words stand under a title that says it.
      #expect(isNamed || sentence.contains("most out:"), "\(sentence)")
    }
  }

  @Test("the nets of both ways stand in question 9 and, with their ends, in one table")
  func nets() throws {
    let context = try #require(SummaryContext(try Self.found.get()))
    let organization = try #require(context.organization)
    let curve = try #require(context.findings?.savingsCurve)
    let ranges = try #require(context.findings?.ranges.organization)
    let last = try #require(curve.base.months.last?.cumulative)
    let html = try Self.html.get()
    let answer = text(try part("ranges", of: html))
    for net in [organization.netOverHorizon, last] {
      let amount = context.rounded(abs(context.cents(net))).replacing("\u{A0}", with: " ")
      #expect(answer.contains("earns \(amount)") || answer.contains("loses \(amount)"))
    }
    let table = text(try part("ways-caption", of: html, until: "</table>"))
    let nets = [
      organization.netOverHorizon, ranges.adverse.netOverHorizon, ranges.favourable.netOverHorizon, last,
      try #require(curve.adverse.months.last?.cumulative), try #require(curve.favourable.months.last?.cumulative),
    ]
    for net in nets { #expect(table.contains(context.exact(net).html)) }
    #expect(table.contains("Only where it pays, at once") && table.contains("Only where it pays, wave by wave"))
  }

  @Test("cash alone, and only where it pays, are lines of their own beside the plan's")
  func lines() throws {
    let answer = try part("payback", of: try Self.html.get())
    #expect(answer.contains("class=\"curve part\"") && answer.contains("cash alone"))
    #expect(answer.contains("class=\"curve alternative\"") && answer.contains("only where it pays"))
  }

  @Test("where the best answer is to share some stacks only, what is of all of them says so")
  func allStacks() throws {
    let html = try Self.html.get()
    for question in [PageQuestion.spending, .difference, .tenants, .payback, .ranges] {
      let words = text(try part(question.id, of: html))
      #expect(words.contains("All 2 stacks are taken as shared here"), "\(question)")
    }
    let losing = try Self.render(FoundOrganization(loses: true).input())
    #expect(!losing.contains("are taken as shared here"))
  }

  // MARK: What there is nothing of

  @Test("without capacity there is no peak to compare, which is not that there is nothing to share")
  func withoutCapacity() throws {
    let input = try FoundOrganization(isCapacityRecorded: false).input()
    let html = try Self.render(input)
    #expect(input.periods[0].organization?.verdict != .nothingToShare)
    #expect(text(try part("pooling", of: html)).contains("No capacity is recorded for any stack"))
    #expect(!html.contains("nothing to share"))
    #expect(PageReader(html).faults == [])
  }

  @Test("without people the page does not say that they were paid nothing")
  func withoutPeople() throws {
    let answer = text(try part("where", of: Self.render(FoundOrganization(isStaffRecorded: false).input())))
    #expect(answer.contains("no cost of the people who run it is recorded") && !answer.contains("USD 0.00"))
  }

  @Test(
    "a share in whole percents is neither all of a part nor nothing of something",
    arguments: [
      (999, "more than 99%"), (1_000, "100%"), (995, "more than 99%"), (994, "99%"), (4, "less than 1%"), (5, "1%"),
      (0, "0%"),
    ] as [(Int128, String)])
  func wholePercents(part: Int128, text: String) {
    #expect(DisplayText.percent(part, of: 1_000, places: 0) == text)
    #expect(DisplayText.percent(part, of: 0, places: 0) == nil)
  }

  // MARK: What is measured, and what a sign means

  @Test("shared capacity is one piece, since how much of it would stand idle is not modelled")
  func undivided() throws {
    let html = try Self.html.get()
    for question in ["sharing", "where"] {
      let answer = try part(question, of: html)
      #expect(answer.contains("url(#model-capacity)") && answer.contains("<rect class=\"idle\" x=") == false)
      #expect(!answer.contains("url(#model-used)") && !answer.contains("url(#model-idle)"), "\(question)")
      #expect(text(answer).contains("used and idle not told apart"))
    }
    let table = try part("today-caption", of: html, until: "</table>")
    let shared = try #require(table.split(separator: "Shared (model)").last)
    #expect(shared.split(separator: "<td class=\"n\">").dropFirst(2).prefix(2).allSatisfy { $0.hasPrefix("–") })
  }

  @Test("today is not called measured as a whole: people and fees are what somebody recorded")
  func recorded() throws {
    let text = text(try Self.html.get())
    for words in ["oday is measured,", "oday is measured (", "today (measured)"] { #expect(!text.contains(words)) }
    #expect(text.contains("people and fees as recorded"))
  }

  @Test("plus is more cost and minus is less, with the word, in every chart of changes")
  func signs() throws {
    for loses in [false, true] {
      let html = try Self.render(FoundOrganization(loses: loses).input())
      for question in [PageQuestion.difference, .tenants] {
        let signed = PageNumbers.labels(in: try part(question.id, of: html)).filter {
          $0.hasPrefix("+") || $0.hasPrefix("−")
        }
        #expect(!signed.isEmpty)
        #expect(signed.allSatisfy { $0.hasSuffix($0.hasPrefix("+") ? " more" : " less") }, "\(signed)")
      }
    }
    let context = try #require(SummaryContext(try Self.found.get()))
    let bill = try #require(context.findings?.organizationSplit.tenants.first { $0.gain > .zero })
    let change = context.exact(-context.cents(bill.gain)).html
    let table = text(try part("shift-caption", of: try Self.html.get(), until: "</table>"))
    #expect(change.hasPrefix("−") && table.contains(change))
  }

  // MARK: Sums and measures

  @Test("what environments cost and what switching costs add up to what compute cost")
  func switching() throws {
    let context = try #require(SummaryContext(try Self.found.get()))
    let organization = try #require(context.organization)
    let table = text(try part("owners-caption", of: try Self.html.get(), until: "</table>"))
    #expect(table.contains("Switching between them") && table.contains("All that compute cost"))
    #expect(table.contains(context.exact(organization.today).html))
  }

  @Test("the measures of drift are a table: how likely two differ, the commonest, libyears, majors")
  func drift() throws {
    let context = try #require(SummaryContext(try Self.found.get()))
    let drift = try #require(
      context.findings?.environments.drift.first { $0.stack == "notebooks" && $0.isOwnSoftware })
    // Two of four on 7.4, two on 8.1, and one that nobody catalogued on 8.1: 6 of 10 pairs differ.
    #expect(drift.versions.differProbability == Fraction(6, 10) && drift.versions.modalShare == Fraction(3, 5))
    let table = try part("drift-caption", of: try Self.html.get(), until: "</table>")
    let row = try #require(
      table.components(separatedBy: "<tr>").first { $0.contains("notebooks") && $0.contains("60%") })
    let days = drift.uses.compactMap(\.lag).map(\.days).reduce(0, +)
    #expect(row.contains(DisplayText.decimal(Fraction(Int128(days) * 4, 1_461), places: 1)))
    #expect(text(table).contains("Libyears behind") && text(table).contains("Two differ"))
    let pairs = try #require(context.findings.flatMap { DifferingPairs($0.environments) })
    #expect(pairs.differing == 7 && pairs.all == 11, "and the two stores differ")
  }

  @Test("isolation, availability and whom an outage reaches are told, as far as somebody told them")
  func outages() throws {
    let html = try Self.html.get()
    let table = try part("outages-caption", of: html, until: "</table>")
    let row = try #require(table.components(separatedBy: "<tr>").first { $0.contains("fraud-notebooks") })
    #expect(row.contains("quotas, tested in August") && row.contains("99.5%"))
    let untold = try #require(table.components(separatedBy: "<tr>").first { $0.contains("risk-notebooks") })
    #expect(untold.components(separatedBy: "–").count == 3)
    #expect(
      text(html).contains(
        "reaches at most 1 team today; of one platform for a stack it would reach up to 4 teams."))
  }

  @Test("days behind and days past support read differently")
  func days() throws {
    let answer = text(try part("versions", of: try Self.html.get()))
    #expect(answer.contains(" d past"))
    let labels = PageNumbers.labels(in: try part("versions", of: try Self.html.get()))
    #expect(labels.allSatisfy { !$0.hasSuffix(" d") })
  }

  @Test("the headline of the trend tells of duplication as well, which may move against the charges")
  func trend() throws {
    let sample = SampleOrganization.input()
    let september = try FoundOrganization().month()
    let larger = try FoundOrganization(furtherTeams: 2).month()
    let old = sample.periods[0]
    let august = PeriodInput(
      period: old.period, state: old.state, days: old.days, lines: old.lines, comparisons: larger.comparisons,
      organization: larger.organization, findings: larger.findings)
    let html = try Self.render(sample.with(periods: [august, september]))
    let context = try #require(SummaryContext(sample.with(periods: [august, september])))
    let costs = [larger, september].compactMap { $0.findings.value?.environments.duplicates.duplicateCost }
      .map { context.rounded($0).replacing("\u{A0}", with: " ") }
    try #require(costs.count == 2)
    let answer = text(try part("trend", of: html))
    #expect(costs[0] != costs[1])
    #expect(answer.contains("from \(costs[0]) to \(costs[1]).") && answer.contains("The cost of duplication "))
    #expect(answer.contains("Pairs of environments in different versions"))
  }

  @Test("nothing promised for a part of a wave is said in words, and what was promised is an outline")
  func promised() throws {
    let (august, september) = (try #require(Period("2026-08")), try #require(Period("2026-09")))
    func savings(_ promises: [MigrationPlan.Promise]) throws -> RealisedSavings? {
      try RealisedSavings(
        of: [
          .init(period: august, isFull: true, cost: 1_000, usedCost: 500, retired: 0, retiredByEnd: 0),
          .init(period: september, isFull: true, cost: 900, usedCost: 500, retired: 1, retiredByEnd: 1),
        ], promises: promises)
    }
    let input = SampleOrganization.input()
    func page(_ savings: RealisedSavings?) throws -> String {
      try Self.render(
        ReportInput(
          organization: input.organization, currency: input.currency, zone: input.zone, asOf: input.asOf,
          runID: input.runID, rateCardVersion: input.rateCardVersion, periods: input.periods, quality: input.quality,
          assumptions: input.assumptions, realised: [RealisedByStack(stack: "notebooks", savings: savings)]))
    }
    #expect(text(try page(savings([]))).contains("until one is complete it is 0"))
    let html = try page(savings([.init(retired: 1, savingPerMonth: 90)]))
    #expect(try part("trend-realised-d", of: html, until: "</figure>").contains("class=\"outline\""))
  }

  // MARK: Assumptions

  @Test("an assumption for which the month has a measurement is listed as not used")
  func unused() throws {
    func page(_ switches: Int?) throws -> String {
      let measured = MeasuredSwitching(
        people: 9, peopleOnSeveral: 6, smallestGroup: 5, gapMinutes: 60, switches: switches,
        activeSeconds: switches.map { _ in 36_000 }, mostShareOfActiveTime: Fraction(15, 100), pairs: [], others: nil,
        sensitivity: [], filesWithoutPeople: 0)
      let month = try FoundOrganization(switching: ["notebooks": measured]).month()
      let rows = ["headroom", "switchesPerMonth", "switchesPerMonth (notebooks)"].map {
        AssumptionRow(name: $0, value: "1", source: "project file", evidence: "assumed")
      }
      return try Self.render(SampleOrganization.input().with(periods: [month], assumptions: rows))
    }
    let measured = text(try page(58))
    #expect(measured.contains("People in several environments of a stack"))
    #expect(measured.contains("2 assumptions went into the model; each can be changed. 1 more was not used"))
    #expect(measured.components(separatedBy: "not used: measured").count == 2)
    // What may not be told cannot stand in for an assumption.
    let untold = text(try page(nil))
    #expect(untold.contains("3 assumptions went into the model") && !untold.contains("not used: measured"))
  }
}
