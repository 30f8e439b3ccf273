import Metering

extension [ExactDecimal] {
  /// The same numbers with the `count` lowest of them first and the next lowest right behind those, each side in no
  /// order that means anything. What sorting tells of one place, in time that grows with the count alone.
  /// `count`: less than there are numbers.
  func withLowest(_ count: Int) -> [ExactDecimal] {
    precondition(indices.contains(count), "the place asked for is one of the numbers'")
    var numbers = self
    var (first, last) = (0, numbers.count - 1)
    while first < last {
      let pivot = Self.median(numbers[first], numbers[(first + last) / 2], numbers[last])
      var (low, high) = (first, last)
      while low <= high {
        while numbers[low] < pivot { low += 1 }
        while pivot < numbers[high] { high -= 1 }
        if low <= high {
          numbers.swapAt(low, high)
          low += 1
          high -= 1
        }
      }
      // All up to `high` are at most the pivot, all from `low` on at least it, and what lies between is the pivot.
      if count <= high {
        last = high
      } else if count >= low {
        first = low
      } else {
        break
      }
    }
    return numbers
  }

  private static func median(_ a: ExactDecimal, _ b: ExactDecimal, _ c: ExactDecimal) -> ExactDecimal {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
