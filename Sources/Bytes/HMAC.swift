/// HMAC-SHA-256 (RFC 2104, FIPS 198-1): the hash of a message that only the holder of a key can make, and so the
/// pseudonym of a name that only they can give again.
///
///     code(of: "what do ya want for nothing?", key: "Jefe")   5bdcc146 bf60754e 6a042426 089575c7 …
package enum HMACSHA256 {
  /// The bytes of a block of SHA-256.
  private static let blockBytes = 64

  /// The 32 bytes of the code.
  /// `key`: of any length; one that is longer than a block is hashed first.
  package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = key.count > blockBytes ? SHA256.digest(of: key) : key
    block += [UInt8](repeating: 0, count: blockBytes - block.count)
    let inner = SHA256.digest(of: block.map { $0 ^ 0x36 } + message)
    return SHA256.digest(of: block.map { $0 ^ 0x5C } + inner)
  }
}
