import Metering

extension UsageSpan {
  /// What of a quantity over the span falls into some days; nil where the span is outside of them.
  ///
  /// What is given up to an instant is rounded, as `HourTable` does at the end of every hour, and the hours between two
  /// instants have the difference: so this is exactly what the hours of the days were given.
  func part(of quantity: Int128, in days: Range<CivilDate>, of calendar: OrganizationCalendar) -> Int128? {
    let (first, end) = (calendar.start(of: days.lowerBound), calendar.start(of: days.upperBound))
    guard startSeconds < end else { return nil }
    if isPoint { return startSeconds >= first ? quantity : nil }
    guard (endSeconds, endNanoseconds) > (first, 0) else { return nil }
    return due(quantity, at: end) - due(quantity, at: first)
  }

  /// What of a quantity is given up to an instant.
  private func due(_ quantity: Int128, at instant: Int64) -> Int128 {
    let scale: Int128 = 1_000_000_000
    let start = Int128(startSeconds) * scale + Int128(startNanoseconds)
    let length = Int128(endSeconds) * scale + Int128(endNanoseconds) - start
    let elapsed = Int128(instant) * scale - start
    guard elapsed > 0 else { return 0 }
    guard elapsed < length else { return quantity }
    // The share is no larger than the quantity, and fits.
    return quantity.scaled(by: elapsed, over: length, rounding: .halfEven) ?? quantity
  }
}
