#!/usr/bin/env python3
"""Writes a project whose month has hourly usage everywhere: 500 tenants x 5 stacks x 8 resources.

    python3 Benchmarks/aggregation.py FOLDER [--plain]

An environment per tenant and stack, capacity of one resource and a control plane in each, prices for all and of their own
for every tenth tenant, an organisation-wide tier table, discounts, minimums and credits. --plain: a price a resource and
nothing else. The events are of one day each, so that the ingest before is short; the ledger holds every hour.
"""
import random
import sys

TENANTS, STACKS, DAYS = 500, ["training", "notebooks", "serving", "pipelines", "features"], 31
RESOURCES = [
    ("gpu.a100", "GPU-hours", "2.15"), ("gpu.l4", "GPU-hours", "0.80"), ("gpu.h100", "GPU-hours", "4.10"),
    ("cpu.core", "core-hours", "0.0415"), ("cpu.arm", "core-hours", "0.0310"), ("memory", "GiB-hours", "0.0052"),
    ("storage", "GiB-months", "0.092"), ("storage.fast", "GiB-months", "0.310"),
]


def write(folder, name, header, rows):
    with open(f"{folder}/{name}", "w") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join(str(value) for value in row) + "\n")


def main(folder, plain):
    numbers = random.Random(4)
    tenants = [f"team-{number:03}" for number in range(TENANTS)]
    places = [(tenant, stack, f"{tenant}-{stack}") for tenant in tenants for stack in STACKS]
    with open(f"{folder}/stackmeter.json5", "w") as file:
        file.write('{ organization: "Bench", currency: "USD",\n  sources: [ { name: "events", ')
        file.write('format: "usage-events", files: ["events.csv"] } ] }\n')
    write(folder, "environments.csv", ["environment", "stack", "kind", "owner", "version"],
          [(name, stack, "bespoke", tenant, "7") for tenant, stack, name in places])
    write(folder, "capacity.csv", ["environment", "resource", "units"], [(name, "gpu.a100", 8) for _, _, name in places])
    write(folder, "costs.csv", ["environment", "category", "item", "amount_per_month", "currency"],
          [(name, "control_plane", "", "73.00", "USD") for _, _, name in places])
    write(folder, "tenants.csv", ["tenant", "name", "business_unit", "cost_centre"],
          [(tenant, tenant, f"unit {index % 9}", f"{index % 60:04}") for index, tenant in enumerate(tenants)])
    header = ["resource", "unit", "price", "currency", "valid_from", "valid_to", "tenant"]
    general = [(name, unit, price, "USD", "2026-01-01", "", "") for name, unit, price in RESOURCES]
    if plain:
        write(folder, "rates.csv", header, general)
    else:
        rows = [row + ("", "", "", "") for row in general if row[0] != "cpu.core"]
        for low, high, price in [("0", "1000000", "0.0415"), ("1000000", "5000000", "0.0400"), ("5000000", "", "0.0380")]:
            rows.append(("cpu.core", "core-hours", price, "USD", "2026-01-01", "", "", "graduated", low, high, "organization"))
        for tenant in tenants[::10]:
            rows.append(("gpu.a100", "GPU-hours", "1.95", "USD", "2026-01-01", "", tenant, "", "", "", ""))
            rows.append(("gpu.l4", "GPU-hours", "0.75", "USD", "2026-10-16", "", tenant, "", "", "", ""))
        write(folder, "rates.csv", header + ["tiers", "from_quantity", "to_quantity", "tier_scope"], rows)
        rows = [("all-memory", "discount", "2", "", "", "", "memory", "", "")]
        rows.append(("platform-fee", "markup", "3", "", "", "", "", "", ""))
        for index, tenant in enumerate(tenants[::5]):
            rows.append((f"minimum-{tenant}", "minimum", "", "5000000", "USD", tenant, "", "", ""))
            rows.append((f"credit-{tenant}", "credit", "", "250.00", "USD", tenant, "", "", "2026-12-31"))
            if index % 2:
                rows.append((f"storage-{tenant}", "discount", "7.5", "", "", tenant, "storage", "2026-10-10", ""))
        write(folder, "adjustments.csv",
              ["adjustment", "kind", "percent", "amount", "currency", "tenant", "resource", "valid_from", "valid_to"], rows)
    with open(f"{folder}/events.csv", "w") as file:
        file.write("id,start,end,tenant,stack,environment,resource,quantity\n")
        for day in range(DAYS):
            start, end = f"2026-10-{day + 1:02}T00:00:00Z", f"2026-10-{day + 2:02}T00:00:00Z"
            if day == DAYS - 1:
                end = "2026-11-01T00:00:00Z"
            for tenant, stack, name in places:
                for index, (resource, _, _) in enumerate(RESOURCES):
                    quantity = numbers.randint(1, 20_000_000)
                    file.write(f"{name}-{index}-{day},{start},{end},{tenant},{stack},{name},{resource},{quantity}.5\n")


main(sys.argv[1], "--plain" in sys.argv)
