internal import Bytes
internal import Configuration

/// What a folder's own manifest and checksums say of it: whether the set in it is one of stackmeter's, of whom, and
/// which files belong to it. A file's name alone tells nothing: others have an `index.html` too.
struct PublishedSet: Equatable {
  let organization: String
  /// As the manifest and the checksums name them, both of them included.
  let files: Set<String>

  /// nil: the folder holds no set, or one whose manifest or checksums are missing or are not ours.
  init?(folder: String) throws(FileCalls.Failure) {
    func read(_ name: String) throws(FileCalls.Failure) -> [UInt8]? {
      guard case .file = try FileCalls.kind(of: folder + "/" + name) else { return nil }
      return try FileCalls.read(folder + "/" + name)
    }
    guard let manifest = try read(Manifest.name), let sums = try read(ChecksumFile.name),
      let organization = Self.organization(manifest: manifest)
    else { return nil }
    self.organization = organization
    files = Set(ChecksumFile.names(sums)).union([Manifest.name, ChecksumFile.name])
  }

  /// Whom a manifest is of; nil: it is none of stackmeter's.
  static func organization(manifest: [UInt8]) -> String? {
    guard let value = try? JSON5Parser.parse(manifest, file: Manifest.name), case .object(let members) = value.content
    else { return nil }
    func content(_ name: String) -> JSON5Value.Content? { members.first { $0.name == name }?.value.content }
    guard content("schema") == .number("1"), case .string(let organization) = content("organization"),
      case .string = content("run_id"), case .string = content("program_version"), case .array = content("files"),
      case .array = content("closed_months")
    else { return nil }
    return organization
  }
}
