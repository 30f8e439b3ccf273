/// How reports are written: `reports` in the project file, where it is more than the name of a folder.
///
///     reports: {
///       folder: "reports", bom: true, keep: 12, fileMode: "0640", folderMode: "0750",
///       clearingAccount: "199900", clearingCostCentre: "CC-PLATFORM",
///     }
package struct ReportSettings: Sendable, Equatable {
  /// Whether CSV files begin with a byte order mark: Excel takes a file for UTF-8 only with it.
  package var byteOrderMark: Bool
  /// How many earlier sets are kept beside the present one: with one at least, who began to read a set before the next
  /// was published can read it to its end. 0...1000.
  package let keep: Int
  /// The permission bits of files and folders, whatever the process's mask.
  package let fileMode: UInt32
  package let folderMode: UInt32
  /// The general ledger account that has the other side of every journal entry. Unless the project file names one it is
  /// `(clearing)`, which no ledger has: an import says so rather than book on a wrong account.
  package let clearingAccount: String
  package let clearingCostCentre: String

  package init(
    byteOrderMark: Bool = false, keep: Int = 1, fileMode: UInt32 = 0o640, folderMode: UInt32 = 0o750,
    clearingAccount: String = "(clearing)", clearingCostCentre: String = "(platform)"
  ) {
    self.byteOrderMark = byteOrderMark
    self.keep = keep
    self.fileMode = fileMode
    self.folderMode = folderMode
    self.clearingAccount = clearingAccount
    self.clearingCostCentre = clearingCostCentre
  }
}

extension ReportSettings {
  /// What `reports` says: the folder, and how; the usual where it is absent.
  static func decode(
    _ node: ProjectNode?
  ) throws(ConfigurationError) -> (folder: String, settings: ReportSettings) {
    let folder = "reports"
    guard let node else { return (folder, ReportSettings()) }
    if case .string = node.value.content { return (try node.label(), ReportSettings()) }
    let fields = try node.fields([
      "folder", "bom", "keep", "fileMode", "folderMode", "clearingAccount", "clearingCostCentre",
    ])
    let usual = ReportSettings()
    let settings = ReportSettings(
      byteOrderMark: try fields["bom"]?.boolean() ?? usual.byteOrderMark,
      keep: try fields["keep"]?.wholeNumber(0...1_000) ?? usual.keep,
      // Without these of its owner's bits the next run could not replace what this one wrote.
      fileMode: try fields["fileMode"]?.mode(with: 0o600, example: "0640") ?? usual.fileMode,
      folderMode: try fields["folderMode"]?.mode(with: 0o700, example: "0750") ?? usual.folderMode,
      clearingAccount: try fields["clearingAccount"]?.label() ?? usual.clearingAccount,
      clearingCostCentre: try fields["clearingCostCentre"]?.label() ?? usual.clearingCostCentre)
    return (try fields["folder"]?.label() ?? folder, settings)
  }
}

extension ProjectNode {
  /// Permission bits as octal digits in a text: `"0640"`.
  /// `needed`: bits that must be among them.
  fileprivate func mode(with needed: UInt32, example: String) throws(ConfigurationError) -> UInt32 {
    let text = try text()
    guard text.utf8.count <= 4, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }),
      let mode = UInt32(text, radix: 8), mode <= 0o777, mode & needed == needed
    else { throw error(.project(.notAMode(key: key, found: text, example: example))) }
    return mode
  }
}
