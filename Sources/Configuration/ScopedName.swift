package import Metering

/// A name that a row or a key holds for: where it is misspelt, the row holds for nothing and nobody sees it.
package struct ScopedName: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case tenant, stack, environment
  }

  package let kind: Kind
  package let name: String
  /// Its name in the project's folder: reports tell it, and are the same from wherever the folder was named.
  package let file: ConfigurationFile.Name
  package let line: Int
}

extension ProjectConfiguration {
  /// The names that rates, adjustments, pools, budgets, assumptions of single stacks and scenarios hold for, each once
  /// a file, where it comes first.
  ///
  /// Other tables refuse names that the catalogue does not have. The files have been decoded, so that nothing is thrown
  /// that was not thrown before.
  func scopedNames() throws(ConfigurationError) -> [ScopedName] {
    var names: [ScopedName] = []
    for file in files {
      switch file.name {
      case .project: names += try Self.scopedNames(ofProject: file)
      case .rates, .adjustments, .pools, .poolReceivers, .budgets: names += try Self.scopedNames(ofTable: file)
      default: continue
      }
    }
    return names
  }

  private static func scopedNames(ofTable file: ConfigurationFile) throws(ConfigurationError) -> [ScopedName] {
    var reader = try CSVReader(file.bytes, file: file.path)
    guard let header = try reader.next() else { return [] }
    let columns = ScopedName.Kind.allCases.compactMap { kind in
      header.fields.firstIndex(of: kind.rawValue).map { (kind: kind, position: $0) }
    }
    var seen: [Set<[UInt8]>] = columns.map { _ in [] }
    var names: [ScopedName] = []
    while let record = try reader.next() {
      for (index, column) in columns.enumerated() where column.position < record.fields.count {
        let name = record.fields[column.position]
        guard !name.isEmpty, seen[index].insert(Array(name.utf8)).inserted else { continue }
        names.append(ScopedName(kind: column.kind, name: name, file: file.name, line: record.line))
      }
    }
    return names
  }

  private static func scopedNames(ofProject file: ConfigurationFile) throws(ConfigurationError) -> [ScopedName] {
    let value = try JSON5Parser.parse(file.bytes, file: file.path)
    func member(_ key: String, of node: ProjectNode?) throws(ConfigurationError) -> ProjectNode? {
      try node?.entries().first { $0.member.name == key }?.node
    }
    let project = ProjectNode(file: file.path, key: file.name.rawValue, value: value)
    var names: [ScopedName] = []
    let stacks = try member("stacks", of: try member("comparison", of: project))
    for (stack, _) in try stacks?.entries() ?? [] {
      names.append(ScopedName(kind: .stack, name: stack.name, file: file.name, line: stack.position.line))
    }
    for (_, scenario) in try member("scenarios", of: project)?.entries() ?? [] {
      for tenant in try member("without", of: scenario)?.elements() ?? [] {
        names.append(
          ScopedName(kind: .tenant, name: try tenant.text(), file: file.name, line: tenant.value.position.line))
      }
    }
    return names
  }
}

// MARK: - Names that nothing knows

extension ProjectConfiguration {
  /// The names that something holds for and that are neither in the catalogue nor in any log.
  ///
  /// `used`: every series that ever had usage; asked for only where the catalogue does not know a name.
  package func unknownNames(used: () throws -> [SeriesKey]) throws -> [ConfigurationWarning] {
    var known = KnownNames(self)
    var unknown = try scopedNames().filter { !known.contains($0) }
    guard !unknown.isEmpty else { return [] }
    for series in try used() { known.insert(series) }
    unknown.removeAll { known.contains($0) }
    return unknown.map { name in
      ConfigurationWarning(
        file: name.file.rawValue, line: name.line,
        .unknownName(name.kind, name.name, suggestion: closest(to: name.name, among: known.names(of: name.kind))))
    }
  }
}

/// The names of tenants, stacks and environments that something else than a scope tells.
private struct KnownNames {
  private var tenants: Set<TenantID>
  private var stacks: Set<StackID>
  private var environments: Set<EnvironmentID>

  /// Owners are charged, so that rows may hold for them.
  init(_ configuration: ProjectConfiguration) {
    let catalogue = configuration.catalogue
    tenants = Set(catalogue.tenants.map(\.tenant)).union(catalogue.environments.map(\.owner))
      .union(configuration.pools.pools.compactMap(\.owner))
    stacks = Set(catalogue.environments.map(\.stack))
    environments = Set(catalogue.environments.map(\.environment))
  }

  mutating func insert(_ series: SeriesKey) {
    tenants.insert(series.tenant)
    stacks.insert(series.stack)
    environments.insert(series.environment)
  }

  func contains(_ name: ScopedName) -> Bool {
    switch name.kind {
    case .tenant: tenants.contains(TenantID(name.name))
    case .stack: stacks.contains(StackID(name.name))
    case .environment: environments.contains(EnvironmentID(name.name))
    }
  }

  /// Bytewise.
  func names(of kind: ScopedName.Kind) -> [String] {
    switch kind {
    case .tenant: tenants.sorted().map(\.text)
    case .stack: stacks.sorted().map(\.text)
    case .environment: environments.sorted().map(\.text)
    }
  }
}
