#!/usr/bin/env python3
"""simple.py TTL FILE... - how often the rules people use today are right, as one line of JSON.

last    the visit that was shown the number last, of those that hold it
first   the one that was shown it first
single  the only one that holds it; nobody if there are several

Each file is a world of its own.  Right is what ct-eval calls right: the true visit, or none where there is none.
"""
import json
import sys
from datetime import datetime, timedelta

ttl = timedelta(seconds=float(sys.argv[1]))


def at(text):
    return datetime.fromisoformat(text[:-1])


right, calls = {"last": 0, "first": 0, "single": 0}, 0
for name in sys.argv[2:]:
    holders = {}
    for line in open(name, encoding="utf-8"):
        if '"type":"session"' in line:
            continue
        event = json.loads(line)
        if event["type"] == "number":
            held = at(event["until"]) + ttl
            holders.setdefault(event["number"], []).append((held, event["session_id"]))
        elif event["type"] == "call" and event["direction"] == "in":
            now = at(event["ts"])
            held = [h for h in holders.get(event["number"], []) if h[0] >= now]
            holders[event["number"]] = held
            guesses = {"last": held[-1:], "first": held[:1], "single": held if len(held) == 1 else []}
            calls += 1
            for rule, guess in guesses.items():
                right[rule] += (guess[0][1] if guess else None) == event.get("truth_session_id")
print(json.dumps({rule: round(n / calls, 6) if calls else None for rule, n in right.items()}))
