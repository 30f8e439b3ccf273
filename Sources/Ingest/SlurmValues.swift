import Bytes
import Metering

/// What a job was given, read from sacct's TRES list: `billing=12,cpu=12,gres/gpu=2,mem=31000M,node=1`.
struct JobAllocation: Equatable {
  /// nil: the list does not tell.
  var cores: Int128?
  var nodes: Int128?
  /// GiB.
  var memory: Fraction?
  /// GPUs without a type, and by type in the order of their names.
  var untypedGPUs: Int128 = 0
  var typedGPUs: [(type: String, count: Int128)] = []

  static func == (left: JobAllocation, right: JobAllocation) -> Bool {
    left.cores == right.cores && left.nodes == right.nodes && left.memory == right.memory
      && left.untypedGPUs == right.untypedGPUs
      && left.typedGPUs.elementsEqual(right.typedGPUs) { $0.type == $1.type && $0.count == $1.count }
  }

  /// Reads a TRES list. A GPU total beside typed GPUs counts only what the types do not cover.
  init(tres: [UInt8]) throws(Complaint) {
    var total: Int128?
    var types: [String: Int128] = [:]
    for entry in tres.split(separator: UInt8(ascii: ",")) {
      let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw Complaint(.badAllocation, "AllocTRES", "\(excerpt(Array(entry))) is no name=value")
      }
      let name = String(decoding: parts[0], as: UTF8.self)
      let value = Array(parts[1])
      switch name {
      case "cpu": cores = try Self.count(value, name)
      case "node": nodes = try Self.count(value, name)
      case "mem": memory = try Self.memory(value, field: "AllocTRES", default: UInt8(ascii: "M"))
      case "gres/gpu": total = try Self.count(value, name)
      case _ where name.hasPrefix("gres/gpu:"):
        let type = String(name.dropFirst("gres/gpu:".count))
        guard !type.isEmpty else { throw Complaint(.badAllocation, "AllocTRES", "a GPU type is empty") }
        types[type, default: 0] += try Self.count(value, name)
      default: break
      }
    }
    let typed = types.values.reduce(0, +)
    untypedGPUs = (total ?? typed) - typed
    guard untypedGPUs >= 0 else {
      throw Complaint(.badAllocation, "AllocTRES", "the typed GPUs are more than gres/gpu, their total")
    }
    typedGPUs = types.sorted { bytewise($0.key, precedes: $1.key) }.map { ($0.key, $0.value) }
  }

  private static func count(_ text: [UInt8], _ name: String) throws(Complaint) -> Int128 {
    guard let value = wholeNumber(text) else {
      throw Complaint(.badAllocation, "AllocTRES", "\(name)=\(excerpt(text)) is no whole number")
    }
    return value
  }

  /// Memory in GiB: a number with K, M, G, T or P, of 1,024 each; without one in MiB, as Slurm counts.
  static func memory(_ text: [UInt8], field: String, default unit: UInt8) throws(Complaint) -> Fraction {
    var digits = text
    var suffix = unit
    if let last = text.last, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) {
      suffix = last
      digits.removeLast()
    }
    let perGiB: [UInt8: Fraction] = [
      UInt8(ascii: "K"): Fraction(1, 1 << 20), UInt8(ascii: "M"): Fraction(1, 1 << 10), UInt8(ascii: "G"): .one,
      UInt8(ascii: "T"): Fraction(1 << 10), UInt8(ascii: "P"): Fraction(1 << 20),
    ]
    let number = readDecimal(digits)
    guard number.status == .exact, number.picounits >= 0, number.picounits < 1 << 90, let size = perGiB[suffix] else {
      throw Complaint(.badAllocation, field, "\(excerpt(text)) is no amount of memory such as 62.50G")
    }
    return try product(Fraction(number.picounits, ExactDecimal.one.picounits), size, field: field)
  }

  static func product(_ amount: Fraction, _ times: Fraction, field: String) throws(Complaint) -> Fraction {
    do throws(ArithmeticOverflow) {
      return try amount.times(times)
    } catch {
      throw Complaint(.badAllocation, field, "the amount of memory is too large")
    }
  }
}

