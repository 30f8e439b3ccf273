package import Metering

/// Which usage a row of `rates.csv` or `adjustments.csv` is for: what it names must match, and what it leaves open
/// matches everything.
///
///     tenant  stack     environment
///     –       –         –             any usage
///     –       training  –             that of a stack
///     –       –         gpu-east      that of an environment, whatever its stack
///     ada     –         gpu-east      that of a tenant there
///
/// Of the rows that match, the most specific holds: the one that names all that the others name. An environment is of
/// one stack, so naming it is more specific than naming a stack.
package struct UsageScope: Sendable, Hashable {
  /// Only this tenant, or all.
  package let tenant: TenantID?
  /// Only this stack, or all.
  package let stack: StackID?
  /// Only this environment, or all.
  package let environment: EnvironmentID?
  /// Only this resource, or all.
  package let resource: ResourceID?

  package init(
    tenant: TenantID? = nil, stack: StackID? = nil, environment: EnvironmentID? = nil, resource: ResourceID? = nil
  ) {
    self.tenant = tenant
    self.stack = stack
    self.environment = environment
    self.resource = resource
  }

  /// The usage of one tenant, of which all four are known.
  package func matches(_ usage: UsageSubject) -> Bool {
    (tenant ?? usage.tenant) == usage.tenant && (environment ?? usage.environment) == usage.environment
      && (stack ?? usage.stack) == usage.stack && (resource ?? usage.resource) == usage.resource
  }
}

/// Whose use of what, where: what a scope is asked about.
package struct UsageSubject: Sendable, Hashable {
  package let tenant: TenantID
  package let stack: StackID
  package let environment: EnvironmentID
  package let resource: ResourceID

  package init(tenant: TenantID, stack: StackID, environment: EnvironmentID, resource: ResourceID) {
    self.tenant = tenant
    self.stack = stack
    self.environment = environment
    self.resource = resource
  }
}

/// A row that holds for a scope on some days.
package protocol ScopedRow {
  var scope: UsageScope { get }
  var validity: Validity { get }
}

extension Sequence where Element: ScopedRow {
  /// The row that holds for some usage on a day: of those that match, the one that names all that the others name.
  /// Loading has made sure that there is one (`TieCheck`).
  package func mostSpecific(for usage: UsageSubject, on day: CivilDate) -> Element? {
    var best: Element?
    for row in self where row.validity.contains(day) && row.scope.matches(usage) {
      if row.scope.rank > best?.scope.rank ?? -1 { best = row }
    }
    return best
  }
}

extension UsageScope {
  /// Grows with what is named, so that the most specific of comparable scopes has the highest.
  var rank: Int {
    (tenant == nil ? 0 : 1) + (resource == nil ? 0 : 1) + (environment == nil ? 0 : 2) + (stack == nil ? 0 : 1)
  }

  /// Whether this scope names all that the other names, in the sense above: not what, only of which kind.
  func namesAll(of other: UsageScope) -> Bool {
    (tenant != nil || other.tenant == nil) && (resource != nil || other.resource == nil)
      && (environment != nil || other.environment == nil)
      && (stack != nil || environment != nil || other.stack == nil)
      // Of two scopes with one environment, the one with the stack says more.
      && (stack != nil || other.stack == nil || other.environment == nil)
  }

  /// The usage that both match; nil where there is none.
  func intersection(_ other: UsageScope) -> UsageScope? {
    guard (tenant ?? other.tenant) == (other.tenant ?? tenant), (stack ?? other.stack) == (other.stack ?? stack),
      (environment ?? other.environment) == (other.environment ?? environment),
      (resource ?? other.resource) == (other.resource ?? resource)
    else { return nil }
    return UsageScope(
      tenant: tenant ?? other.tenant, stack: stack ?? other.stack, environment: environment ?? other.environment,
      resource: resource ?? other.resource)
  }

  /// Whether everything that `other` matches is matched: all that is named is named there alike.
  func covers(_ other: UsageScope) -> Bool { intersection(other) == other }

  /// What the scope names, for the person who reads a message: `tenant "ada", stack "training"`.
  package var text: String {
    let parts = [
      ("tenant", tenant?.text), ("stack", stack?.text), ("environment", environment?.text),
      ("resource", resource?.text),
    ].compactMap { name, value in value.map { "\(name) \(quoted($0))" } }
    return parts.isEmpty ? "all usage" : parts.joined(separator: ", ")
  }
}
