import Foundation

/// The built program, run as a process, as a scheduler or a person runs it.
enum Program {
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String

    /// The lines of standard error that complain; the others tell of progress.
    var complaints: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("stackmeter: ") } }
  }

  struct NotBuilt: Error {
    let lookedFor: [String]
  }

  /// Beside the bundle of the tests.
  static func path() throws -> String {
    let bundle = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../.."
    let places = [bundle.deletingLastPathComponent().path, package + "/.build/debug"].map { $0 + "/stackmeter" }
    guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw NotBuilt(lookedFor: places)
    }
    return place
  }

  /// A program of the system; nil where it is not installed.
  static func systemPath(of name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func run(_ arguments: [String], in folder: String, program: String? = nil) throws -> Outcome {
    // Into files: a pipe that nobody empties would stop the program.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("stackmeter-run-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (output, errors) = (scratch.appendingPathComponent("output"), scratch.appendingPathComponent("errors"))
    for file in [output, errors] { try Data().write(to: file) }
    let process = try process(arguments, in: folder, program: program)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Starts the program and kills it as the kernel would after so many seconds; true when it was still at work.
  static func kill(after seconds: Double, _ arguments: [String], in folder: String) throws -> Bool {
    let process = try process(arguments, in: folder, program: nil)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  private static func process(_ arguments: [String], in folder: String, program: String?) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try program ?? path())
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    return process
  }
}
