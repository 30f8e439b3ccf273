import Bytes
import Metering
import Testing

@Suite("Numbers in logs and numbers elsewhere")
struct DecimalTwinTests {
  /// Both readings of a text, in words.
  private func readings(_ text: String) -> (fast: String, slow: String) {
    let fast = readDecimal(Array(text.utf8))
    let slow: String
    do throws(DecimalTextError) {
      let parsed = try ExactDecimal.parse(text.utf8)
      slow = "\(parsed.wasRounded ? "rounded" : "exact") \(parsed.value.picounits)"
    } catch {
      slow = error == .notANumber ? "notANumber" : "tooLarge"
    }
    switch fast.status {
    case .exact: return ("exact \(fast.picounits)", slow)
    case .rounded: return ("rounded \(fast.picounits)", slow)
    case .notANumber: return ("notANumber", slow)
    case .tooLarge: return ("tooLarge", slow)
    }
  }

  private func compare(_ text: String, _ comment: Comment) {
    let (fast, slow) = readings(text)
    #expect(fast == slow, comment)
  }

  @Test("every small text is the same number to both readers, or none to both")
  func exhaustive() {
    let alphabet = Array("05.-e+x".utf8)
    var texts: [[UInt8]] = [[]]
    var wrong: [String] = []
    for _ in 0...5 {
      texts = texts.flatMap { text in alphabet.map { text + [$0] } }
      for text in texts.prefix(20_000) {
        let (fast, slow) = readings(String(decoding: text, as: UTF8.self))
        if fast != slow { wrong.append(String(decoding: text, as: UTF8.self)) }
      }
    }
    #expect(readings("").fast == readings("").slow)
    #expect(wrong.prefix(5) == [])
  }

  @Test("numbers of every length, with points and exponents everywhere, are the same to both readers")
  func random() {
    let seed: UInt64 = 0xDEC_0001
    var generator = SplitMix64(seed: seed)
    for round in 0..<30_000 {
      let count = generator.element(of: [1, 2, 5, 12, 13, 17, 18, 19, 20, 25, 30, 38])
      var digits = (0..<count).map { _ in generator.element(of: ["0", "1", "4", "5", "9"]) }
      // Runs of one digit bring ties and carries about.
      if generator.int(0...2) == 0 {
        let run = generator.element(of: ["0", "9", "5"])
        for index in generator.int(0...count - 1)..<count { digits[index] = run }
      }
      if generator.int(0...3) > 0 { digits.insert(".", at: generator.int(0...count)) }
      var text = (generator.int(0...1) == 0 ? "-" : "") + digits.joined()
      if generator.int(0...3) == 0 {
        text += generator.element(of: ["e", "E"]) + generator.element(of: ["", "+", "-"]) + "\(generator.int(0...45))"
      }
      // What is known to be wrong has its own test.
      guard let magnitude = Double(text), abs(magnitude) < 1.7e26 || abs(magnitude) > 3.5e26 else { continue }
      compare(text, "seed \(seed), round \(round): \(text)")
    }
  }

  @Test("the edges of the type and of the fast path are the same to both readers")
  func edges() {
    for text in [
      "0", "-0", "-0.0", "000000000000000000000000000000000000000000001", "0.000000000000", "0.0000000000000", "1.",
      ".1", ".", "-", "-.", "1e", "1e+",
      "e5", "1e5.5", "--1", "+1", "1-", "1_000", "1,000", " 1", "1 ", "0x10", "NaN", "inf", "1e0", "1e-0", "1E26",
      "1E27", "1e-12", "1e-13", "5e-13",
      "15e-13", "25e-13", "0.9999999999995", "0.99999999999949", "999999999999999999", "9999999999999999999",
      "99999999999999999.9",
      "123456789012345678.123456789012", "12345678901234567.1", "170141183460469231731687303.715884105727",
      "-170141183460469231731687303.715884105727",
      "170141183460469231731687303.7158841057274", "170141183460469231731687303.7158841057275",
      "170141183460469231731687303.715884105728",
      "1e1000", "1e-1000", "0e999999999999999999999", "1e999999999999999999999", "-1e-999999999999999999999",
      "0." + String(repeating: "0", count: 300) + "1", String(repeating: "9", count: 300),
      "0." + String(repeating: "0", count: 400) + "1e401",
      String(repeating: "0", count: 5_000) + "7", "1" + String(repeating: "0", count: 500) + "e-500",
    ] {
      compare(text, "\(text.prefix(60))")
    }
  }

  @Test("an exponent may undo as many digits as the number has")
  func longExponents() {
    compare("0." + String(repeating: "0", count: 1_500) + "1e1501", "1,500 zeros")
    compare("1" + String(repeating: "0", count: 1_500) + "e-1500", "1,500 zeros")
  }

  @Test("the one number that has no opposite is too large for a log: what counts must be able to be taken back")
  func smallest() {
    #expect(readDecimal(Array("-170141183460469231731687303.715884105728".utf8)).status == .tooLarge)
    compare("-170141183460469231731687303.715884105727", "−2¹²⁷ + 1 steps")
  }
}
