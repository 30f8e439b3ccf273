import Metering
import Testing

@testable import Ingest

@Suite("What sacct prints")
struct SlurmValueTests {
  private func allocation(_ tres: String) throws -> JobAllocation { try JobAllocation(tres: Array(tres.utf8)) }

  private func complaint(_ tres: String) -> String? {
    do throws(Complaint) {
      _ = try JobAllocation(tres: Array(tres.utf8))
      return nil
    } catch {
      #expect(error.code == .badAllocation)
      #expect(error.field == "AllocTRES")
      return error.reason
    }
  }

  private func types(_ allocation: JobAllocation) -> [String] { allocation.typedGPUs.map { "\($0.type)=\($0.count)" } }

  @Test("a list of trackable resources is read, in any order, and what is not metered is passed over")
  func allocations() throws {
    let plain = try allocation("billing=12,cpu=12,gres/gpu=2,mem=31000M,node=1")
    #expect(plain.cores == 12)
    #expect(plain.nodes == 1)
    #expect(plain.memory == Fraction(31_000, 1_024))
    #expect(plain.untypedGPUs == 2)
    #expect(plain.typedGPUs.isEmpty)
    let turned = try allocation("node=2,energy=1000,fs/disk=5,gres/shard=3,gres/mps=50,license/x=1,mem=0,cpu=3")
    #expect(turned.cores == 3)
    #expect(turned.nodes == 2)
    #expect(turned.memory == .zero)
    #expect(turned.untypedGPUs == 0)
    let nothing = try allocation("")
    #expect(nothing.cores == nil)
    #expect(nothing.nodes == nil)
    #expect(nothing.memory == nil)
  }

  @Test("GPUs told in total and by type are counted once")
  func gpus() throws {
    let both = try allocation("gres/gpu=4,gres/gpu:a100=4")
    #expect(both.untypedGPUs == 0)
    #expect(types(both) == ["a100=4"])
    let partly = try allocation("gres/gpu:v100=1,gres/gpu=8,gres/gpu:a100=4")
    #expect(partly.untypedGPUs == 3)
    #expect(types(partly) == ["a100=4", "v100=1"])
    let typed = try allocation("gres/gpu:h100=2")
    #expect(typed.untypedGPUs == 0)
    #expect(types(typed) == ["h100=2"])
    #expect(complaint("gres/gpu=1,gres/gpu:a100=2") == "the typed GPUs are more than gres/gpu, their total")
    #expect(complaint("gres/gpu:=2") == "a GPU type is empty")
  }

  @Test("what is no list is told")
  func badAllocations() {
    #expect(complaint("cpu") == "cpu is no name=value")
    #expect(complaint("cpu=1,node") == "node is no name=value")
    for value in ["", "x", "-1", "1.5", "1K", "1234567890123456"] {
      #expect(complaint("cpu=\(value)") == "cpu=\(value) is no whole number")
      #expect(complaint("gres/gpu=\(value)") == "gres/gpu=\(value) is no whole number")
    }
    for value in ["", "G", "x", "-1G", "1X", "1GG", "1e40G", "0.0000000000001G"] {
      #expect(complaint("mem=\(value)") == "\(value) is no amount of memory such as 62.50G")
    }
  }

  @Test("memory is in K, M, G, T or P of 1,024 each, and in M without a letter")
  func memory() throws {
    for (text, expected) in [
      ("1048576K", Fraction.one), ("1024M", .one), ("1024", .one), ("62.50G", Fraction(125, 2)),
      ("2T", Fraction(2_048)),
      ("1P", Fraction(1 << 20)), ("1K", Fraction(1, 1 << 20)), ("0", .zero), ("0.5G", Fraction(1, 2)),
    ] {
      #expect(try allocation("mem=\(text)").memory == expected, "\(text)")
    }
  }

  @Test("memory asked for is per core, per node or for the job, with and without the flag of old versions")
  func requested() throws {
    func requested(_ text: String) throws -> Fraction? { try requestedMemory(Array(text.utf8), cores: 12, nodes: 3) }
    #expect(try requested("1024Mc") == Fraction(12))
    #expect(try requested("1024Mn") == Fraction(3))
    #expect(try requested("1024M") == .one)
    #expect(try requested("1024") == .one)
    #expect(try requested("2Gc") == Fraction(24))
    #expect(try requested("2.5Gn") == Fraction(15, 2))
    for nothing in ["", "0", "0n", "0c", "0Mn"] { #expect(try requested(nothing) == nil, "\(nothing)") }
    // 2³¹ MiB and more: per core, less the flag. The real line is 2147486648Mn: 3,000 MiB a core.
    #expect(try requested("2147486648Mn") == Fraction(3_000 * 12, 1_024))
    #expect(try requested("2147484672M") == Fraction(12))
    #expect(try requested("2147483648M") == nil)
    #expect(try requested("2147483647M") == Fraction((1 << 31) - 1, 1_024))
    for bad in ["x", "c", "1Xn", "-1G"] { #expect(throws: Complaint.self, "\(bad)") { try requested(bad) } }
  }

  @Test("elapsed time has days, hours and a fraction where they are told")
  func elapsed() {
    for (text, seconds) in [
      ("00:00", 0), ("00:24", 24), ("01:02:03", 3_723), ("10-13:27:06", 912_426), ("5-00:00:26", 432_026),
      ("00:01.999", 1),
      ("1-00:00", 86_400), ("100:00:00", 360_000),
    ] as [(String, Int64)] {
      #expect(elapsedSeconds(Array(text.utf8)) == seconds, "\(text)")
    }
    for text in [
      "", "5", "UNLIMITED", "1:2:3:4", "-1:00:00", "1-1-00:00:00", "a:00", "1:", ":1", "1-", "Partition_Limit",
    ] {
      #expect(elapsedSeconds(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test("a state is its first word in any case; cut-off ones are known")
  func states() {
    for ended in [
      "BOOT_FAIL", "CANCELLED", "CANCELLED by 1000", "CANCELLED+", "CANCEL+", "COMPLETED", "completed", "FAILED",
      "NODE_FAIL", "NODE_FA+",
      "PREEMPTED", "TIMEOUT", "OUT_OF_MEMORY", "OUT_OF_+", "DEADLINE", "REVOKED",
    ] {
      #expect(JobState(Array(ended.utf8)) == .ended, "\(ended)")
    }
    for other in [
      "PENDING", "RUNNING", "RUNNING by 1", "REQUEUED", "RESIZING", "SUSPENDED", "COMPLETING", "CONFIGU+",
      "REQUEUE_HOLD",
    ] {
      #expect(JobState(Array(other.utf8)) == .notEnded, "\(other)")
    }
    for unknown in ["", "+", " ", "DONE", "CANCELLEDX", "COMPLETED,", "X+"] {
      #expect(JobState(Array(unknown.utf8)) == nil, "\(unknown)")
    }
  }

  @Test("a whole number is digits alone, at most 15")
  func wholeNumbers() {
    #expect(wholeNumber(Array("0".utf8)) == 0)
    #expect(wholeNumber(Array("999999999999999".utf8)) == 999_999_999_999_999)
    for text in ["", "1000000000000000", "-1", "+1", "1.0", " 1", "0x1"] {
      #expect(wholeNumber(Array(text.utf8)) == nil)
    }
  }
}
