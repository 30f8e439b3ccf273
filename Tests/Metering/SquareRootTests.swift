import Metering
import Testing

@Suite("Square roots") struct SquareRootTests {
  @Test("squares have their exact root, others one truncated to twelve places")
  func roots() throws {
    for (square, root) in [
      ("0", "0"), ("1", "1"), ("4", "2"), ("0.25", "0.5"), ("1.75", "1.322875655532"), ("2", "1.414213562373"),
      ("0.000000000001", "0.000001"), ("123454321", "11111"),
    ] as [(ExactDecimal, ExactDecimal)] {
      #expect(try square.squareRoot() == root, "\(square)")
    }
  }

  @Test("the root is the largest whose square is not above: r² ≤ x < (r + 10⁻¹²)²", arguments: 0..<200)
  func bracket(seed: Int) throws {
    let square = ExactDecimal(picounits: Int128(seed) * 7_919_000_003 + Int128(seed * seed))
    let root = try square.squareRoot().picounits
    let scaled = square.picounits * ExactDecimal.one.picounits
    #expect(root * root <= scaled && scaled < (root + 1) * (root + 1))
  }

  @Test("a number too large to be rooted so is an overflow")
  func overflow() {
    #expect(throws: ArithmeticOverflow.self) { try ExactDecimal(picounits: .max).squareRoot() }
  }
}
