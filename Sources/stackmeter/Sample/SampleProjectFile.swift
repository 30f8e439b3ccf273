/// The project file of the sample organisation.
enum SampleProjectFile {
  /// `command`: how the sample was made, as its reader would type it.
  static func text(command: String) -> String {
    """
    // Larkmoor Insurance, an invented company, with its teams, bills and logs: nothing here is of a real one.
    // Made by: \(command)

    """ + sources + comparison
  }

  private static let sources = """
    {
      organization: "Larkmoor Insurance",
      currency: "USD",
      // Days and months are those of the head office: 25 October 2026 has 25 hours.
      timeZone: "Europe/Berlin",

      sources: [
        // Notebooks, training on Kubernetes, pipelines and feature stores: one CSV a month from the cluster exporter.
        // It sends again what it is not sure has arrived, so about one record in a hundred comes twice.
        { name: "clusters", format: "usage-events", files: ["logs/clusters-*.csv"] },

        // The gateways in front of the models write JSON lines, in UTC.
        { name: "gateways", format: "usage-events", files: ["logs/serving-*.jsonl"] },

        // The research cluster: sacct --parsable2, once a month. It prints the head node's clock, without an offset.
        {
          name: "fjord", format: "slurm-sacct", files: ["sacct/*.log"], timeZone: "Europe/Berlin",
          map: [
            // Ten-minute jobs on spare cores, free for everybody.
            { when: { Partition: "debug" }, exclude: true },
            // Each research team has its own nodes and its own version of the training stack. Jobs of any other account
            // go to quarantine: somebody has to say whose they are.
            {
              when: { Account: "vision*" },
              set: {
                tenant: "vision", environment: "vision-training", stack: "training", version: "7.9.3", user: "{User}",
              },
            },
            {
              when: { Account: "language*" },
              set: {
                tenant: "language", environment: "language-training", stack: "training", version: "8.0.3",
                user: "{User}",
              },
            },
          ],
        },
      ],

      resources: {
        // Counted and not priced yet: every report shows these requests as unrated until rates.csv has a row for them.
        "object-store.requests": { unit: "requests" },
      },

    """

  private static let comparison = """
      // Environments of a stack are duplicates when half of their components are the same, or their product is. What
      // everything stands on proves nothing.
      duplicates: { similarity: "50%", baseComponents: ["linux", "postgres", "redis"] },

      // What one shared environment per stack would need, where it cannot be measured. Reports list every value, those
      // that are not set here with their defaults.
      comparison: {
        // Sized on the busiest hour, with the room that the platform team keeps free today.
        statistic: "peak",
        headroom: "15%",
        // Quotas and namespaces, no virtual machine per tenant.
        isolationOverhead: "4%",
        // What one node has. A shared environment keeps one node free for the failure of another.
        nodeSizes: { "gpu.a100": 8, "gpu.l4": 2, "cpu.core": 32, memory: 128 },
        spareNodes: 1,

        // Logging, ingress and secrets that every tenant needs of its own.
        controlPlanePerTenant: 90,

        // One team runs all five shared environments, so each stack carries a part of it: half a person, and a quarter
        // more for each tenant to look after.
        teamFloor: 1,
        teamBase: 0.5,
        teamPerTenant: 0.25,
        // What Finance plans for an engineer a year: the figure in costs.csv.
        loadedCostPerYear: 185000,

        // Upgrades are made by the people in costs.csv. Counted here too, their hours would count twice.
        upgradesPerYear: 0,

        // Taken from the two moves to the platform so far: 310 and 420 hours an environment.
        migrationHoursPerEnvironment: 400,
        parallelMonths: 2,
        // The contract for the machines ends in three years.
        horizonMonths: 36,

        stacks: {
          notebooks: {
            // A count of log-ins in May: people who had two hubs open and went from one to the other within the hour.
            switchesPerMonth: 260,
            switchMinutes: 10,
          },
          training: {
            // Whole nodes are given to a job, so tenants need less between them; the schedulers are yet to be merged.
            isolationOverhead: "2%",
            migrationHoursPerEnvironment: 700,
            buildCost: 120000,
          },
          "feature-store": {
            // The vendor sells the multi-tenant edition by the cluster; a small store of one's own is much cheaper.
            licencePerMonth: 3200,
            // Somebody has to know point-in-time joins: two people, or nobody is on holiday.
            teamFloor: 2,
          },
          serving: {
            // Customers wait for the answer: on call around the clock, and a model that moves is validated anew.
            teamFloor: 2,
            headroom: "30%",
            migrationHoursPerEnvironment: 600,
          },
        },
      },
    }

    """
}
