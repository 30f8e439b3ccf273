import Dispatch
import Synchronization

/// What each of some elements comes to, in their order: all of them worked on at once.
func forEachAtOnce<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ work: @Sendable (Element) -> Result
) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: elements.count))
  DispatchQueue.concurrentPerform(iterations: elements.count) { number in
    let result = work(elements[number])
    results.withLock { $0[number] = result }
  }
  return results.withLock { $0.compactMap { $0 } }
}
