/// The secret that turns users into pseudonyms. It is never printed, and nothing but the hashes made with it is kept.
///
/// Who has the key and a list of names can tell who is behind a pseudonym; without the key nobody can. Whoever loses it
/// loses only that people are known again.
package struct PeopleKey: Sendable, CustomStringConvertible {
  package let bytes: [UInt8]
  /// What the person who runs this should see to, though the key can be used; nil: nothing.
  package let warning: ConfigurationError?

  /// 128 bits: more than anybody can try.
  static let leastBytes = 16

  /// A key of at least 16 bytes.
  package init(bytes: [UInt8], warning: ConfigurationError? = nil) {
    precondition(bytes.count >= Self.leastBytes, "a key is long enough that nobody can guess it")
    self.bytes = bytes
    self.warning = warning
  }

  /// Reads the key that the settings name. `folder`: the project's.
  ///
  /// Only who reads logs needs it: aggregating and reporting do without. That every user can read the file is a warning
  /// and no error, since a copy of a project by git or by backup has those permissions, and a night's bills must not
  /// wait for a `chmod`.
  package static func load(_ settings: PeopleSettings, folder: String) throws(ConfigurationError) -> PeopleKey {
    let folder = ConfigurationFolder(folder: folder)
    let path = settings.keyFile.hasPrefix("/") ? settings.keyFile : folder.path(of: settings.keyFile)
    guard let (bytes, mode) = try folder.contents(path) else {
      throw ConfigurationError(file: path, .people(.noKeyFile(path: path)))
    }
    guard bytes.count >= leastBytes else {
      throw ConfigurationError(
        file: path, .people(.keyTooShort(path: path, bytes: bytes.count, least: leastBytes)))
    }
    let isReadByAll = mode & 0o004 != 0
    return PeopleKey(
      bytes: bytes,
      warning: isReadByAll ? ConfigurationError(file: path, .people(.keyReadByAll(path: path))) : nil)
  }

  package var description: String { "a key of \(bytes.count) bytes" }
}
