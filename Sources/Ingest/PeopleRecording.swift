import Bytes
package import Configuration
import Metering

/// How what is kept of people is made: users become pseudonyms, or nothing where they are programs or left out.
///
/// The pseudonym is of the user's name alone and not of the source, so that somebody who works in two clusters is one
/// person. Names are not changed before: `ann` and `Ann` are two.
package struct PeopleRecording: Sendable {
  private let settings: PeopleSettings
  private let key: PeopleKey
  /// Tells keys apart and does not tell the key: of a message that no log can hold as a name.
  let keyID: String

  package init(settings: PeopleSettings, key: PeopleKey) {
    self.settings = settings
    self.key = key
    let code = HMACSHA256.code(of: [0] + Array("key".utf8), key: key.bytes)
    keyID = String(SHA256.hexadecimal(of: code).prefix(16))
  }

  /// The pseudonym of a user; nil for nobody and for a program.
  func person(ofUser user: [UInt8]) -> UInt64? {
    guard !user.isEmpty, !settings.isService(user) else { return nil }
    return HMACSHA256.code(of: user, key: key.bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether a tenant's people are left out.
  func isOptedOut(_ tenant: TenantID) -> Bool { settings.isOptedOut(tenant) }
}
