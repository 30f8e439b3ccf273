import Glibc

/// Gives every distinct combination of some fields a small number, in the order they are first met.
///
///     hash → place → (hash, number)      open addressing, a quarter empty at least
///     number → lengths and bytes         compared in full: a hash finds, the bytes decide
@safe package struct KeyTable: ~Copyable {
  private struct Place {
    var hash: UInt64
    /// -1: empty.
    var number: Int32
  }

  private var places: UnsafeMutablePointer<Place>
  private var placeCount: Int
  /// The keys' fields one behind the other: `fieldCount` lengths as two bytes each, then the bytes.
  private var storage: [UInt8] = []
  private var keyStarts: [Int] = []
  private let slots: [Int]

  /// The longest field in bytes that can be part of a key.
  package static let longestField = 1_024

  /// A table of keys made of the fields in `slots`.
  package init(slots: [Int]) {
    self.slots = slots
    placeCount = 1_024
    unsafe places = .allocate(capacity: placeCount)
    unsafe places.initialize(repeating: Place(hash: 0, number: -1), count: placeCount)
  }

  deinit { unsafe places.deallocate() }

  /// Number of distinct keys.
  package var count: Int { keyStarts.count }

  /// The key's number and its hash, which is the same in every table; nil when a field is longer than `longestField`.
  package mutating func number(of record: Int, in table: borrowing FieldTable) -> (number: Int, hash: UInt64)? {
    var hash: UInt64 = 0x5EED
    for slot in slots {
      guard table.length(record, slot) <= Self.longestField else { return nil }
      hash = unsafe hashBytes(table.pointer(record, slot), table.length(record, slot), seed: hash)
    }
    var index = Int(truncatingIfNeeded: hash) & (placeCount - 1)
    while true {
      let place = unsafe places[index]
      if place.number < 0 { break }
      if place.hash == hash && isKey(Int(place.number), record, table) { return (Int(place.number), hash) }
      index = (index + 1) & (placeCount - 1)
    }
    return (insert(record, table, hash: hash, at: index), hash)
  }

  private func isKey(_ number: Int, _ record: Int, _ table: borrowing FieldTable) -> Bool {
    unsafe storage.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      let start = unsafe base + keyStarts[number]
      var bytes = unsafe start + 2 * slots.count
      for (position, slot) in slots.enumerated() {
        let length = unsafe Int(start[2 * position]) | Int(start[2 * position + 1]) << 8
        guard length == table.length(record, slot), unsafe memcmp(bytes, table.pointer(record, slot), length) == 0 else {
          return false
        }
        unsafe bytes += length
      }
      return true
    }
  }

  private mutating func insert(_ record: Int, _ table: borrowing FieldTable, hash: UInt64, at index: Int) -> Int {
    let number = keyStarts.count
    keyStarts.append(storage.count)
    for slot in slots {
      let length = table.length(record, slot)
      storage.append(UInt8(truncatingIfNeeded: length))
      storage.append(UInt8(truncatingIfNeeded: length >> 8))
    }
    for slot in slots {
      unsafe storage.append(
        contentsOf: UnsafeBufferPointer(start: table.pointer(record, slot), count: table.length(record, slot)))
    }
    unsafe places[index] = Place(hash: hash, number: Int32(number))
    if keyStarts.count * 4 > placeCount * 3 { grow() }
    return number
  }

  private mutating func grow() {
    let old = unsafe places
    let oldCount = placeCount
    placeCount *= 2
    unsafe places = .allocate(capacity: placeCount)
    unsafe places.initialize(repeating: Place(hash: 0, number: -1), count: placeCount)
    for position in 0..<oldCount where unsafe old[position].number >= 0 {
      var index = unsafe Int(truncatingIfNeeded: old[position].hash) & (placeCount - 1)
      while unsafe places[index].number >= 0 { index = (index + 1) & (placeCount - 1) }
      unsafe places[index] = old[position]
    }
    unsafe old.deallocate()
  }

  /// The bytes of a key's fields.
  package func fields(of number: Int) -> [[UInt8]] {
    let start = keyStarts[number]
    var position = start + 2 * slots.count
    return slots.indices.map { field in
      let length = Int(storage[start + 2 * field]) | Int(storage[start + 2 * field + 1]) << 8
      defer { position += length }
      return Array(storage[position..<position + length])
    }
  }
}
