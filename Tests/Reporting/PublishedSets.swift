import Foundation

@testable import Reporting

/// Files as a whole set has them: with the manifest that says whose they are, and the checksums that name them all.
func wholeSet(_ files: [ReportFile], of organization: String = "Example") -> [ReportFile] {
  let manifest: JSONText = .object([
    ("schema", .number(1)), ("organization", .string(organization)), ("run_id", .string("r")),
    ("program_version", .string("v")), ("closed_months", .array([])), ("files", .array([])),
  ])
  let named = files + [ReportFile(name: Manifest.name, bytes: Array(manifest.rendered().utf8))]
  return (named + [ChecksumFile.file(for: named)])
    .sorted { Array($0.name.utf8).lexicographicallyPrecedes($1.name.utf8) }
}
