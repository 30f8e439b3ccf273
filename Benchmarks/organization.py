#!/usr/bin/env python3
"""Writes a project of any size to compare: python3 organization.py FOLDER [ENVIRONMENTS] [TENANTS] [MONTHS] [SHARE]

Every environment is used on every day, by its owner and by SHARE of the other tenants (0 to 1), in intervals of some hours:
all hours of the day are touched. Two resources with capacity, five stacks, fixed costs and staff. The same arguments give
the same bytes.
"""
import datetime
import os
import random
import sys

folder = sys.argv[1]
environments = int(sys.argv[2]) if len(sys.argv) > 2 else 200
tenants = int(sys.argv[3]) if len(sys.argv) > 3 else 60
months = int(sys.argv[4]) if len(sys.argv) > 4 else 12
share = float(sys.argv[5]) if len(sys.argv) > 5 else 0.05

chance = random.Random(7)
stacks = ["notebooks", "training", "feature-store", "serving", "pipelines"]
os.makedirs(folder + "/logs", exist_ok=True)


def write(name, header, rows):
    with open(f"{folder}/{name}", "w") as file:
        file.write(header + "\n")
        file.writelines(",".join(str(field) for field in row) + "\n" for row in rows)


def stack(number):
    return stacks[number % len(stacks)]


def tenant(number):
    return f"team-{number % tenants:03}"


names = [f"{stack(number)}-{number:04}" for number in range(environments)]
write("environments.csv", "environment,stack,kind,owner,version",
      [(name, stack(number), "bespoke", tenant(number), 7 + number % 2) for number, name in enumerate(names)])
write("capacity.csv", "environment,resource,units",
      [row for name in names for row in ((name, "gpu.a100", 16), (name, "cpu.core", 256))])
write("costs.csv", "environment,category,item,amount_per_month,fte,loaded_cost_per_year,currency",
      [row for name in names for row in ((name, "control_plane", "control plane", 900, "", "", "USD"),
                                         (name, "operations_staff", "staff", "", "0.5", 185000, "USD"))])
write("rates.csv", "resource,unit,price,currency,valid_from",
      [("gpu.a100", "GPU-hours", "2.40", "USD", "2025-01-01"), ("cpu.core", "core-hours", "0.04", "USD", "2025-01-01")])
with open(folder + "/stackmeter.json5", "w") as file:
    file.write("""{ organization: "Bench", currency: "USD",
  sources: [ { name: "events", format: "usage-events", files: ["logs/*.csv"] } ],
  comparison: { nodeSizes: { "gpu.a100": 8, "cpu.core": 64 }, teamFloor: 3 } }
""")

start = datetime.date(2025, 1, 1)
number_of_events = 0
for month in range(months):
    first = datetime.date(2025 + month // 12, month % 12 + 1, 1)
    end = datetime.date(2025 + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    with open(f"{folder}/logs/{first:%Y-%m}.csv", "w") as file:
        file.write("id,start,end,tenant,environment,resource,quantity\n")
        day = first
        while day < end:
            for number, name in enumerate(names):
                users = [number % tenants] + [other for other in range(tenants) if chance.random() < share]
                for user in users:
                    for begin in (0, 8, 16):
                        for resource, most in (("gpu.a100", 3), ("cpu.core", 40)):
                            number_of_events += 1
                            finish = f"{day}T{begin + 8:02}:00:00Z" if begin < 16 else f"{day + datetime.timedelta(1)}T00:00:00Z"
                            file.write(f"e{number_of_events},{day}T{begin:02}:00:00Z,{finish},{tenant(user)},{name},"
                                       f"{resource},{chance.randrange(1, most) * 28800}\n")
            day += datetime.timedelta(1)
print(f"{environments} environments, {tenants} tenants, {months} months, {number_of_events} events in {folder}")
