// What one slot tells of all records of a table, read in one go: a loop over one kind of field is short enough for the
// processor to work on several records at once, and one call does for all of them.

/// The times in a slot, by record. Of a record with a problem it means nothing.
package struct TimestampColumn: ~Copyable {
  package private(set) var readings = [TimestampReading](
    repeating: TimestampReading(.invalid), count: FieldTable.recordLimit)
  private var reader = TimestampReader()

  package init() {}

  package mutating func read(_ table: borrowing FieldTable, _ slot: Int) {
    unsafe readings.withUnsafeMutableBufferPointer { readings in
      // The table has no more records than the column has room.
      for record in 0..<table.recordCount where table.isSound(record) {
        unsafe readings[record] = reader.read(table.pointer(record, slot), table.length(record, slot))
      }
    }
  }
}

/// The numbers in a slot, by record. Of a record with a problem it means nothing.
package struct DecimalColumn: ~Copyable {
  package private(set) var readings = [DecimalReading](
    repeating: DecimalReading(.notANumber), count: FieldTable.recordLimit)

  package init() {}

  package mutating func read(_ table: borrowing FieldTable, _ slot: Int) {
    unsafe readings.withUnsafeMutableBufferPointer { readings in
      for record in 0..<table.recordCount where table.isSound(record) {
        unsafe readings[record] = readDecimal(table.pointer(record, slot), table.length(record, slot))
      }
    }
  }
}

/// The hashes of a slot, by record. Of a record with a problem it means nothing.
package struct HashColumn: ~Copyable {
  package private(set) var hashes = [UInt64](repeating: 0, count: FieldTable.recordLimit)

  package init() {}

  package mutating func read(_ table: borrowing FieldTable, _ slot: Int) {
    unsafe hashes.withUnsafeMutableBufferPointer { hashes in
      for record in 0..<table.recordCount where table.isSound(record) {
        unsafe hashes[record] = hashBytes(table.pointer(record, slot), table.length(record, slot), seed: 0)
      }
    }
  }
}
