package import Metering

/// The first place where two usages differ.
package struct UsageDifference: Sendable, Equatable {
  package let series: SeriesKey
  package let day: CivilDate
  /// The day's sums, in the unit of the series. Equal where the hours alone differ.
  package let first: ExactDecimal
  package let second: ExactDecimal

  package init(series: SeriesKey, day: CivilDate, first: ExactDecimal, second: ExactDecimal) {
    self.series = series
    self.day = day
    self.first = first
    self.second = second
  }
}

extension EncodedUsage {
  /// Where this and other usage differ first, by day and series; nil: they are the same to the hour.
  package func firstDifference(from other: EncodedUsage) -> UsageDifference? {
    var (mine, theirs) = (0, 0)
    while mine < rows.count || theirs < other.rows.count {
      let (here, there) = (place(of: mine), other.place(of: theirs))
      let isHere = here.map { here in there.map { here <= $0 } ?? true } ?? false
      let isThere = there.map { there in here.map { there <= $0 } ?? true } ?? false
      if isHere, isThere, hours(of: mine).elementsEqual(other.hours(of: theirs)) {
        mine += 1
        theirs += 1
        continue
      }
      guard let place = isHere ? here : there else { return nil }
      return UsageDifference(
        series: place.series, day: CivilDate(dayNumber: place.day), first: isHere ? total(of: mine) : .zero,
        second: isThere ? other.total(of: theirs) : .zero)
    }
    return nil
  }

  private func place(of row: Int) -> Place? {
    row < rows.count ? Place(day: rows[row].day, series: series[rows[row].series]) : nil
  }

  private func hours(of row: Int) -> ArraySlice<UInt8> { bytes[rows[row].hours] }

  private func total(of row: Int) -> ExactDecimal {
    ExactDecimal(codedText: String(decoding: bytes[rows[row].total], as: UTF8.self)) ?? .zero
  }

  /// Where a row stands among others.
  private struct Place: Comparable {
    let day: Int
    let series: SeriesKey

    static func < (left: Place, right: Place) -> Bool {
      left.day == right.day ? left.series < right.series : left.day < right.day
    }
  }
}
