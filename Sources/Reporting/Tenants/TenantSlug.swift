internal import Bytes
internal import Metering

/// The name of a tenant's files: lower-case ASCII letters, digits and single hyphens, so that it is a file of this
/// folder on every file system, whatever the tenant is called.
///
///     nlp                  nlp
///     Fraud & Risk         fraud-risk-5d0a1f9be7c34218
///     ../../x              x-0c6e9f0fb6a4a2f1
///     con, index, 👩‍🔬, ""     names with the digits behind them alone
///
/// A name that is its own slug is kept. Any other gets digits of its hash, and so does a name that ends as if it had
/// them: no two tenants have one slug, also where a file system takes capitals for small letters.
enum TenantSlug {
  private static let hashDigits = 16
  private static let longest = 40
  /// Names that Windows has given away, and the one that web servers show for a folder.
  private static let reserved: Set<String> = {
    var names: Set<String> = ["con", "prn", "aux", "nul", "index"]
    for number in 0...9 { names.formUnion(["com\(number)", "lpt\(number)"]) }
    return names
  }()

  /// The slug of each tenant; each its own.
  static func slugs(of tenants: some Sequence<TenantID>) -> [TenantID: String] {
    let tenants = Set(tenants)
    let slugs = Dictionary(uniqueKeysWithValues: tenants.map { ($0, slug(of: $0.text, hashDigits: hashDigits)) })
    let shared = Set(Dictionary(grouping: slugs.values) { $0 }.filter { $1.count > 1 }.keys)
    // Whoever finds two names with the same 64 bits of hash still does not get them into one file.
    return Dictionary(
      uniqueKeysWithValues: slugs.map { tenant, slug in
        (tenant, shared.contains(slug) ? self.slug(of: tenant.text, hashDigits: 64) : slug)
      })
  }

  /// Whether a tenant's file can have this name, which has no folder before it.
  static func isStatement(_ name: String) -> Bool {
    guard let stem = [".html", ".csv"].first(where: name.hasSuffix).map({ name.dropLast($0.count) }) else {
      return false
    }
    return !stem.isEmpty && stem.utf8.count <= longest + 1 + 64 && stem.utf8.allSatisfy(isKept)
      && !stem.hasPrefix("-") && !stem.hasSuffix("-") && !stem.contains("--") && !reserved.contains(String(stem))
  }

  private static func slug(of name: String, hashDigits: Int) -> String {
    let stem = stem(of: name)
    if stem == name, !stem.isEmpty, !reserved.contains(stem), !looksHashed(stem) { return stem }
    let hash = SHA256.hexadecimal(of: Array(name.utf8)).prefix(hashDigits)
    return stem.isEmpty ? String(hash) : "\(stem)-\(hash)"
  }

  private static func isKept(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func stem(of name: String) -> String {
    var stem = ""
    for scalar in name.unicodeScalars.prefix(4 * longest) {
      let small = scalar.isASCII ? UInt8(scalar.value) | (("A"..."Z").contains(scalar) ? 0x20 : 0) : 0
      if isKept(small), small != UInt8(ascii: "-") {
        stem.unicodeScalars.append(Unicode.Scalar(small))
      } else if !stem.isEmpty, !stem.hasSuffix("-") {
        stem += "-"
      }
    }
    stem = String(stem.prefix(longest))
    while stem.hasSuffix("-") { stem.removeLast() }
    return stem
  }

  private static func looksHashed(_ stem: String) -> Bool {
    let digits = stem.split(separator: "-").last ?? ""
    return (digits.utf8.count == hashDigits || digits.utf8.count == 64) && digits.allSatisfy(\.isHexDigit)
  }
}
