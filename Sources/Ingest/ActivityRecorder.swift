import Bytes
import Ledger
import Metering

/// What one worker notes of people while it reads: who began something, where and when.
///
///     user ─► number (key table) ─► pseudonym, made once ┐
///     series ─► place ───────────────────────────────────┴─► +1 at (person, instant, place)
///
/// As with quantities, what does not count is taken back: an event counts +1 where it is read and -1 where it is found
/// to be a repeat, and what is left above 0 was there. One worker has one; nothing in it is shared.
final class ActivityRecorder {
  private let people: PeopleRecording
  private var users: KeyTable
  /// By number of the user; nil: nothing is kept of them.
  private var persons: [UInt64?] = []
  /// By number of the series.
  private var places: [Place] = []
  private var numbers: [ActivityPlace: Int32] = [:]
  private(set) var sums = ActivitySums()

  private enum Place {
    case unknown
    /// Nothing is kept of its tenant's people.
    case leftOut
    case numbered(Int32)
  }

  /// `userSlots`: those of the decoder whose records are noted.
  init(people: PeopleRecording, userSlots: [Int]) {
    self.people = people
    users = KeyTable(slots: userSlots)
  }

  /// The person whose a record is, which the decoder lexed last; nil: nobody's, or nothing is kept of them.
  func person<Decoder: RecordDecoder & ~Copyable>(of record: Int, in decoder: borrowing Decoder) -> UInt64? {
    guard let user = decoder.userNumber(of: record, among: &users) else { return nil }
    if user == persons.count { persons.append(people.person(ofUser: decoder.user(users.fields(of: user)))) }
    return persons[user]
  }

  /// Notes `count` times that a person began something in a series of the decoder.
  func note<Decoder: RecordDecoder & ~Copyable>(
    _ count: Int32, _ person: UInt64, series: Int, at instant: Int64, in decoder: borrowing Decoder
  ) {
    while places.count <= series { places.append(.unknown) }
    if case .unknown = places[series] { places[series] = place(decoder.seriesKeys[series]) }
    guard case .numbered(let place) = places[series] else { return }
    sums.add(count, person: person, instant: instant, place: place)
  }

  private func place(_ series: SeriesKey?) -> Place {
    guard let series, !people.isOptedOut(series.tenant) else { return .leftOut }
    let place = ActivityPlace(tenant: series.tenant, stack: series.stack, environment: series.environment)
    if let known = numbers[place] { return .numbered(known) }
    let number = Int32(sums.places.count)
    numbers[place] = number
    sums.places.append(place)
    return .numbered(number)
  }
}
