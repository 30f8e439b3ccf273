import Foundation

/// One configuration file as it was read: what the figures of a run rest on, byte by byte.
package struct ConfigurationFile: Sendable, Equatable {
  /// The files that a project's folder may hold, in the order in which they are read and hashed.
  package enum Name: String, Sendable, CaseIterable {
    case project = "stackmeter.json5"
    case rates = "rates.csv"
    case adjustments = "adjustments.csv"
    case exchangeRates = "fx.csv"
    case environments = "environments.csv"
    case capacity = "capacity.csv"
    case costs = "costs.csv"
    case tenants = "tenants.csv"
    case components = "components.csv"
    case releases = "releases.csv"
    case pools = "pools.csv"
    case poolReceivers = "pool_receivers.csv"
    case bills = "bills.csv"
    case billItems = "bill_items.csv"
    case budgets = "budgets.csv"
  }

  package let name: Name
  /// The file as messages call it: the folder as it was given, and the name.
  package let path: String
  package let bytes: [UInt8]

  package init(name: Name, path: String, bytes: [UInt8]) {
    self.name = name
    self.path = path
    self.bytes = bytes
  }
}

/// The folder of a project.
struct ConfigurationFolder {
  /// As the command line gave it; empty or `.`: the current folder.
  let folder: String

  /// The most that a configuration file may hold: many times what a large organisation has.
  static let mostMebibytes = 64

  /// What messages call a file: `stackmeter.json5` in the current folder, `finance/rates.csv` elsewhere.
  func path(of name: ConfigurationFile.Name) -> String { path(of: name.rawValue) }

  /// The same of a file of any name.
  func path(of name: String) -> String {
    switch folder {
    case "", ".", "./": name
    case let folder where folder.hasSuffix("/"): folder + name
    default: "\(folder)/\(name)"
    }
  }

  /// Every file that is there, in order.
  func readAll() throws(ConfigurationError) -> [ConfigurationFile] {
    var files: [ConfigurationFile] = []
    for name in ConfigurationFile.Name.allCases {
      if let file = try read(name) { files.append(file) }
    }
    return files
  }

  /// The project file, which must be there.
  func readProject() throws(ConfigurationError) -> ConfigurationFile {
    let url = URL(fileURLWithPath: folder.isEmpty ? "." : folder).resolvingSymlinksInPath()
    let type = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.type] as? FileAttributeType
    // Where the folder's type cannot be learned, reading the file tells why.
    if type != nil || !FileManager.default.fileExists(atPath: url.path), type != .typeDirectory {
      throw ConfigurationError(file: folder, .file(.noFolder))
    }
    guard let file = try read(.project) else {
      throw ConfigurationError(file: path(of: .project), .file(.noProjectFile))
    }
    return file
  }

  /// A file's bytes; nil when there is no such file.
  func read(_ name: ConfigurationFile.Name) throws(ConfigurationError) -> ConfigurationFile? {
    let path = path(of: name)
    return try contents(path).map { ConfigurationFile(name: name, path: path, bytes: $0.bytes) }
  }

  /// The bytes of the file at a path and its permission bits; nil when there is no such file.
  func contents(_ path: String) throws(ConfigurationError) -> (bytes: [UInt8], mode: Int)? {
    do {
      let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw ConfigurationError(file: path, .file(.notRegular))
      }
      guard (attributes[.size] as? NSNumber)?.intValue ?? 0 <= Self.mostMebibytes << 20 else {
        throw ConfigurationError(file: path, .file(.tooLarge(mostMebibytes: Self.mostMebibytes)))
      }
      let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
      return ([UInt8](try Data(contentsOf: url)), mode)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      guard let problem = Self.problem(of: error as NSError) else { return nil }
      throw ConfigurationError(file: path, .file(problem))
    }
  }

  /// What a failure to read means; nil when the file is simply not there.
  private static func problem(of error: NSError) -> FileProblem? {
    guard error.domain == NSCocoaErrorDomain else { return .failed }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return nil
    case .fileReadNoPermission: return .noPermission
    default: return .failed
    }
  }
}
