import Dispatch
import Synchronization

/// What a second thread works out while the first goes on.
final class BackgroundResult<Value: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let found = Mutex<Value?>(nil)

  /// Begins.
  init(_ work: @escaping @Sendable () -> Value) {
    DispatchQueue.global().async(group: group) { [self] in
      let value = work()
      found.withLock { $0 = value }
    }
  }

  /// The result, waited for.
  var value: Value {
    group.wait()
    guard let value = found.withLock({ $0 }) else { preconditionFailure("the work ends with a result") }
    return value
  }
}
