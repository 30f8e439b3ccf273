package import Metering

/// How much of two environments' software is the same (economics.md §1.5).
///
///     jupyterhub 4, mlflow 2, minio 0, kubeflow 1
///     jupyterhub 3, mlflow 2, minio 0, airflow 2      names 3 of 5, name and version 2 of 6, drift 1 − (2/6)/(3/5)
package struct ComponentSimilarity: Sendable, Equatable, Codable {
  /// Jaccard index of the names: what both have, of what either has; 0 where neither has anything.
  package let names: Fraction
  /// The same of names with their versions.
  package let namesAndVersions: Fraction
  /// How many names both have.
  package let common: Int
  /// 1 − `namesAndVersions` ÷ `names`: which part of what is alike is alike in name only; nil where nothing is.
  package let versionDrift: Fraction?

  /// `first`, `second`: each in the order of the components' names, every name once.
  init(of first: [Inventory.Component], and second: [Inventory.Component]) {
    var (sameNames, sameVersions) = (0, 0)
    var (left, right) = (first[...], second[...])
    while let one = left.first, let other = right.first {
      if one.component == other.component {
        sameNames += 1
        if one.version == other.version { sameVersions += 1 }
        left.removeFirst()
        right.removeFirst()
      } else if one.component < other.component {
        left.removeFirst()
      } else {
        right.removeFirst()
      }
    }
    let all = first.count + second.count
    func share(_ same: Int) -> Fraction { same == 0 ? .zero : Fraction(Int128(same), Int128(all - same)) }
    names = share(sameNames)
    namesAndVersions = share(sameVersions)
    common = sameNames
    // 1 − (v ÷ (a − v)) ÷ (n ÷ (a − n)), over one denominator.
    let denominator = sameNames * (all - sameVersions)
    versionDrift =
      sameNames == 0
      ? nil : Fraction(Int128(denominator - sameVersions * (all - sameNames)), Int128(denominator))
  }
}
