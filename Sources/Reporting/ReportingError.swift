package import Aggregation
package import Bytes
package import Metering

/// Why no reports were written. The reports that were there are left as they were.
package enum ReportingError: Error, Equatable {
  /// Files of one set do not add up to the same total as its months.
  case statementsDiffer(statements: Int128, months: Int128, currency: Currency)
  /// The files of a period do not add up to the same total.
  case totalsDiffer(Period, sums: [FileSum], currency: Currency)
  /// A bill does not tie to what was charged.
  case billsDiffer(UntiedBills)
  /// An amount in another currency than the reports': nothing is summed over currencies.
  case otherCurrency(where: String, found: Currency, expected: Currency)
  case overflow(ArithmeticOverflow)
  /// The page is larger than any reader wants to open.
  case pageTooLarge(String, bytes: Int, limit: Int)
  /// The folder for the reports holds files that are none.
  case foreignFiles(folder: String, names: [String])
  /// The folder holds another organisation's reports.
  case otherOrganization(folder: String, found: String, expected: String)
  /// Another run is publishing into the folder.
  case publishing(folder: String)
  /// There is something else where the folder of the reports should be.
  case notAFolder(String)
  /// Something that is not ours stands where the earlier sets or the link to the present one belong.
  case inTheWay(path: String, of: Beside)
  /// The folder is a mount point, which nothing can be exchanged with.
  case mountPoint(String)
  /// The files are no set: nothing tells whose they are.
  case noManifest
  /// What was read back is not what was written.
  case readBackDiffers(file: String)
  case file(FileCalls.Failure)

  /// What publishing puts beside the folder of the reports.
  package enum Beside: Sendable, Equatable {
    /// That of the sets as they were published.
    case folder
    /// The one in it to the present set.
    case link
  }

  /// The total of one file.
  package struct FileSum: Sendable, Equatable {
    package let file: String
    package let minorUnits: Int128

    package init(file: String, minorUnits: Int128) {
      self.file = file
      self.minorUnits = minorUnits
    }
  }
}

extension ReportingError: CustomStringConvertible {
  /// One line: what is wrong, where, and what to do.
  package var description: String {
    switch self {
    case .totalsDiffer(let period, let sums, let currency):
      let list = sums.map { "\($0.file) \(currency.text(minorUnits: $0.minorUnits))" }.joined(separator: ", ")
      return
        "\(period): the totals in \(currency) differ: \(list); nothing was published. This is a fault in stackmeter"
    case .statementsDiffer(let statements, let months, let currency):
      return "the tenants' statements come to \(currency) \(currency.text(minorUnits: statements)) and the months to "
        + "\(currency.text(minorUnits: months)); nothing was published. This is a fault in stackmeter"
    case .billsDiffer(let untied):
      return untied.description
    case .otherCurrency(let place, let found, let expected):
      return "\(place) is in \(found) and the reports are in \(expected): give all prices and costs in \(expected)"
    case .overflow(let overflow):
      return overflow.description
    case .pageTooLarge(let page, let bytes, let limit):
      return "\(page) would have \(bytes) bytes, more than the limit of \(limit): report fewer periods"
    case .foreignFiles(let folder, let names):
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
      return "\(folder) holds what is no report of stackmeter (\(shown)): give --reports a folder of its own"
    case .otherOrganization(let folder, let found, let expected):
      return "\(folder) holds the reports of \(JSONText.string(found).rendered()) and these are of "
        + "\(JSONText.string(expected).rendered()): give --reports a folder of its own, or empty this one first"
    case .publishing(let folder):
      return "another run is publishing into \(folder): try again when it has ended"
    case .notAFolder(let path):
      return "\(path) is no folder that reports can replace: give --reports another folder"
    case .inTheWay(let path, .folder):
      return "\(path) is no folder and sets of reports are kept under that name: "
        + "move it away, or give --reports another folder"
    case .inTheWay(let path, .link):
      return "\(path) is no link and a link of that name leads to the present set of reports: move it away"
    case .mountPoint(let folder):
      return "\(folder) is a mount point, which no set can replace in one step: "
        + "give --reports a folder in it, such as \(folder)/reports"
    case .noManifest:
      return "the reports lack their \(Manifest.name); nothing was published. This is a fault in stackmeter"
    case .readBackDiffers(let file):
      return "\(file) was read back other than it was written: check the disk; nothing was published"
    case .file(let failure):
      return "\(failure): make it writable with room to spare, or give --reports another folder"
    }
  }
}
