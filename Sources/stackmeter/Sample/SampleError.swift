/// Why no sample organisation was written. The cases carry facts; the one text of each is in `description`.
enum SampleError: Error, Equatable, Sendable {
  case monthsOutOfRange(Int)
  case scaleOutOfRange(Int)
  /// A file stands where the folder would be.
  case notAFolder(path: String)
  /// The folder holds something that is not written by the generator.
  case otherFile(folder: String, file: String)
  /// What is there was not written by the generator, and would be replaced.
  case otherProject(folder: String)
  case cannotRead(path: String)
  case cannotWrite(CannotWrite)
}

extension SampleError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  var description: String {
    switch self {
    case .monthsOutOfRange(let months):
      "--months is \(months); write a number from \(SampleOrganization.months.lowerBound) "
        + "to \(SampleOrganization.months.upperBound)"
    case .scaleOutOfRange(let scale):
      "--scale is \(scale); write a number from \(SampleOrganization.scales.lowerBound) "
        + "to \(SampleOrganization.scales.upperBound)"
    case .notAFolder(let path):
      "\(path): this is a file; name a folder that is empty or does not exist yet"
    case .otherFile(let folder, let file):
      "\(folder): \(file) is there and would not be replaced; empty the folder or name another"
    case .cannotRead(let path):
      "\(path): the folder cannot be read; give this user read permission or name another"
    case .otherProject(let folder):
      "\(folder): what is there was not written by stackmeter sample (the first line of its stackmeter.json5 would say "
        + "so) and would be replaced; empty the folder or name another"
    case .cannotWrite(let error): error.description
    }
  }
}
