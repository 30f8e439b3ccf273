/// Gives every distinct combination of some fields a small number, in the order they are first met.
///
///     record ─► words: the fields' bytes, each padded with zeros to whole words ─► hash
///     hash → place → number → lengths and words        a hash finds, lengths and words decide
///
/// Two combinations with equal lengths and equal words have equal fields: the lengths tell the padding from the bytes.
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

  /// The longest field in bytes that can be part of a key.
  package static let longestField = 1_024
  private static let bitsPerLength: UInt64 = 11
  private static let mostSlots = 5

  /// A table of keys made of the fields in `slots`, five at most.
  package init(slots: [Int]) {
    precondition(slots.count <= Self.mostSlots, "the lengths of a key's fields fit in one word")
    slotCount = slots.count
    unsafe self.slots = .allocate(capacity: max(1, slots.count))
    for (index, slot) in slots.enumerated() { unsafe (self.slots + index).initialize(to: slot) }
    unsafe wanted = .allocate(capacity: Self.mostSlots * Self.longestField / 8)
    placeCount = 1_024
    unsafe places = .allocate(capacity: placeCount)
    unsafe places.initialize(repeating: Place(hash: 0, lengths: 0, number: -1), count: placeCount)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe wanted.deallocate()
    unsafe places.deallocate()
  }

  /// Number of distinct keys.
  package var count: Int { starts.count }

  /// The key's number and its hash, which is the same in every table; nil when a field is longer than `longestField`.
  package mutating func number(of record: Int, in table: borrowing FieldTable) -> (number: Int, hash: UInt64)? {
    var hash: UInt64 = 0x5EED
    var lengths: UInt64 = 0
    var wordCount = 0
    // Held in registers: writing the words could otherwise change them, for all the compiler knows.
    let (slots, wanted, slotCount) = unsafe (slots, wanted, slotCount)
    for index in 0..<slotCount {
      let slot = unsafe slots[index]
      let length = table.length(record, slot)
      // Longer fields would not fit in `wanted`, which has room for `mostSlots` of the longest.
      guard length <= Self.longestField else { return nil }
      let text = unsafe table.pointer(record, slot)
      lengths = lengths &<< Self.bitsPerLength | UInt64(truncatingIfNeeded: length)
      var position = 0
      while position < length {
        let word = unsafe loadWord(text + position, upTo: length &- position)
        unsafe wanted[wordCount] = word
        wordCount &+= 1
        hash = folded(hash ^ word, hashMultiplier) ^ hash
        position &+= 8
      }
    }
    hash = folded(hash ^ lengths, hashFinal)
    var index = Int(truncatingIfNeeded: hash) & (placeCount &- 1)
    while true {
      let place = unsafe places[index]
      if place.number < 0 { break }
      if place.hash == hash && place.lengths == lengths && isWanted(Int(place.number), wordCount) {
        return (Int(place.number), hash)
      }
      index = (index &+ 1) & (placeCount &- 1)
    }
    return (insert(wordCount, hash: hash, lengths: lengths, at: index), hash)
  }

  @inline(__always)
  private func isWanted(_ number: Int, _ wordCount: Int) -> Bool {
    let start = starts[number]
    for index in 0..<wordCount where unsafe words[start &+ index] != wanted[index] { return false }
    return true
  }

  @inline(never)
  private mutating func insert(_ wordCount: Int, hash: UInt64, lengths: UInt64, at index: Int) -> Int {
    let number = starts.count
    starts.append(words.count)
    self.lengths.append(lengths)
    unsafe words.append(contentsOf: UnsafeBufferPointer(start: wanted, count: wordCount))
    unsafe places[index] = Place(hash: hash, lengths: lengths, number: Int32(number))
    if starts.count * 4 > placeCount * 3 { grow() }
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
    return (0..<slotCount).map { index in
      let shift = Self.bitsPerLength * UInt64(slotCount - 1 - index)
      let length = Int(lengths[number] >> shift & (1 << Self.bitsPerLength - 1))
      defer { word += (length + 7) / 8 }
      return (0..<length).map { UInt8(truncatingIfNeeded: words[word + $0 / 8] >> UInt64($0 % 8 * 8)) }
    }
  }
}
