extension IngestFailure {
  /// The same with paths that the reader can open. `place`: makes a path of the project's folder one of the current
  /// folder.
  package func located(_ place: (String) -> String) -> IngestFailure {
    switch self {
    case .noSuchFile(let source, let path): .noSuchFile(source: source, path: place(path))
    case .ofTwoSources(let path, let first, let second): .ofTwoSources(path: place(path), first, second)
    case .unreadable(let path, let error): .unreadable(path: place(path), error)
    case .unreachable(let source, let pattern, let path, let code):
      .unreachable(source: source, pattern: pattern, path: place(path), code: code)
    case .folderGone(let source, let path): .folderGone(source: source, path: place(path))
    case .headerLacks(let path, let fields): .headerLacks(path: place(path), fields: fields)
    case .headerRepeats(let path, let field): .headerRepeats(path: place(path), field: field)
    case .noHeader(let path): .noHeader(path: place(path))
    case .compressed(let path, let program): .compressed(path: place(path), program: program)
    case .unknownKind(let path): .unknownKind(path: place(path))
    case .utf16(let path): .utf16(path: place(path))
    case .otherLineEnds(let path): .otherLineEnds(path: place(path))
    case .changedWhileRead(let path): .changedWhileRead(path: place(path))
    case .rulesChanged(let change): .rulesChanged(change.told(as: place(change.file)))
    case .overflow(let path, let overflow): .overflow(path: place(path), overflow)
    case .ledger: self
    }
  }
}
