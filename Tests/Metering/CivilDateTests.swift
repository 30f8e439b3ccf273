import Foundation
import Metering
import Testing

@Suite struct CivilDateTests {
  @Test("dates agree with Foundation's calendar from 1970 to 2200")
  func foundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    // Every 13th day is every weekday and every day of the month; and the ends of all Februaries.
    let sampled = Array(stride(from: 0, through: 84_370, by: 13))
    let februaries = (1970...2200).compactMap { CivilDate(year: $0, month: 3, day: 1)?.dayNumber }
    for number in sampled + februaries + februaries.map({ $0 - 1 }) {
      let date = Date(timeIntervalSince1970: Double(number) * 86_400)
      let expected = calendar.dateComponents([.year, .month, .day], from: date)
      let (year, month, day) = CivilDate(dayNumber: number).components
      #expect(year == expected.year && month == expected.month && day == expected.day, "day \(number)")
      #expect(CivilDate(year: year, month: month, day: day)?.dayNumber == number, "day \(number)")
    }
  }

  @Test("day numbers go on without a gap over leap years and centuries, before 1970 too")
  func continuity() throws {
    var expected = try #require(CivilDate(year: 1, month: 1, day: 1)).dayNumber
    for year in [1...5, 1580...1585, 1896...1905, 1968...1972, 1996...2005, 2096...2105, 2396...2405] {
      expected = try #require(CivilDate(year: year.lowerBound, month: 1, day: 1)).dayNumber
      for year in year {
        for month in 1...12 {
          for day in 1...CivilDate.days(inMonth: month, of: year) {
            let date = try #require(CivilDate(year: year, month: month, day: day))
            #expect(date.dayNumber == expected, "\(year)-\(month)-\(day)")
            #expect(date.components == (year, month, day), "\(year)-\(month)-\(day)")
            expected += 1
          }
        }
      }
    }
    #expect(CivilDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
    #expect(CivilDate(dayNumber: -1).description == "1969-12-31")
  }

  @Test(
    "a day that the calendar does not have is refused",
    arguments: [
      "2026-02-29", "2100-02-29", "2026-00-10", "2026-13-01", "2026-04-31", "2026-01-00", "2026-01-32", "0000-01-01",
      "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01T", " 2026-01-01", "2026-01-0١", "+026-01-01", "-026-01-01", "",
      "2026-01- 1",
    ])
  func refused(text: String) { #expect(CivilDate(text) == nil) }

  @Test("a date reads back as it is written", arguments: ["0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"])
  func text(text: String) { #expect(CivilDate(text)?.description == text) }

  @Test("days step and are counted like numbers")
  func stepping() throws {
    let day = try #require(CivilDate("2024-02-28"))
    #expect(day.adding(days: 2).description == "2024-03-01")
    #expect(day.adding(days: -59).description == "2023-12-31")
    let march = try #require(CivilDate("2024-03-01"))
    #expect((day..<march).count == 2)
    #expect(day.distance(to: march) == 2)
    #expect(day < march)
  }

  @Test("numbers are padded with zeros, and never cut")
  func padding() {
    #expect(padded(7, 2) == "07")
    #expect(padded(123, 2) == "123")
    #expect(padded(0, 1) == "0")
  }
}

@Suite struct PeriodTests {
  @Test("a month has its days, and the next begins where it ends")
  func days() throws {
    var period = try #require(Period("2023-11"))
    var counts: [Int] = []
    for _ in 0..<16 {
      counts.append(period.days.count)
      #expect(period.dayCount == period.days.count)
      #expect(period.endDay == period.next.firstDay)
      #expect(period.next.previous == period)
      #expect(period < period.next)
      #expect(period.days.allSatisfy { $0.period == period })
      period = period.next
    }
    #expect(counts == [30, 31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28])
    #expect(period.description == "2025-03")
  }

  @Test("a month reads back as it is written; what is no month is refused")
  func text() {
    #expect(Period("2026-10")?.description == "2026-10")
    #expect(Period("0001-01")?.description == "0001-01")
    for text in ["2026-13", "2026-00", "2026-1", "2026", "2026-10-01", "", "2026-10 ", "2026/10"] {
      #expect(Period(text) == nil, "\(text)")
    }
    #expect(Period(year: 2026, month: 13) == nil)
    #expect(Period(year: 0, month: 1) == nil)
    #expect(Period(year: 10_000, month: 1) == nil)
  }

  @Test("months are ordered by year, then by month")
  func order() throws {
    let months = try ["2025-12", "2026-01", "2026-02", "2027-01"].map { try #require(Period($0)) }
    #expect(months.reversed().sorted() == months)
  }
}
