import Aggregation
import Bytes
import Configuration
import Foundation
import Ingest
import Ledger
import Metering
import Reporting

/// Does what the arguments ask for and tells how it went: results on standard output, everything else on standard
/// error.
enum CommandLineTool {
  static func run(_ arguments: [String]) -> ExitCode {
    do {
      switch try Command(arguments) {
      case .help: print(Usage.help)
      case .version: print("stackmeter \(Usage.version)")
      case .sample(let folder, let seed, let months, let scale):
        let paths = try SampleOrganization.write(to: folder, seed: seed, months: months, scale: scale)
        print("wrote \(paths.count) files; next: stackmeter run \(folder)")
        if let ledger = SampleFolder(path: folder).earlierLedger {
          note("\(ledger) remembers the logs of earlier runs; remove it to begin anew")
        }
      case .compare(let options, let compare):
        let workspace = try Workspace(options)
        let lines = try inProject(options) { try CompareStage(workspace, compare).run(try existingLedger(workspace)) }
        for line in lines { print(line) }
      case .explain(let options, let explain):
        let workspace = try Workspace(options)
        let lines = try inProject(options) {
          try ExplainStage(workspace: workspace, options: explain).run(try existingLedger(workspace))
        }
        for line in lines { print(line) }
      case .reconcile(let options, let period):
        let workspace = try Workspace(options)
        let outcome = try inProject(options) {
          try ReconcileStage(workspace: workspace, period: period).run(try existingLedger(workspace))
        }
        for line in outcome.lines { print(line) }
        if let untied = outcome.untied { throw untied }
      case .exportRollup(let options, let out):
        let workspace = try Workspace(options)
        try RollupExport(workspace: workspace).run(try existingLedger(workspace), to: out)
      case .run(let options): return Night(verb: "run", stages: [.ingest, .aggregate, .report], options: options).run()
      case .ingest(let options): return Night(verb: "ingest", stages: [.ingest], options: options).run()
      case .aggregate(let options): return Night(verb: "aggregate", stages: [.aggregate], options: options).run()
      case .close(let options, let period):
        return Night(verb: "close", stages: [.close(period), .report], options: options).run()
      case .reopen(let options, let period, let reason):
        return Night(verb: "reopen", stages: [.reopen(period, reason: reason)], options: options).run()
      case .report(let options): return Night(verb: "report", stages: [.report], options: options).run()
      }
      return .done
    } catch {
      complain(error)
      return ExitCode(error)
    }
  }

  /// Does something with a project, whose paths errors name as the reader can open them.
  private static func inProject<Value>(_ options: ProjectOptions, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw Workspace.located(error, in: options.folder) }
  }

  /// The ledger, to be read: one that is not there is not made.
  private static func existingLedger(_ workspace: Workspace) throws -> Ledger {
    guard FileManager.default.fileExists(atPath: workspace.ledgerPath) else {
      throw StageError.noLedger(workspace.ledgerPath)
    }
    let ledger = try workspace.openLedger(.readOnly)
    for log in try RejectedLog.all(in: ledger, workspace) { note("warning: \(log.description)") }
    return ledger
  }

  /// One line on standard error.
  /// An error of several lines is several things that went wrong.
  static func complain(_ error: any Error) {
    for line in "\(error)".split(separator: "\n") { note("stackmeter: \(line)") }
  }

  /// What cannot be told is lost; the work goes on, and the exit code tells how it went.
  static func note(_ line: String) { try? OutputFile.standardError.write(Array((line + "\n").utf8)) }

  /// Ends what is printed: a list that somebody keeps is whole, or the code says that it is not.
  static func finished(_ code: ExitCode) -> ExitCode {
    do throws(FileCalls.Failure) {
      try OutputFile.flushPrinted()
      return code
    } catch {
      complain(CannotWrite(failure: error))
      return code == .done ? ExitCode(error) : code
    }
  }
}
