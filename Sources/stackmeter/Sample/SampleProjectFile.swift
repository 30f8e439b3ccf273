/// The project file of the sample organisation.
enum SampleProjectFile {
  /// Tells a sample from anybody's project.
  static let firstLine =
    "// Larkmoor Insurance, an invented company, with its teams, bills and logs: nothing here is of a real one."

  /// `command`: how the sample was made, as its reader would type it.
  static func text(command: String) -> String {
    """
    \(firstLine)
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

      // How often people go from one environment of a stack to another, without knowing anybody: users become
      // pseudonyms under a key, and nothing is told of fewer than five. This key is for everybody to read, like all of
      // the sample; keep your own out of version control: head -c 32 /dev/urandom > people.key; chmod 600 people.key
      people: { keyFile: "people.key", services: ["svc-*"], gapMinutes: 60, smallestGroup: 5 },

      // What one shared environment per stack would need, where it cannot be measured. Reports list every value, those
      // that are not set here with their defaults. A value may say how sure it is, who stands for it and when that was
      // looked at last.
      comparison: {
        // Sized on the busiest hour, with the room that the platform team keeps free today.
        statistic: "peak",
        headroom: {
          low: "7.5%", base: "15%", high: "45%", source: "what the platform team keeps free today", owner: "platform",
          reviewed: "2026-06-30",
        },
        isolationOverhead: {
          low: "1%", base: "4%", high: "15%", source: "quotas and namespaces, no virtual machine per tenant",
          owner: "platform", reviewed: "2026-06-30",
        },
        // What one node has. A shared environment keeps one node free for the failure of another.
        nodeSizes: { "gpu.a100": 8, "gpu.l4": 2, "cpu.core": 32, memory: 128 },
        spareNodes: 1,

        controlPlanePerTenant: {
          base: 90, source: "logging, ingress and secrets that every tenant needs of its own", owner: "platform",
          reviewed: "2026-06-30",
        },

        // One team runs all five shared environments, so each stack carries a part of it: half a person, and a quarter
        // more for each tenant to look after.
        teamFloor: 1,
        teamBase: { base: 0.5, source: "plan of the platform team", owner: "platform", reviewed: "2026-06-30" },
        teamPerTenant: {
          low: 0.15, base: 0.25, high: 0.5, source: "plan of the platform team", owner: "platform",
          reviewed: "2026-06-30",
        },
        // The figure in costs.csv.
        loadedCostPerYear: {
          low: 111000, base: 185000, high: 277500, source: "what Finance plans for an engineer", owner: "finance",
          reviewed: "2026-01-15",
        },

        // Upgrades are made by the people in costs.csv. Counted here too, their hours would count twice.
        upgradesPerYear: 0,

        migrationHoursPerEnvironment: {
          low: 160, base: 400, high: 1200, source: "two moves to the platform so far, 310 and 420 hours",
          owner: "platform", reviewed: "2026-09-30",
        },
        parallelMonths: {
          low: 1, base: 2, high: 6, source: "two moves to the platform so far", owner: "platform",
          reviewed: "2026-09-30",
        },
        horizonMonths: {
          base: 36, source: "the contract for the machines ends then", owner: "finance", reviewed: "2026-01-15",
        },

        stacks: {
          notebooks: {
            // A count of log-ins in May: people who had two hubs open and went from one to the other within the hour.
            // It stands only where the logs cannot tell: measured switches count first.
            switchesPerMonth: 260,
            switchMinutes: 10,
          },
          training: {
            // Whole nodes are given to a job, so tenants need less between them; the schedulers are yet to be merged.
            isolationOverhead: {
              low: "0.5%", base: "2%", high: "7.5%", source: "whole nodes are given to a job", owner: "platform",
              reviewed: "2026-06-30",
            },
            migrationHoursPerEnvironment: {
              low: 280, base: 700, high: 2100, source: "estimate of the research teams", owner: "vision",
              reviewed: "2026-03-31",
            },
            buildCost: { base: 120000, source: "offer of the integrator", owner: "platform", reviewed: "2026-03-31" },
          },
          "feature-store": {
            // A small store of one's own is much cheaper.
            licencePerMonth: {
              base: 3200, source: "the vendor's offer: the multi-tenant edition is sold by the cluster",
              owner: "marketing", reviewed: "2026-05-20",
            },
            // Somebody has to know point-in-time joins: two people, or nobody is on holiday.
            teamFloor: 2,
          },
          serving: {
            // Customers wait for the answer: on call around the clock, and a model that moves is validated anew.
            teamFloor: 2,
            headroom: {
              low: "15%", base: "30%", high: "90%", source: "customers wait for the answer", owner: "claims",
              reviewed: "2026-06-30",
            },
            migrationHoursPerEnvironment: {
              low: 240, base: 600, high: 1800, source: "a model that moves is validated anew", owner: "claims",
              reviewed: "2026-06-30",
            },
          },
        },
      },
    }

    """
}
