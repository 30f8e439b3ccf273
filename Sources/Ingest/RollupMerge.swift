import Ledger
import Metering

/// The day rows of a file: the sums of all workers, by series and day, in order.
///
/// Which worker read what leaves no trace: sums are exact, and rows are sorted by name and day.
func mergedUsage(_ parts: [WorkerSums]) throws(ArithmeticOverflow) -> EncodedUsage {
  let keys = Set(parts.flatMap { $0.seriesKeys.compactMap { $0 } }).sorted()
  let pages = rankedPages(parts, keys)
  // Each worker's share begins with a series of its own.
  let workers = max(1, parts.count)
  let borders = (0...workers).map { firstPage(ofRank: keys.count * $0 / workers, in: pages) }
  let shares = zip(borders, borders.dropFirst()).map { $0..<$1 }
  let encoded = forEachAtOnce(shares) { share in
    Result { () throws(ArithmeticOverflow) in try encode(pages[share], parts) }
  }
  var stretches: [EncodedUsage.Stretch] = []
  for result in encoded { stretches.append(try result.get()) }
  return EncodedUsage(series: keys, stretches)
}

/// A page of a part's sums: of one series and day.
private struct RankedPage: Sendable {
  /// The series' place among all, then the day: pages in order of it are usage in order.
  let order: UInt64
  let part: Int
  let page: Int

  var rank: Int { Int(order >> 24) }
  var day: Int { Int(order & 0xFF_FFFF) }
}

/// The pages of all parts by series and day.
private func rankedPages(_ parts: [WorkerSums], _ keys: [SeriesKey]) -> [RankedPage] {
  let ranks = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
  var pages: [RankedPage] = []
  for (number, part) in parts.enumerated() {
    let partRanks = part.seriesKeys.map { $0.flatMap { ranks[$0] } }
    for (series, day, page) in part.hours.pageList {
      guard let rank = partRanks[series] else { continue }
      pages.append(RankedPage(order: UInt64(rank) << 24 | UInt64(day), part: number, page: page))
    }
  }
  pages.sort { $0.order < $1.order }
  return pages
}

private func firstPage(ofRank rank: Int, in pages: [RankedPage]) -> Int {
  var (low, high) = (0, pages.count)
  while low < high {
    let middle = (low + high) / 2
    if pages[middle].rank < rank { low = middle + 1 } else { high = middle }
  }
  return low
}

private func encode(
  _ pages: ArraySlice<RankedPage>, _ parts: [WorkerSums]
) throws(ArithmeticOverflow) -> EncodedUsage.Stretch {
  var stretch = EncodedUsage.Stretch()
  var start = pages.startIndex
  while start < pages.endIndex {
    let first = pages[start]
    var hours = InlineArray<28, Int128>(repeating: 0)
    while start < pages.endIndex, pages[start].order == first.order {
      try parts[pages[start].part].hours.add(page: pages[start].page, to: &hours)
      start += 1
    }
    try stretch.append(series: first.rank, day: first.day, hours: hours.span)
  }
  return stretch
}
