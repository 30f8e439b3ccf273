/// Gives every distinct combination of some fields a small number, in the order they are first met.
///
///     record ─► words: the fields' bytes, each field padded with zeros to whole words ─► hash
///     hash → place → number → lengths and words        a hash finds, lengths and words decide
///
/// Two combinations with equal lengths and equal words have equal fields: the lengths tell the padding from the bytes.
///
/// Names are mostly short and of any length, which a processor cannot guess: a loop over a field's words would be
/// guessed wrong at almost every field. So a field of up to 24 bytes always takes three words, without a branch; a key
/// with a longer field takes as many words as its fields have.
@safe package struct KeyTable: ~Copyable {
  private struct Place {
    var hash: UInt64
    /// The fields' lengths, `bitsPerLength` each.
    var lengths: UInt64
    /// -1: empty.
    var number: Int32
  }

  private var places: UnsafeMutablePointer<Place>
  private var placeCount: Int
  /// The words of all keys, one key behind the other, and where each key's begin.
  private var words: [UInt64] = []
  private var starts: [Int] = []
  private var lengths: [UInt64] = []
  private let slots: UnsafeMutablePointer<Int>
  private let slotCount: Int
  /// The words of the key that is looked for.
  private let wanted: UnsafeMutablePointer<UInt64>

  /// 24 bytes of ones, then 24 of zeros: read from 24 - n on, the mask of a field of n bytes.
  private let masks: UnsafeMutablePointer<UInt8>

  /// The longest field in bytes that can be part of a key.
  package static let longestField = 1_024
  /// The longest field in bytes that takes three words.
  private static let shortField = 24
  private static let bitsPerLength: UInt64 = 11
  /// Lengths of so many fields fit in one word.
  private static let packedSlots = 5

  /// A table of keys made of the fields in `slots`.
  package init(slots: [Int]) {
    slotCount = slots.count
    unsafe self.slots = .allocate(capacity: max(1, slots.count))
    for (index, slot) in slots.enumerated() { unsafe (self.slots + index).initialize(to: slot) }
    unsafe wanted = .allocate(capacity: max(1, slots.count) * (Self.longestField / 8 + 1))
    unsafe masks = .allocate(capacity: 2 * Self.shortField)
    unsafe masks.initialize(repeating: 0xFF, count: Self.shortField)
    unsafe (masks + Self.shortField).initialize(repeating: 0, count: Self.shortField)
    placeCount = 1_024
    unsafe places = .allocate(capacity: placeCount)
    unsafe places.initialize(repeating: Place(hash: 0, lengths: 0, number: -1), count: placeCount)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe wanted.deallocate()
    unsafe masks.deallocate()
    unsafe places.deallocate()
  }

  /// Number of distinct keys.
  package var count: Int { starts.count }

  /// The key's number and its hash, which is the same in every table; nil when a field is longer than `longestField`.
  package mutating func number(of record: Int, in table: borrowing FieldTable) -> (number: Int, hash: UInt64)? {
    guard slotCount <= Self.packedSlots else { return numberOfWide(record, table) }
    let gathered = unsafe gatherShort(record, table, into: wanted)
    guard gathered.isShort else { return numberOfLong(record, table, lengths: gathered.lengths) }
    return unsafe find(gathered.hash, gathered.lengths, wanted, 3 &* slotCount)
  }

  /// What is known of a key before it is looked up.
  private struct Gathered {
    let hash: UInt64
    let lengths: UInt64
    /// Whether every field has its words in the three that it takes.
    let isShort: Bool
  }

  /// The words and the hash of a key of short fields.
  @inline(__always)
  private func gatherShort(
    _ record: Int, _ table: borrowing FieldTable, into target: UnsafeMutablePointer<UInt64>
  ) -> Gathered {
    let (fields, base) = unsafe (table.row(record), table.base)
    var lengths: UInt64 = 0
    var hash: UInt64 = 0x5EED
    var longest = 0
    // Held in registers: writing the words could otherwise change them, for all the compiler knows.
    let (slots, masks, slotCount) = unsafe (slots, masks, slotCount)
    for index in 0..<slotCount {
      let field = unsafe fields[slots[index]]
      let length = Int(truncatingIfNeeded: field &>> 32)
      longest = max(longest, length)
      lengths = lengths &<< Self.bitsPerLength | UInt64(truncatingIfNeeded: length)
      // The chunk's padding makes 24 bytes readable from any field's beginning.
      let text = unsafe base + Int(truncatingIfNeeded: field & 0xFFFF_FFFF)
      let mask = unsafe masks + (Self.shortField &- min(length, Self.shortField))
      let first = unsafe loadWord(text) & loadWord(mask)
      let second = unsafe loadWord(text + 8) & loadWord(mask + 8)
      let third = unsafe loadWord(text + 16) & loadWord(mask + 16)
      unsafe target[3 &* index] = first
      unsafe target[3 &* index &+ 1] = second
      unsafe target[3 &* index &+ 2] = third
      hash =
        (hash &<< 7 | hash &>> 57) ^ folded(first ^ hashMultiplier, second ^ hashFinal)
        ^ folded(third ^ hashFinal, UInt64(truncatingIfNeeded: length) ^ hashMultiplier)
    }
    return Gathered(hash: folded(hash ^ lengths, hashFinal), lengths: lengths, isShort: longest <= Self.shortField)
  }

  /// The number of a key with a field that is longer than three words.
  @inline(never)
  private mutating func numberOfLong(
    _ record: Int, _ table: borrowing FieldTable, lengths: UInt64
  ) -> (number: Int, hash: UInt64)? {
    // Fields beyond this length do not fit in `wanted`, nor do their lengths in one word.
    for index in 0..<slotCount where unsafe table.length(record, slots[index]) > Self.longestField { return nil }
    let (hash, wordCount) = unsafe gatherLong(table.row(record), table.base, withLengths: false)
    return unsafe find(folded(hash ^ lengths, hashFinal), lengths, wanted, wordCount)
  }

  /// The same for keys of so many fields that each one's length is a word of its own before the field's.
  @inline(never)
  private mutating func numberOfWide(_ record: Int, _ table: borrowing FieldTable) -> (number: Int, hash: UInt64)? {
    for index in 0..<slotCount where unsafe table.length(record, slots[index]) > Self.longestField { return nil }
    let (hash, wordCount) = unsafe gatherLong(table.row(record), table.base, withLengths: true)
    // The number of words takes the lengths' place, so that equal lengths are equal numbers of words here, too.
    return unsafe find(folded(hash, hashFinal), UInt64(wordCount), wanted, wordCount)
  }

  @inline(__always)
  private mutating func find(
    _ hash: UInt64, _ lengths: UInt64, _ wanted: UnsafeMutablePointer<UInt64>, _ wordCount: Int
  ) -> (number: Int, hash: UInt64) {
    var index = Int(truncatingIfNeeded: hash) & (placeCount &- 1)
    while true {
      let place = unsafe places[index]
      if place.number < 0 { break }
      if unsafe place.hash == hash && place.lengths == lengths && isKey(Int(place.number), wanted, wordCount) {
        return (Int(place.number), hash)
      }
      index = (index &+ 1) & (placeCount &- 1)
    }
    return unsafe (insert(wanted, wordCount, hash: hash, lengths: lengths, at: index), hash)
  }

  /// The words of a key that has a long field, and their hash.
  @inline(never)
  private func gatherLong(
    _ fields: UnsafePointer<UInt64>, _ base: UnsafePointer<UInt8>, withLengths: Bool
  ) -> (hash: UInt64, wordCount: Int) {
    var hash: UInt64 = 0x5EED
    var wordCount = 0
    for index in 0..<slotCount {
      let field = unsafe fields[slots[index]]
      let length = Int(truncatingIfNeeded: field &>> 32)
      let text = unsafe base + Int(truncatingIfNeeded: field & 0xFFFF_FFFF)
      if withLengths {
        unsafe wanted[wordCount] = UInt64(length)
        wordCount += 1
        hash = folded(hash ^ UInt64(length), hashFinal) ^ hash
      }
      for position in stride(from: 0, to: length, by: 8) {
        let word = unsafe loadWord(text + position) & byteMask(length - position)
        unsafe wanted[wordCount] = word
        wordCount += 1
        hash = folded(hash ^ word, hashMultiplier) ^ hash
      }
    }
    return (hash, wordCount)
  }

  @inline(__always)
  private func isKey(_ number: Int, _ wanted: UnsafeMutablePointer<UInt64>, _ wordCount: Int) -> Bool {
    // Both have `wordCount` words: the lengths are equal, and the words follow from them.
    unsafe words.withUnsafeBufferPointer { words in
      guard let base = words.baseAddress else { return true }
      let key = unsafe base + starts[number]
      // Word by word as they were written: wider reads would wait for the writes to leave the processor's store buffer.
      for index in 0..<wordCount where unsafe key[index] != wanted[index] { return false }
      return true
    }
  }

  @inline(never)
  private mutating func insert(
    _ wanted: UnsafeMutablePointer<UInt64>, _ wordCount: Int, hash: UInt64, lengths: UInt64, at index: Int
  ) -> Int {
    let number = starts.count
    starts.append(words.count)
    self.lengths.append(lengths)
    unsafe words.append(contentsOf: UnsafeBufferPointer(start: wanted, count: wordCount))
    unsafe places[index] = Place(hash: hash, lengths: lengths, number: Int32(number))
    if starts.count * 2 > placeCount { grow() }
    return number
  }

  private mutating func grow() {
    let old = unsafe places
    let oldCount = placeCount
    placeCount *= 2
    unsafe places = .allocate(capacity: placeCount)
    unsafe places.initialize(repeating: Place(hash: 0, lengths: 0, number: -1), count: placeCount)
    for position in 0..<oldCount where unsafe old[position].number >= 0 {
      var index = unsafe Int(truncatingIfNeeded: old[position].hash) & (placeCount - 1)
      while unsafe places[index].number >= 0 { index = (index + 1) & (placeCount - 1) }
      unsafe places[index] = old[position]
    }
    unsafe old.deallocate()
  }

  /// The bytes of a key's fields.
  package func fields(of number: Int) -> [[UInt8]] {
    var word = starts[number]
    guard slotCount <= Self.packedSlots else {
      return (0..<slotCount).map { _ in
        let length = Int(words[word])
        defer { word += 1 + (length + 7) / 8 }
        return bytes(from: word + 1, length)
      }
    }
    let packed = self.lengths[number]
    let lengths = (0..<slotCount).map { index in
      Int(packed >> (Self.bitsPerLength * UInt64(slotCount - 1 - index)) & (1 << Self.bitsPerLength - 1))
    }
    let isShort = lengths.allSatisfy { $0 <= Self.shortField }
    return lengths.map { length in
      defer { word += isShort ? 3 : (length + 7) / 8 }
      return bytes(from: word, length)
    }
  }

  private func bytes(from word: Int, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: words[word + $0 / 8] >> UInt64($0 % 8 * 8)) }
  }
}
