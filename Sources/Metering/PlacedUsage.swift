/// The exact usage of one series on one day, with the series told by its place in a list: a number is quicker to look
/// up than five texts, and a month has a row for each series and day.
package struct PlacedUsage: Sendable, Hashable {
  /// The place of the series in the list that the reader told.
  package let place: Int
  package let day: CivilDate
  /// As in `DayUsage`.
  package let hours: [DayUsage.Hour]

  package init(place: Int, day: CivilDate, hours: [DayUsage.Hour]) {
    self.place = place
    self.day = day
    self.hours = hours
  }

  /// The day's sum.
  package func total() throws(ArithmeticOverflow) -> ExactDecimal {
    var sum = ExactDecimal.zero
    for hour in hours { sum = try sum.plus(hour.quantity) }
    return sum
  }
}
