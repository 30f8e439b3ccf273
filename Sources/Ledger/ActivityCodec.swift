import Metering

/// Activity as bytes, 16 an event, all little-endian: the person (8), the place (4), the second of the day (4).
enum ActivityCodec {
  static let eventBytes = 16
  /// In seconds.
  private static let longestDay = OrganizationCalendar.mostHours * 3_600

  /// The bytes of events whose places are the ledger's own numbers.
  static func bytes(of events: ArraySlice<ActivityEvent>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(events.count * eventBytes)
    for event in events {
      append(event.person, to: &bytes)
      append(UInt64(event.place) | UInt64(event.second) << 32, to: &bytes)
    }
    return bytes
  }

  /// Appends the events in bytes, with the ledger's numbers of places turned into those of `places`; false: the bytes
  /// are no activity.
  static func append(_ bytes: Span<UInt8>, places: [Int: Int], to events: inout [ActivityEvent]) -> Bool {
    guard bytes.count.isMultiple(of: eventBytes) else { return false }
    for start in stride(from: 0, to: bytes.count, by: eventBytes) {
      let placeAndSecond = word(bytes, at: start + 8)
      let second = Int(placeAndSecond >> 32)
      guard let place = places[Int(placeAndSecond & 0xFFFF_FFFF)], second < longestDay else { return false }
      events.append(ActivityEvent(person: word(bytes, at: start), second: second, place: place))
    }
    return true
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  private static func word(_ bytes: Span<UInt8>, at position: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    return word
  }
}
