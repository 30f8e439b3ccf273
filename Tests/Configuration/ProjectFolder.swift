import Configuration
import Foundation

/// A project's folder in a temporary place, removed with the value.
final class ProjectFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "stackmeter-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// The project; the folder stays while it is read.
  func project() throws -> Project { try Project.load(fromFolder: path) }

  /// The message that loading the folder ends in, without the folder; nil when it loads.
  func message() -> String? {
    do throws(ConfigurationError) {
      _ = try ProjectConfiguration.load(folder: path)
      return nil
    } catch {
      return error.description.replacingOccurrences(of: path + "/", with: "")
    }
  }
}

/// The smallest project file with Slurm in it, as the first lines of many tests. The parts begin on lines of their own.
enum Sample {
  static let source = #"{ name: "events", format: "usage-events", files: ["logs/*.csv"] }"#

  /// A project file: `keys` is on line 3 and `source` on line 4.
  static func project(_ keys: String = "", source: String = source) -> String {
    """
    {
      organization: "Example", currency: "USD",
      \(keys)
      sources: [\(source)],
    }
    """
  }

  /// A project file with one Slurm source, whose `map` is on line 4.
  static func slurm(map: String) -> String {
    project(source: "\n" + #"{ name: "hpc", format: "slurm-sacct", files: "sacct/*.log", map: "# + map + " }")
  }
}
