import Metering
import Testing

@Suite struct IdentifierTests {
  @Test("names that look alike and differ in bytes are two names")
  func bytes() {
    let (composed, decomposed) = (TenantID("caf\u{E9}"), TenantID("cafe\u{301}"))
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect([composed: 1, decomposed: 2][composed] == 1)
    #expect(decomposed < composed)
    #expect(TenantID("caf\u{E9}") == composed)
  }

  @Test("names are ordered by bytes, not by any language")
  func order() {
    let ordered: [TenantID] = ["", "(unmapped)", "10", "9", "A", "B", "Z", "a", "aa", "b", "z", "é", "ｚ", "😀"]
    #expect(ordered.reversed().sorted() == ordered)
    #expect(bytewise("a", precedes: "a") == false)
    // By UTF-8 and not by UTF-16, where the emoji's surrogates come before U+FF5A.
    #expect(bytewise("\u{FF5A}", precedes: "\u{1F600}"))
  }

  @Test("reserved names come before names from logs")
  func reserved() {
    #expect(TenantID(ReservedName.unallocated) < "0")
    #expect(TenantID(ReservedName.unmapped) < "A")
    #expect(TenantID("").isEmpty && !TenantID(" ").isEmpty)
  }
}
