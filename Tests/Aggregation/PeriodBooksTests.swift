import Metering
import Testing

@testable import Aggregation

@Suite("Which months are closed, open, and next") struct PeriodBooksTests {
  private func month(_ text: String) -> Period { day(text + "-01").period }

  private func books(_ closed: String...) -> PeriodBooks { PeriodBooks(closed: closed.map(month)) }

  @Test("without a closed month all months from the first usage to today are open, and nothing is corrected")
  func open() {
    #expect(books().correctionPeriod == nil)
    #expect(
      books().openPeriods(from: day("2026-01-31"), through: day("2026-03-01"))
        == ["2026-01", "2026-02", "2026-03"].map(month))
  }

  @Test("the months behind the last closed one are open, and the first of them takes the corrections")
  func closed() {
    let books = books("2026-03", "2026-01")
    #expect(books.closedThrough == month("2026-03"))
    #expect(books.correctionPeriod == month("2026-04"))
    #expect(
      books.openPeriods(from: day("2025-12-31"), through: day("2026-05-01")) == ["2026-04", "2026-05"].map(month))
    #expect(books.openPeriods(from: day("2026-01-01"), through: day("2026-03-31")) == [])
    // A month that was never closed is charged as the next closing would have.
    #expect(books.closing(for: month("2025-12")) == month("2026-01"))
    #expect(books.closing(for: month("2026-02")) == month("2026-03"))
    #expect(books.closing(for: month("2026-04")) == nil)
  }

  @Test("what is counted begins and ends with usage, and holds the closed months")
  func counted() {
    let used = (first: day("2026-02-05"), last: day("2026-05-06"))
    #expect(books().countedDays(used: nil) == nil)
    #expect(books().countedDays(used: used)?.first == used.first && books().countedDays(used: used)?.last == used.last)
    #expect(books("2026-02").countedDays(used: used)?.last == day("2026-05-06"))
    #expect(books("2026-06").countedDays(used: used)?.last == day("2026-06-30"))
    let closed = books("2026-01", "2026-03").countedDays(used: nil)
    #expect(closed?.first == day("2026-01-01") && closed?.last == day("2026-03-31"))
  }

  @Test("closed months are others where usage begins elsewhere, and stay where there is none")
  func moved() {
    let books = books("2025-12", "2026-01", "2026-02", "2026-03")
    #expect(books.moved(firstUsed: month("2025-12"), to: month("2026-02")) == ["2025-12", "2026-01"].map(month))
    #expect(books.moved(firstUsed: month("2026-02"), to: month("2025-12")) == ["2025-12", "2026-01"].map(month))
    #expect(books.moved(firstUsed: month("2026-02"), to: month("2026-02")) == [])
    #expect(books.moved(firstUsed: month("2026-02"), to: nil) == [] && books.moved(firstUsed: nil, to: nil) == [])
  }

  @Test("three months without usage between months with some are told, two are not, and none at the end is")
  func gaps() {
    let open = books().openPeriods(from: day("2026-01-01"), through: day("2026-12-31"))
    func gaps(_ used: String...) -> [String] {
      UsageGap.all(open: open, used: Set(used.map(month))).map { "\($0.first) \($0.last) \($0.monthCount)" }
    }
    #expect(gaps("2026-01", "2026-04", "2026-07") == [])
    #expect(gaps("2026-01", "2026-05", "2026-12") == ["2026-02 2026-04 3", "2026-06 2026-11 6"])
    #expect(gaps("2026-04") == ["2026-01 2026-03 3"])
    #expect(gaps("2026-01") == [] && gaps() == [])
    #expect(
      UsageGap.all(open: open, used: [month("2026-01"), month("2026-12")]).map(\.description) == [
        "no usage from 2026-02 to 2026-11: fixed costs are charged for these 10 months; "
          + "if an event is mis-dated, correct it with its opposite"
      ])
  }

  @Test("a month is closed when it is over, has charges, and all before it are closed")
  func closing() throws {
    let charged = ["2026-02", "2026-03"].map(month)
    let books = books("2026-01")
    try books.checkClosing(month("2026-02"), charged: charged, asOf: day("2026-02-28"))
    for (period, asOf, refusal) in [
      ("2026-02", "2026-02-27", ClosingRefusal.inProgress(month("2026-02"), asOf: day("2026-02-27"))),
      ("2026-03", "2026-03-31", .earlierOpen(month("2026-03"), first: month("2026-02"))),
      ("2026-01", "2026-03-31", .alreadyClosed(month("2026-01"))),
      ("2025-12", "2026-03-31", .beforeTheBooks(month("2025-12"), closedThrough: month("2026-01"))),
    ] {
      #expect(throws: refusal) { try books.checkClosing(month(period), charged: charged, asOf: day(asOf)) }
    }
    #expect(throws: ClosingRefusal.nothingCharged(month("2026-02"))) {
      try books.checkClosing(month("2026-02"), charged: [], asOf: day("2026-02-28"))
    }
  }

  @Test("only the last closed month is opened again, and a day in a closed month cannot be today")
  func reopening() throws {
    let books = books("2026-01", "2026-02")
    try books.checkReopening(month("2026-02"))
    #expect(throws: ClosingRefusal.notLatest(month("2026-01"), latest: month("2026-02"))) {
      try books.checkReopening(month("2026-01"))
    }
    #expect(throws: ClosingRefusal.notClosed(month("2026-03"))) { try books.checkReopening(month("2026-03")) }
    try books.checkDay(day("2026-02-28"))
    #expect(throws: ClosingRefusal.dayInClosedPeriod(day("2026-02-27"), closedThrough: month("2026-02"))) {
      try books.checkDay(day("2026-02-27"))
    }
  }
}
