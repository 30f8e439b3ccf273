import Bytes
import Foundation
import Testing

@Suite("Times as ISO 8601 writes them")
struct TimestampReaderTests {
  private func read(_ text: String) -> TimestampReading {
    var reader = TimestampReader()
    return reader.read(utf8(text))
  }

  private func instant(_ text: String) -> Int64? {
    let reading = read(text)
    return reading.status == .instant ? reading.seconds : nil
  }

  /// 2026-10-01T12:34:56Z.
  private let noon: Int64 = 1_790_858_096

  @Test("Z, offsets with a colon, without and of hours alone, lower case and a space are all the same instant")
  func forms() {
    for text in [
      "2026-10-01T12:34:56Z", "2026-10-01t12:34:56z", "2026-10-01 12:34:56Z", "2026-10-01T14:34:56+02:00",
      "2026-10-01T14:34:56+0200", "2026-10-01T14:34:56+02", "2026-10-01T07:04:56-05:30", "2026-10-01T07:04:56-0530",
      "2026-10-01T12:34:56+00:00", "2026-10-01T12:34:56-00:00", "2026-10-02T11:34:56+23:00", "2026-10-01T12:34:56.000Z",
      "2026-10-01T12:34:56,0Z", "2026-10-01 12:34:56.0+00",
    ] {
      #expect(read(text).status == .instant, "\(text)")
      #expect(read(text).seconds == noon, "\(text)")
      #expect(read(text).nanoseconds == 0, "\(text)")
    }
  }

  /// 2026-10-01T12:34:00Z.
  private let minute: Int64 = 1_790_858_040

  @Test("seconds may be left out, and minutes with them")
  func shorter() {
    for text in [
      "2026-10-01T12:34Z", "2026-10-01t12:34z", "2026-10-01 12:34Z", "2026-10-01T14:34+02:00", "2026-10-01T14:34+0200",
      "2026-10-01T14:34+02", "2026-10-01T07:04-05:30", "2026-10-01T00:04-12:30", "2026-10-02T02:34+14:00",
    ] {
      #expect(instant(text) == minute, "\(text)")
    }
    #expect(instant("2026-10-01T00:30Z") == 1_790_814_600)
    #expect(instant("2026-10-01T00:30+02:00") == 1_790_807_400)
    #expect(instant("2026-10-01T12Z") == 1_790_856_000 && instant("2026-10-01T14+02") == 1_790_856_000)
    #expect(read("2026-10-01T12:34") == read("2026-10-01T12:34:00") && read("2026-10-01T12:34").status == .local)
  }

  @Test("date and clock may be without marks, and the date by its day of the year or of the week")
  func otherForms() {
    for text in [
      "20261001T123456Z", "20261001t123456z", "20261001 123456Z", "20261001T143456+0200", "20261001T143456+02:00",
      "20261001T143456+02", "20261001T070456-0530", "20261001T123456.000Z", "2026-274T12:34:56Z", "2026274T123456Z",
      "2026-W40-4T12:34:56Z", "2026W404T123456Z", "2026-W40-4T14:34:56.0+02:00",
      "2026-10-01T07:04:56\u{2212}05:30", "20261001T070456\u{2212}0530",
    ] {
      #expect(instant(text) == noon, "\(text)")
    }
    #expect(instant("20261001T1234Z") == minute && instant("20261001T12Z") == 1_790_856_000)
    #expect(instant("20261001T003000Z") == 1_790_814_600)
    #expect(read("20261001T123456") == read("2026-10-01T12:34:56"))
    #expect(read("20261001T123456,25Z") == read("2026-10-01T12:34:56.25Z"))
    // The first week is that of 4 January, and some years have 53.
    #expect(instant("2026-W01-1T00:00:00Z") == instant("2025-12-29T00:00:00Z"))
    #expect(instant("2026-W53-7T00:00:00Z") == instant("2027-01-03T00:00:00Z"))
    #expect(instant("1969-W01-3T00:00:00Z") == instant("1969-01-01T00:00:00Z"))
    #expect(instant("2024-366T00:00:00Z") == instant("2024-12-31T00:00:00Z"))
    for text in [
      "2025-W53-1T00:00:00Z", "2026-W00-1T00:00:00Z", "2026-W40-0T00:00:00Z", "2026-W40-8T00:00:00Z", "2026-366T00:00Z",
      "2026-000T00:00Z", "20260229T000000Z", "20261301T000000Z", "00000101T000000Z",
    ] {
      #expect(read(text).status == .outOfRange, "\(text)")
    }
  }

