/// Parts of a comparison that are known from another one of the same environments, so that whoever asks for many values
/// of an assumption works out only what it changes. nil: to be worked out.
///
/// Each must be what the input would come to: environments and notes of all its environments in the order of their
/// names, pools of those that may be shared.
struct ComparisonParts {
  var environments: [StackComparison.EnvironmentCost]?
  var pools: [ResourcePool]?
  var notes: [StackComparison.Note]?
}
