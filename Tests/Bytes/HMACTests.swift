import Bytes
import Testing

@Suite("HMAC-SHA-256")
struct HMACTests {
  private func hexadecimal(of message: [UInt8], key: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let code = HMACSHA256.code(of: message, key: key)
    return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  @Test(
    "the codes are those of RFC 4231",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xCD, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array(
          ("This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ])
  func publishedVectors(key: [UInt8], message: [UInt8], code: String) {
    #expect(hexadecimal(of: message, key: key) == code)
  }

  @Test("the first 128 bits are those of RFC 4231, case 5, which prints no more")
  func truncated() {
    let code = hexadecimal(
      of: Array("Test With Truncation".utf8), key: [UInt8](repeating: 0x0C, count: 20))
    #expect(code.hasPrefix("a3b6167473100ee06e0c796c2955552b"))
  }

  @Test("a key of one block is taken as it is, and one byte more is hashed first")
  func blockOfKey() {
    let letter = UInt8(ascii: "k")
    #expect(
      hexadecimal(of: [], key: [UInt8](repeating: letter, count: 64))
        == "83026a325aaee70e36cfe607536aa1054104ad1077c36134810d4ccded1ccd3b")
    #expect(
      hexadecimal(of: [], key: [UInt8](repeating: letter, count: 65))
        == "41f1c4cc3107cd5b8d92460f61032902bfdb06484eef17e861b83a5012d3b7f3")
  }
}