  @Test("what could be another time as well, and what mixes both ways of writing, is none")
  func ambiguous() {
    for text in [
      "20261001123456", "20261001", "2026-10T12:34:56Z", "2026T12:34:56Z", "2026-W40T12:34:56Z", "26-10-01T12:34:56Z",
      "20261001T12:34:56Z", "2026-10-01T123456Z", "2026-10-01T1234Z", "2026W40-4T123456Z", "2026-W404T12:34:56Z",
      "2026-10-01T12:34.5Z", "2026-10-01T12.5Z", "20261001T1234.5Z", "20261001T12345Z", "20261001T1Z", "20261001TZ",
      "2026-10-01T12:Z", "2026-10-01T12:3Z", "2026-10-01T12:34:Z", "2026-10-01T12:60Z", "2026-10-01T25:00Z",
      "2026-10-01T12:34+", "2026-10-01T12:34+2", "2026-10-01T12:34+24", "2026-10-01T12:34+02:60", "2026-10-01T",
      "2026-10-01T12:34ZZ", "2026-10-01T12:34 Z", "2026-w40-4T12:34:56Z", "+20261001T123456Z", "2026100aT123456Z",
      "2026-10-01T12:34\u{2013}05:30", "2026-10-01T12:34:56\u{2212}", "20261001T123456ZT",
    ] {
      #expect(read(text).status == .invalid, "\(text)")
    }
  }

