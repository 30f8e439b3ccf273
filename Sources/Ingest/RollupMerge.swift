import Metering

/// One set of sums with the names of its series: what a worker found, or took back.
struct SeriesHours: Sendable {
  let hours: HourTable
  let seriesKeys: [SeriesKey?]
}

/// The day rows of a file: the sums of all workers, by series and day, in order.
///
/// Which worker read what leaves no trace: sums are exact and rows are sorted by name and day.
func mergedUsage(_ parts: [SeriesHours]) throws(ArithmeticOverflow) -> [DayUsage] {
  struct Page {
    let rank: Int
    let day: Int
    let part: Int
    let page: Int
  }
  let keys = Set(parts.flatMap { $0.seriesKeys.compactMap { $0 } }).sorted()
  let ranks = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
  var pages: [Page] = []
  for (number, part) in parts.enumerated() {
    let partRanks = part.seriesKeys.map { $0.flatMap { ranks[$0] } }
    for (series, day, page) in part.hours.pageList {
      guard let rank = partRanks[series] else { continue }
      pages.append(Page(rank: rank, day: day, part: number, page: page))
    }
  }
  pages.sort { ($0.rank, $0.day, $0.part, $0.page) < ($1.rank, $1.day, $1.part, $1.page) }
  var usage: [DayUsage] = []
  var start = 0
  while start < pages.count {
    let first = pages[start]
    var sums = Array(parts[first.part].hours.hours(ofPage: first.page))
    var end = start + 1
    while end < pages.count, pages[end].rank == first.rank, pages[end].day == first.day {
      try add(parts[pages[end].part].hours.hours(ofPage: pages[end].page), to: &sums)
      end += 1
    }
    let hours = sums.enumerated().compactMap { hour, sum in
      sum == 0 ? nil : DayUsage.Hour(hour: hour, quantity: ExactDecimal(picounits: sum))
    }
    if !hours.isEmpty {
      usage.append(DayUsage(series: keys[first.rank], day: CivilDate(dayNumber: first.day), hours: hours))
    }
    start = end
  }
  return usage
}

private func add(_ hours: ArraySlice<Int128>, to sums: inout [Int128]) throws(ArithmeticOverflow) {
  for (index, value) in hours.enumerated() {
    let (sum, overflow) = sums[index].addingReportingOverflow(value)
    guard !overflow else {
      throw ArithmeticOverflow(
        "+", [ExactDecimal(picounits: sums[index]).description, ExactDecimal(picounits: value).description])
    }
    sums[index] = sum
  }
}
