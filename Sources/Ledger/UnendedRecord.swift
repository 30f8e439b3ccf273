package import Metering

/// The last record of a file, which counts and had no line end: what it came to, so that it can be taken back when it
/// turns out to go on.
package struct UnendedRecord: Sendable, Equatable {
  /// What was used of one series, in its unit, over the record's span.
  package struct Quantity: Sendable, Equatable {
    package let series: SeriesKey
    package let quantity: ExactDecimal

    package init(series: SeriesKey, quantity: ExactDecimal) {
      self.series = series
      self.quantity = quantity
    }
  }

  /// A time: seconds since 1970, and the nanoseconds behind them.
  package struct Instant: Sendable, Equatable {
    package let seconds: Int64
    package let nanoseconds: Int32

    package init(seconds: Int64, nanoseconds: Int32) {
      self.seconds = seconds
      self.nanoseconds = nanoseconds
    }
  }

  /// Where the record begins in the file.
  package let byteOffset: Int
  /// The hash of the bytes from there to the end of the file.
  package let bytesHash: UInt64
  /// The day of the event in the index.
  package let day: CivilDate
  /// The event's hashes, as in the index.
  package let key: UInt64
  package let content: UInt64
  package let start: Instant
  package let end: Instant
  package let quantities: [Quantity]

  package init(
    byteOffset: Int, bytesHash: UInt64, day: CivilDate, key: UInt64, content: UInt64, start: Instant, end: Instant,
    quantities: [Quantity]
  ) {
    self.byteOffset = byteOffset
    self.bytesHash = bytesHash
    self.day = day
    self.key = key
    self.content = content
    self.start = start
    self.end = end
    self.quantities = quantities
  }
}

/// An unended record that counts in a batch.
package struct BookedUnendedRecord: Sendable, Equatable {
  package let batch: Int
  /// The size and the fingerprint of the file, as the batch read it.
  package let bytes: Int
  package let fingerprint: String
  package let record: UnendedRecord
}