  @Test("every day is the same by month, by day of the year and by week")
  func everyForm() {
    let seed: UInt64 = 0x71ED_0002
    var generator = SplitMix64(seed: seed)
    for round in 0..<2_000 {
      let (year, day) = (generator.int(1970...2199), generator.int(1...365))
      let ordinal = read("\(year)-\(padded(day, 3))T00:00:00Z")
      #expect(ordinal.status == .instant, "seed \(seed), round \(round)")
      #expect(read("\(year)\(padded(day, 3))T000000Z") == ordinal)
      let date = Date(timeIntervalSince1970: TimeInterval(ordinal.seconds))
      var calendar = Calendar(identifier: .iso8601)
      calendar.timeZone = TimeZone(identifier: "UTC") ?? .current
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear], from: date)
      let month = "\(padded(parts.month ?? 0, 2))", dayOfMonth = "\(padded(parts.day ?? 0, 2))"
      #expect(read("\(year)\(month)\(dayOfMonth)T000000Z") == ordinal, "seed \(seed), round \(round)")
      let weekday = ((parts.weekday ?? 0) + 5) % 7 + 1
      let week = "\(parts.yearForWeekOfYear ?? 0)-W\(padded(parts.weekOfYear ?? 0, 2))-\(weekday)"
      #expect(read("\(week)T00:00:00Z") == ordinal, "seed \(seed), round \(round): \(week)")
    }
  }

  @Test("a fraction is read to the nanosecond and cut off behind it")
  func fractions() {
    for (text, nanoseconds) in [
      (".5", 500_000_000), (",25", 250_000_000), (".000000001", 1), (".123456789", 123_456_789),
      (".1234567899999999999", 123_456_789), (".999999999", 999_999_999), (".0000000009", 0),
    ] as [(String, Int32)] {
      for (zone, status) in [("Z", TimestampReading.Status.instant), ("+02:00", .instant), ("", .local)] {
        let reading = read("2026-10-01T12:34:56\(text)\(zone)")
        #expect(reading.status == status, "\(text)\(zone)")
        #expect(reading.nanoseconds == nanoseconds, "\(text)\(zone)")
        #expect(reading.seconds == (zone == "+02:00" ? noon - 7_200 : noon), "\(text)\(zone)")
      }
    }
  }

  @Test("a time without a zone is a clock reading")
  func local() {
    for text in ["2026-10-01T12:34:56", "2026-10-01 12:34:56"] {
      #expect(read(text).status == .local)
      #expect(read(text).seconds == noon)
    }
  }

  @Test("a leap second is the second after it, and 24:00:00 the end of the day")
  func edgesOfTheDay() {
    #expect(instant("2016-12-31T23:59:60Z") == 1_483_228_800)
    #expect(instant("2016-12-31T24:00:00Z") == 1_483_228_800)
    #expect(instant("2017-01-01T00:00:00Z") == 1_483_228_800)
    #expect(instant("2016-12-31T24:00:00.000Z") == 1_483_228_800)
    #expect(instant("2016-12-31T24:00Z") == 1_483_228_800)
    #expect(instant("20161231T235960Z") == 1_483_228_800)
    #expect(read("2016-12-31T23:59:60.5Z") == read("2017-01-01T00:00:00.5Z"))
    for text in ["2016-12-31T24:00:00.5Z", "20161231T240000.5Z", "2016-12-31T24:01Z", "20161231T2401Z"] {
      #expect(read(text).status == .invalid, "\(text)")
    }
    #expect(read("2016-12-31T24:00:01Z").status == .invalid)
    #expect(read("2016-12-31T24:01:00Z").status == .invalid)
    #expect(read("2016-12-31T25:00:00Z").status == .invalid)
    #expect(read("2016-12-31T23:60:00Z").status == .invalid)
    #expect(read("2016-12-31T23:59:61Z").status == .invalid)
  }

  @Test("a day of no calendar is told from a text that is no time")
  func impossibleDays() {
    for day in [
      "2026-02-29", "2026-02-30", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32", "1900-02-29",
      "0000-01-01",
    ] {
      #expect(read("\(day)T00:00:00Z").status == .outOfRange, "\(day)")
    }
    for day in ["2024-02-29", "2000-02-29", "2026-12-31", "0001-01-01", "9999-12-31"] {
      #expect(read("\(day)T00:00:00Z").status == .instant, "\(day)")
    }
  }

  @Test("what is no time is none")
  func garbage() {
    for text in [
      "", "Z", "2026-10-01", "2026-10-01T12:34:5", "2026-10-01T12:34:56X", "2026-10-01T12:34:56ZZ",
      "2026-10-01T12:34:56Z ", " 2026-10-01T12:34:56Z", "2026-10-01X12:34:56Z", "2026/10/01T12:34:56Z",
      "2026-10-01T12.34.56Z",
      "2026-10-01T12:34:56.Z", "2026-10-01T12:34:56.", "2026-10-01T12:34:56+", "2026-10-01T12:34:56+2",
      "2026-10-01T12:34:56+020",
      "2026-10-01T12:34:56+02:0", "2026-10-01T12:34:56+24:00", "2026-10-01T12:34:56+02:60",
      "2026-10-01T12:34:56+02:00:00",
      "2026-10-01T12:34:56+02-00", "2026-10-01T1a:34:56Z", "202a-10-01T12:34:56Z", "2026-10-01T12:34:56 Z",
      "1790858096000000000",
      "2026-10-01T12:34:56.5.5Z", "2026-10-01T-1:34:56Z", "+026-10-01T12:34:56Z", "2026-1-001T12:34:56Z",
      "2026-10-01T12:34:560Z",
    ] {
      #expect(read(text).status == .invalid, "\(text.debugDescription)")
    }
  }

  @Test("ten zero bytes are no date, even at the beginning when no date is cached yet")
  func zeroBytes() {
    var reader = TimestampReader()
    let bytes = [UInt8](repeating: 0, count: 10) + utf8("T00:00:00Z")
    #expect(reader.read(bytes).status == .invalid)

    // With a date in their place of the cache they are none.
    _ = reader.read(utf8("2026-10-10T12:34:56Z"))
    #expect(reader.read(bytes).status == .invalid)
  }

  @Test("the cached day follows the dates, also after a bad one and in any order")
  func cache() {
    let seed: UInt64 = 0x71ED_0001
    var generator = SplitMix64(seed: seed)
    let dates = [
      "2026-03-28", "2026-03-29", "2026-02-30", "1999-12-31", "2026-13-29", "2000-02-29", "2O26-03-28", "9999-12-31",
    ]
    let clocks = [
      "T00:00:00Z", " 23:59:59", "T12:00:00.5+02:00", "T99:00:00Z", "", "T24:00:00Z", "t01:02:03z", "T12:34Z",
      "T12:34+02:00", "T12", "T120000Z",
    ]
    var reader = TimestampReader()
    for round in 0..<2_000 {
      let text = generator.element(of: dates) + generator.element(of: clocks)
      #expect(reader.read(utf8(text)) == read(text), "seed \(seed), round \(round): \(text)")
    }
  }

  @Test("bytes behind a field are not part of it")
  func neighbours() {
    // In a chunk other fields and records follow at once; the same text must read the same.
    let texts = [
      "2026-10-01T12:34:56Z", "2026-10-01T12:34:56", "2026-10-01T12:34:56.5", "2026-10-01T12:34:56+02",
      "2026-10-01T12:34:5", "2026-10-01", "2026-10-01T12:34", "2026-10-01T12", "20261001T1234", "20261001T12",
      "2026274T12", "2026-10-01T12:34-05", "2026-10-01T12:34\u{2212}05", "2026-10-01T", "2026274T",
    ]
    for text in texts {
      for behind in ["Z", "z", "0", "9:00", "00:00", ".5Z", ":30Z", ",5", "30", "T00Z"] {
        var lexer = DelimitedLexer(
          DelimitedLexer.Dialect(
            delimiter: UInt8(ascii: "|"), isQuoting: false, lastTakesRest: false, hasTrailingDelimiter: false),
          columns: [0, 1])
        var table = FieldTable(slotCount: 2)
        for separator in ["|", "\n"] {
          let record = separator == "|" ? "\(text)|\(behind)" : "|\(text)\n\(behind)"
          let chunk = Chunk(contents: utf8(record))
          fill(&table, from: chunk, &lexer)
          var reader = TimestampReader()
          let found = table.timestamp(0, separator == "|" ? 0 : 1, &reader)
          #expect(found == read(text), "\(text) before \(separator)\(behind)")
          withExtendedLifetime(chunk) {}
        }
      }
    }
  }

  @Test("a field at the very end of a chunk is read without the bytes behind it")
  func endOfChunk() {
    for length in 0...24 {
      let text = String("2026-10-01T12:34:56.123Z".prefix(length))
      guard length > 0 else { continue }
      var lexer = DelimitedLexer(.csv, columns: [0])
      var table = FieldTable(slotCount: 1)
      let chunk = Chunk(contents: utf8(text))
      fill(&table, from: chunk, &lexer)
      var reader = TimestampReader()
      #expect(table.timestamp(0, 0, &reader) == read(text), "\(text)")
      withExtendedLifetime(chunk) {}
    }
  }

  @Test("every day from 1960 to 2210 is the day that Foundation counts")
  func everyDay() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC") ?? .current
    var reader = TimestampReader()
    var failures: [String] = []
    for year in 1960...2210 {
      for month in 1...12 {
        let date = calendar.date(from: DateComponents(year: year, month: month, day: 1)) ?? .distantPast
        let days = calendar.range(of: .day, in: .month, for: date)?.count ?? 0
        for day in 1...31 {
          let text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T00:00:00Z"
          let reading = reader.read(utf8(text))
          let expected = day <= days ? Int64(date.timeIntervalSince1970) + Int64(day - 1) * 86_400 : nil
          if (reading.status == .instant ? reading.seconds : nil) != expected { failures.append(text) }
        }
      }
    }
    #expect(failures.prefix(5) == [])
  }

  private func padded(_ value: Int, _ width: Int) -> String {
    String(repeating: "0", count: width - "\(value)".count) + "\(value)"
  }
}
