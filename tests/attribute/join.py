"""Random sessions, numbers and calls (make SEED: writes rules.yaml, prints events), and the exact join (join FILE):
every call against every lease, by ct-attribute(1) to the letter, with no cleverness at all."""
import json
import random
import sys

TTL = {"a": 600, "b": 0}
MAX_LEASE = 3600
T0 = 1772323200  # 2026-03-01T00:00:00Z


def stamp(t):
    d, ms = divmod(t, 1000)
    days, s = divmod(d - T0, 86400)
    return "2026-03-%02dT%02d:%02d:%02d.%03dZ" % (1 + days, s // 3600, s // 60 % 60, s % 60, ms)


def instant(s):
    return (T0 + (int(s[8:10]) - 1) * 86400 + int(s[11:13]) * 3600 + int(s[14:16]) * 60 + int(s[17:19])) * 1000 + int(s[20:23])


def make(seed):
    r = random.Random(seed)
    with open("rules.yaml", "w", encoding="ascii") as f:
        f.write('pools:\n  - {name: a, numbers: ["+100..+104"], ttl: 10m, max_lease: 1h}\n'
                '  - {name: b, numbers: ["+2*"], ttl: 0s, max_lease: 1h}\nmodel: {learn: false}\n')
    numbers = ["+10%d" % i for i in range(5)] + ["+20%d" % i for i in range(3)]
    out = []
    for i in range(600):
        t = T0 * 1000 + r.randrange(86400 * 2) * 1000 + r.choice([0, 0, 0, r.randrange(1000)])
        end = t + r.choice([0, 1000, r.randrange(1800) * 1000, r.randrange(7200000)])
        s = {"ts": stamp(t), "type": "session", "id": "s%d" % i, "source": "x"}
        ended = r.random() < 0.85
        if ended:
            s["end"] = stamp(end)
        if r.random() < 0.5:
            s["number"] = r.choice(numbers)
        out.append(s)
        for j in range(r.choice([0, 0, 1, 1, 2, 5])):
            tn = t + r.randrange(max(1, (end - t) // 1000 + 1)) * 1000
            n = {"ts": stamp(tn), "type": "number", "id": "n%d.%d" % (i, j), "number": r.choice(numbers), "session_id": s["id"]}
            if r.random() < 0.3:
                n["until"] = stamp(tn + r.choice([0, r.randrange(3600) * 1000]))
            out.append(n)
    for i in range(900):
        t = T0 * 1000 + r.randrange(86400 * 2) * 1000
        out.append({"ts": stamp(t), "type": "call", "id": "c%d" % i, "number": r.choice(numbers), "customer": "+9%06d" % i})
    # Calls exactly at both ends of a lease.
    for i, e in enumerate([e for e in out if e["type"] == "number"][:200]):
        out.append({"ts": e["ts"], "type": "call", "id": "d%d" % i, "number": e["number"], "customer": "+8%06d" % i})
        if "until" in e and e["number"][1] == "2":
            out.append({"ts": e["until"], "type": "call", "id": "e%d" % i, "number": e["number"], "customer": "+6%06d" % i})
    r.shuffle(out)
    out.sort(key=lambda e: e["ts"])
    for e in out:
        print(json.dumps(e, separators=(",", ":")))


def join(path):
    events = [json.loads(line) for line in open(path, encoding="utf-8")]
    sessions = {e["id"]: e for e in events if e["type"] == "session"}
    leases = []
    for e in events:
        if e["type"] == "session" and "number" in e:
            leases.append((e["number"], e["id"], instant(e["ts"]), None))
        elif e["type"] == "number":
            leases.append((e["number"], e["session_id"], instant(e["ts"]), e.get("until")))
    held = []
    for number, sid, start, until in leases:
        ends = [instant(t) for t in (until, sessions[sid].get("end")) if t]
        end = max(start, min(ends)) + 1000 * TTL["a" if number[1] == "1" else "b"] if ends else start + 1000 * MAX_LEASE
        held.append((number, sid, start, end))
    for e in events:
        if e["type"] != "call":
            continue
        t = instant(e["ts"])
        found = {}
        for number, sid, start, end in held:
            if number == e["number"] and start <= t <= end:
                # From the first sight: back over all leases of the session that touch this one.
                first, grown = start, True
                while grown:
                    grown = False
                    for n2, s2, a, b in held:
                        if n2 == number and s2 == sid and a < first <= b:
                            first, grown = a, True
                found[sid] = min(first, found.get(sid, first))
        for sid, first in found.items():
            lag = "%.3f" % ((t - first) / 1000)
            yield "%s %s %s" % (e["id"], sid, lag.rstrip("0").rstrip("."))


if sys.argv[1] == "make":
    make(int(sys.argv[2]))
else:
    print("\n".join(sorted(join(sys.argv[2]))))
