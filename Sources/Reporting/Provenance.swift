/// What the reports were made with and from, beside the logs: for the manifest.
package struct Provenance: Sendable, Equatable {
  /// A file of the project.
  package struct File: Sendable, Equatable {
    package let name: String
    package let sha256: String

    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// Of stackmeter.
  package let programVersion: String
  package let configuration: [File]

  package init(programVersion: String, configuration: [File]) {
    self.programVersion = programVersion
    self.configuration = configuration
  }

  package static let unknown = Provenance(programVersion: "", configuration: [])
}
