import Bytes
import Foundation

/// How many columns there are for what is printed to be read at once.
enum TerminalWidth {
  /// Of what is no terminal, so that a file, a pipe and a mail get the same bytes everywhere.
  static let elsewhere = 80

  /// Of standard output.
  static var ofOutput: Int {
    columns(
      terminal: TerminalCalls.columns(of: STDOUT_FILENO), environment: ProcessInfo.processInfo.environment["COLUMNS"])
  }

  /// `terminal`: what it says of itself, 0 for nothing; nil: it is none. `environment`: what COLUMNS says, which holds
  /// only where a terminal says nothing.
  static func columns(terminal: Int?, environment: String?) -> Int {
    guard let terminal else { return elsewhere }
    if terminal > 0 { return terminal }
    guard let told = environment.flatMap({ Int($0) }), told > 0 else { return elsewhere }
    return told
  }
}
