"""How right attributed calls of a simulation are: right, best possible, calibration error, last shown."""
import json
import sys

n = ours = best = last = sure = 0
bins = [[0, 0.0, 0] for _ in range(10)]
shown = {}
for line in sys.stdin:
    e = json.loads(line)
    if e["type"] == "number":
        shown[e["number"]] = e["session_id"]
    if e["type"] != "call" or e.get("direction") != "in":
        continue
    truth = e.get("truth_session_id")
    nobody = e["truth"] in ("saved", "stray", "spam")

    def right(session):
        return session == truth if session is not None else nobody

    mine = e.get("session_id")
    n += 1
    ours += right(mine)
    best += right(e.get("bayes_session_id"))
    last += right(shown.get(e.get("number")))
    if e["attribution"] == "dynamic":
        b = bins[min(9, int(e["confidence"] * 10))]
        b[0] += 1
        b[1] += e["confidence"]
        b[2] += mine == truth
        sure += 1
print(ours / n, best / n, sum(abs(b[1] - b[2]) for b in bins) / sure, last / n)
