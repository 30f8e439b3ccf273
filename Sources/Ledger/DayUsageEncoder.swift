import Metering

/// The bytes of a row of `day_usage`, in buffers that are used again for the next row.
struct DayUsageEncoder {
  /// The day's total as decimal text.
  private(set) var total: [UInt8] = []
  /// The day's hours as `HourVectorCodec` writes them.
  private(set) var hours: [UInt8] = []

  /// Encodes the usage, and reads it back before it is believed.
  mutating func encode(_ usage: DayUsage) throws(ArithmeticOverflow) {
    let sum = try usage.total()
    total.removeAll(keepingCapacity: true)
    DecimalText.append(sum, to: &total)
    hours.removeAll(keepingCapacity: true)
    HourVectorCodec.append(usage.hours, to: &hours)
    var check = HourSums()
    let readBack = try? HourVectorCodec.add(hours.span, to: &check)
    precondition(readBack == sum, "hours decode to the total they were encoded from")
  }
}
