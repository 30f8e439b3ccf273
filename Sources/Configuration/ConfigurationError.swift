/// What is wrong with the configuration and where: one line for the person who can put it right.
///
///     stackmeter.json5:7:3: unknown key "timezone"; did you mean "timeZone"?
///     └─ file          │ │  └─ what                └─ remedy
///                   line column
package struct ConfigurationError: Error, Sendable, Equatable {
  /// What went wrong, as far as an exit code tells it.
  package enum Kind: Sendable, Equatable {
    /// The folder or its project file is not there.
    case notFound
    /// A file is there and could not be read.
    case unreadable
    /// A file was read and what it says is wrong.
    case invalid
  }

  /// The file, as the command line named its folder: `stackmeter.json5`, `finance/rates.csv`.
  package let file: String
  /// From 1; nil when the error is of the whole file.
  package let line: Int?
  /// From 1, in Unicode scalars; nil when the error is of the whole line.
  package let column: Int?
  package let problem: ConfigurationProblem

  package init(file: String, line: Int? = nil, column: Int? = nil, _ problem: ConfigurationProblem) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }

  init(file: String, at position: TextPosition, _ problem: ConfigurationProblem) {
    self.init(file: file, line: position.line, column: position.column, problem)
  }

  package var kind: Kind {
    guard case .file(let problem) = problem else { return .invalid }
    switch problem {
    case .noFolder, .noProjectFile: return .notFound
    case .noPermission, .notRegular, .tooLarge, .failed: return .unreadable
    case .notUTF8: return .invalid
    }
  }

  /// What is wrong, without the place.
  package var what: String { problem.wording.what }

  /// What to do about it.
  package var remedy: String { problem.wording.remedy }
}

extension ConfigurationError: CustomStringConvertible {
  /// `file:line:column: what; remedy`, on one line.
  package var description: String {
    let place = [line, column].compactMap { $0.map { ":\($0)" } }.joined()
    let wording = problem.wording
    return "\(onOneLine(file))\(place): \(wording.what); \(wording.remedy)"
  }
}
