/// Finds the fields of the records of a chunk.
package protocol RecordLexer: ~Copyable, SendableMetatype {
  /// Fills the table with the records from `position` on.
  ///
  /// Returns the position behind the last of them. `line` counts the line ends before the position and is carried
  /// along.
  mutating func lex(_ chunk: Chunk, from position: Int, line: inout Int, into table: inout FieldTable) -> Int

  /// The names of fields met that are no slot, as bytes: `unreadKeyLimit` at most, the first by their bytes.
  var unreadKeys: [[UInt8]] { get }
}

/// The most names that nobody reads that are remembered of a file.
package let unreadKeyLimit = 200
