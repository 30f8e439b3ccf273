/// Remembers the numbers of keys by the bytes that a record has them in: a fast way to what a `KeyTable` found once.
///
///     …,team-010,notebooks,team-010-notebooks,7.0.0,u00511,gpu_seconds,…
///       └──────────── first stretch ─────────────┘          └ second ┘
///
/// The fields of a key mostly stand one behind the other, with at most one other field in between. So two stretches of
/// the record, separators and all, are hashed and compared instead of each field. Equal stretches in which the fields
/// have equal places are equal keys. A key whose record is laid out otherwise, or whose stretches are long, is not
/// remembered and found in the table every time.
@safe package struct KeyMemo: ~Copyable {
  private struct Place {
    var hash: UInt64
    /// What the table said.
    var keyHash: UInt64
    /// -1: empty.
    var number: Int32
    var wordStart: Int32
    var wordCount: Int32
  }

  /// The slots in the order of their fields in the first record that was remembered, those that were absent at the end.
  private let slots: UnsafeMutablePointer<Int>
  private let slotCount: Int
  /// How many slots were not absent, and how many of them are in the first stretch; 0: nothing is remembered yet.
  private var presentCount = 0
  private var firstCount = 0
  private var places: UnsafeMutablePointer<Place>
  private var placeCount = 4_096
  private var words: [UInt64] = []
  private var count = 0
  /// Of a record: its hash, and words that tell all of its key, with their number: those of its stretches, and where in
  /// them the fields are.
  private let hashes: UnsafeMutablePointer<UInt64>
  private let wordCounts: UnsafeMutablePointer<Int>
  private let wanted: UnsafeMutablePointer<UInt64>
  /// As many bytes of ones as a stretch has words' bytes, then zeros.
  private let masks: UnsafeMutablePointer<UInt8>

  /// Bytes of the longest stretches: the first takes a multiple of 64 bytes, the second always the same.
  private static var longestFirst: Int { 192 }
  private static var longestSecond: Int { 32 }
  private static var firstStep: Int { 64 }
  private static var mostWords: Int { (longestFirst + longestSecond) / 8 + placeWords }
  /// Of more keys, the first are remembered.
  private static var limit: Int { 1 << 17 }
  /// Words for the places of that many fields: an even number, as words are compared in pairs.
  private static var mostSlots: Int { 5 }
  private static var placeWords: Int { 6 }

  /// A memo of keys made of the fields in `slots`, five at most.
  package init(slots: [Int]) {
    precondition(slots.count > 1 && slots.count <= Self.mostSlots, "there are places for two to five fields")
    slotCount = slots.count
    unsafe self.slots = .allocate(capacity: slots.count)
    for (index, slot) in slots.enumerated() { unsafe (self.slots + index).initialize(to: slot) }
    unsafe places = Self.emptyPlaces(placeCount)
    unsafe hashes = .allocate(capacity: FieldTable.recordLimit)
    unsafe wordCounts = .allocate(capacity: FieldTable.recordLimit)
    unsafe wanted = .allocate(capacity: FieldTable.recordLimit * Self.mostWords)
    unsafe masks = .allocate(capacity: 2 * Self.longestFirst)
    unsafe masks.initialize(repeating: 0xFF, count: Self.longestFirst)
    unsafe (masks + Self.longestFirst).initialize(repeating: 0, count: Self.longestFirst)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe places.deallocate()
    unsafe hashes.deallocate()
    unsafe wordCounts.deallocate()
    unsafe wanted.deallocate()
    unsafe masks.deallocate()
  }

  /// Where a key's stretches are in a record.
  private struct Stretches {
    let first: Int
    let firstLength: Int
    let second: Int
    let secondLength: Int
  }

  /// The stretches of a record; nil when they are too long, or the fields lie otherwise than in the first record that
  /// was remembered.
  @inline(__always)
  private func stretches(_ fields: UnsafePointer<UInt64>) -> Stretches? {
    let first = unsafe start(fields[slots[0]])
    let firstLength = unsafe end(fields[slots[firstCount &- 1]]) &- first
    var (second, secondLength) = (first, 0)
    if firstCount < presentCount {
      second = unsafe start(fields[slots[firstCount]])
      secondLength = unsafe end(fields[slots[presentCount &- 1]]) &- second
    }
    guard firstLength >= 0, firstLength <= Self.longestFirst, secondLength >= 0, secondLength <= Self.longestSecond
    else { return nil }
    return Stretches(first: first, firstLength: firstLength, second: second, secondLength: secondLength)
  }

  @inline(__always)
  private func start(_ field: UInt64) -> Int { Int(truncatingIfNeeded: field & 0xFFFF_FFFF) }

  @inline(__always)
  private func end(_ field: UInt64) -> Int { start(field) &+ Int(truncatingIfNeeded: field &>> 32) }

  /// Notes a record's words, behind the ends of its stretches zeros, and their hash.
  @inline(__always)
  private func gather(
    _ record: Int, _ stretches: Stretches, _ fields: UnsafePointer<UInt64>, _ base: UnsafePointer<UInt8>
  ) {
    let words = unsafe wanted + record &* Self.mostWords
    // As many words for all lengths of a step: a loop up to the length itself would be guessed wrong.
    let room = max(Self.firstStep, (stretches.firstLength &+ (Self.firstStep &- 1)) & ~(Self.firstStep &- 1))
    let second = unsafe words + room / 8
    unsafe copy(base + stretches.first, stretches.firstLength, room, words)
    unsafe copy(base + stretches.second, stretches.secondLength, Self.longestSecond, second)
    // Start and length in one word: the start counted from the stretch's. Those that are absent are 0.
    let places = unsafe second + Self.longestSecond / 8
    let (slots, slotCount) = unsafe (slots, slotCount)
    for index in 0..<slotCount {
      let origin = index < firstCount ? stretches.first : index < presentCount ? stretches.second : 0
      unsafe places[index] = unsafe fields[slots[index]] &- UInt64(truncatingIfNeeded: origin)
    }
    for index in slotCount..<Self.placeWords { unsafe places[index] = 0 }
    var hash = UInt64(truncatingIfNeeded: stretches.firstLength)
    var index = 0
    while index < room / 8 {
      let one = unsafe folded(words[index] ^ 0xA076_1D64_78BD_642F, words[index &+ 1] ^ hashMultiplier)
      let two = unsafe folded(words[index &+ 2] ^ 0x8EBC_6AF0_9C88_C6E3, words[index &+ 3] ^ hashFinal)
      hash = (hash &<< 11 | hash &>> 53) ^ one ^ (two &<< 23 | two &>> 41)
      index &+= 4
    }
    let one = unsafe folded(second[0] ^ 0xA076_1D64_78BD_642F, second[1] ^ hashMultiplier)
    let two = unsafe folded(second[2] ^ 0x8EBC_6AF0_9C88_C6E3, second[3] ^ hash)
    unsafe hashes[record] = folded(hash ^ one, hashFinal) ^ two
    unsafe wordCounts[record] = (room &+ Self.longestSecond) / 8 &+ Self.placeWords
  }

  /// Copies `room` bytes of which those from `length` on become 0. All may be read: the chunk's padding is as long.
  @inline(__always)
  private func copy(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ room: Int, _ target: UnsafeMutablePointer<UInt64>
  ) {
    let mask = unsafe masks + (Self.longestFirst &- length)
    var position = 0
    while position < room {
      for part in 0..<2 {
        let place = position &+ 16 &* part
        let bytes = unsafe UnsafeRawPointer(text + place).loadUnaligned(as: SIMD2<UInt64>.self)
        let some = unsafe UnsafeRawPointer(mask + place).loadUnaligned(as: SIMD2<UInt64>.self)
        unsafe UnsafeMutableRawPointer(target).storeBytes(
          of: bytes & some, toByteOffset: place, as: SIMD2<UInt64>.self)
      }
      position &+= 32
    }
  }

  /// Looks the keys of some records of a table up: `found` hears of those that are remembered. Returns the others.
  @inline(__always)
  mutating func lookUp(
    _ records: UInt64, _ table: borrowing FieldTable, _ found: (_ record: Int, _ number: Int32, _ hash: UInt64) -> Void
  ) -> UInt64 {
    guard presentCount > 0 else { return records }
    var unknown: UInt64 = 0
    var rest = records
    while rest != 0 {
      let record = rest.trailingZeroBitCount
      rest &= rest &- 1
      guard let stretches = unsafe stretches(table.row(record)) else {
        unknown |= 1 &<< UInt64(truncatingIfNeeded: record)
        continue
      }
      unsafe gather(record, stretches, table.row(record), table.base)
    }
    // A second pass: by now the words have left the store buffer, and the looks overlap.
    rest = records & ~unknown
    unsafe words.withUnsafeBufferPointer { words in
      while rest != 0 {
        let record = rest.trailingZeroBitCount
        rest &= rest &- 1
        if let place = unsafe find(record, words) {
          found(record, place.number, place.keyHash)
        } else {
          unknown |= 1 &<< UInt64(truncatingIfNeeded: record)
        }
      }
    }
    return unknown
  }

  @inline(__always)
  private func find(_ record: Int, _ words: UnsafeBufferPointer<UInt64>) -> Place? {
    let hash = unsafe hashes[record]
    var index = Int(truncatingIfNeeded: hash) & (placeCount &- 1)
    while true {
      let place = unsafe places[index]
      guard place.number >= 0 else { return nil }
      if unsafe place.hash == hash && Int(place.wordCount) == wordCounts[record] {
        guard let known = words.baseAddress else { return nil }
        if unsafe isEqual(
          wanted + record &* Self.mostWords, known + Int(truncatingIfNeeded: place.wordStart), wordCounts[record])
        {
          return place
        }
      }
      index = (index &+ 1) & (placeCount &- 1)
    }
  }

  @inline(__always)
  private func isEqual(_ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>, _ wordCount: Int) -> Bool {
    var difference = SIMD2<UInt64>(repeating: 0)
    var index = 0
    while index < wordCount {
      let one = unsafe UnsafeRawPointer(left + index).loadUnaligned(as: SIMD2<UInt64>.self)
      let two = unsafe UnsafeRawPointer(right + index).loadUnaligned(as: SIMD2<UInt64>.self)
      difference |= one ^ two
      index &+= 2
    }
    return difference[0] | difference[1] == 0
  }

  /// Remembers what the table said of a record's key.
  package mutating func learn(_ record: Int, _ table: borrowing FieldTable, number: Int, hash keyHash: UInt64) {
    guard count < Self.limit else { return }
    if presentCount == 0 { unsafe learnOrder(table.row(record)) }
    guard let stretches = unsafe stretches(table.row(record)), unsafe holdsFields(stretches, table.row(record)) else {
      return
    }
    unsafe gather(record, stretches, table.row(record), table.base)
    guard unsafe words.withUnsafeBufferPointer({ unsafe find(record, $0) }) == nil else { return }
    if 2 * count >= placeCount { grow() }
    unsafe put(
      Place(
        hash: hashes[record], keyHash: keyHash, number: Int32(number),
        wordStart: Int32(words.count), wordCount: Int32(wordCounts[record])))
    unsafe words.append(
      contentsOf: UnsafeBufferPointer(start: wanted + record * Self.mostWords, count: wordCounts[record]))
    count += 1
  }

  private static func emptyPlaces(_ count: Int) -> UnsafeMutablePointer<Place> {
    let places = UnsafeMutablePointer<Place>.allocate(capacity: count)
    unsafe places.initialize(
      repeating: Place(hash: 0, keyHash: 0, number: -1, wordStart: 0, wordCount: 0), count: count)
    return unsafe places
  }

  private func put(_ place: Place) {
    var index = Int(truncatingIfNeeded: place.hash) & (placeCount - 1)
    while unsafe places[index].number >= 0 { index = (index + 1) & (placeCount - 1) }
    unsafe places[index] = place
  }

  private mutating func grow() {
    let (old, oldCount) = unsafe (places, placeCount)
    placeCount *= 2
    unsafe places = Self.emptyPlaces(placeCount)
    for index in 0..<oldCount where unsafe old[index].number >= 0 { unsafe put(old[index]) }
    unsafe old.deallocate()
  }

  /// Puts the slots into the order of a record's fields, and parts them at the widest gap.
  private mutating func learnOrder(_ fields: UnsafePointer<UInt64>) {
    let all = (0..<slotCount).map { unsafe slots[$0] }
    let present = all.filter { unsafe fields[$0] != 0 }.sorted {
      unsafe fields[$0] & 0xFFFF_FFFF < fields[$1] & 0xFFFF_FFFF
    }
    let absent = all.filter { unsafe fields[$0] == 0 }
    for (index, slot) in (present + absent).enumerated() { unsafe slots[index] = slot }
    presentCount = present.count
    firstCount = present.count
    var widest = -1
    for index in present.indices.dropFirst() {
      let before = unsafe fields[present[index - 1]]
      let gap = unsafe Int(fields[present[index]] & 0xFFFF_FFFF) - Int(before & 0xFFFF_FFFF) - Int(before >> 32)
      if gap >= widest { (widest, firstCount) = (gap, index) }
    }
  }

  /// Whether all of a record's fields lie in its stretches: then these tell everything of them.
  private func holdsFields(_ stretches: Stretches, _ fields: UnsafePointer<UInt64>) -> Bool {
    (0..<presentCount).allSatisfy { index in
      let start = unsafe Int(fields[slots[index]] & 0xFFFF_FFFF)
      let end = unsafe start + Int(fields[slots[index]] >> 32)
      return index < firstCount
        ? start >= stretches.first && end <= stretches.first + stretches.firstLength
        : start >= stretches.second && end <= stretches.second + stretches.secondLength
    }
  }
}