/// Memory a job asked for, in GiB, as older Slurms tell it: per node (`4000Mn`), per core (`2Gc`), or for the job
/// (`8G`). nil: all of the node's memory, or nothing told.
func requestedMemory(_ text: [UInt8], cores: Int128, nodes: Int128) throws(Complaint) -> Fraction? {
  guard !text.isEmpty, text != Array("0".utf8) else { return nil }
  var amount = text
  var times: Int128 = 1
  if text.last == UInt8(ascii: "c") || text.last == UInt8(ascii: "n") {
    times = text.last == UInt8(ascii: "c") ? cores : nodes
    amount.removeLast()
  }
  var memory = try JobAllocation.memory(amount, field: "ReqMem", default: UInt8(ascii: "M"))
  // An undecoded MEM_PER_CPU flag: 2³¹ MiB and more is "per core", less the flag (slurm.h).
  let flag = Fraction(1 << 21)
  if memory >= flag {
    memory = Fraction(memory.numerator - flag.numerator * memory.denominator, memory.denominator)
    times = cores
  }
  return memory.numerator == 0 ? nil : try JobAllocation.product(memory, Fraction(times), field: "ReqMem")
}

/// A whole number that is not negative and below 10¹⁵.
func wholeNumber(_ text: [UInt8]) -> Int128? {
  guard !text.isEmpty, text.count <= 15 else { return nil }
  var value: Int128 = 0
  for byte in text {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    value = value * 10 + Int128(byte - UInt8(ascii: "0"))
  }
  return value
}

/// What a job's state says of its usage.
enum JobState: Equatable {
  /// It ran and ended: its usage is final.
  case ended
  /// It waits, runs, or will run again: its usage comes with a later line.
  case notEnded

  /// Reads a state as sacct prints it: the first word counts (`CANCELLED by 1000`), and a `+` marks a cut-off one.
  init?(_ text: [UInt8]) {
    let word = text.prefix { $0 != UInt8(ascii: " ") }
    let isCut = word.last == UInt8(ascii: "+")
    let name = String(decoding: isCut ? word.dropLast() : word, as: UTF8.self).uppercased()
    func isOne(of states: [String]) -> Bool { states.contains { isCut ? $0.hasPrefix(name) : $0 == name } }
    guard !name.isEmpty else { return nil }
    if isOne(of: [
      "BOOT_FAIL", "CANCELLED", "COMPLETED", "FAILED", "NODE_FAIL", "PREEMPTED", "TIMEOUT", "OUT_OF_MEMORY", "DEADLINE",
      "REVOKED",
    ]) {
      self = .ended
    } else if isOne(of: [
      "PENDING", "RUNNING", "REQUEUED", "RESIZING", "SUSPENDED", "CONFIGURING", "COMPLETING", "STAGE_OUT", "STOPPED",
      "SIGNALING", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD",
    ]) {
      self = .notEnded
    } else {
      return nil
    }
  }
}

/// Seconds of `[[D-]HH:]MM:SS[.fraction]`; nil when it is none.
func elapsedSeconds(_ text: [UInt8]) -> Int64? {
  let whole = text.prefix { $0 != UInt8(ascii: ".") }
  let parts = whole.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
  guard let clockText = parts.last else { return nil }
  let clock = clockText.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
    wholeNumber(Array($0))
  }
  guard (2...3).contains(clock.count), let days = parts.count == 2 ? wholeNumber(Array(parts[0])) : 0 else {
    return nil
  }
  var seconds: Int128 = 0
  for part in clock {
    guard let part else { return nil }
    seconds = seconds * 60 + part
  }
  return Int64(exactly: days * 86_400 + seconds)
}
