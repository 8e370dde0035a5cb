#!/usr/bin/env python3
"""credit.py MODEL FILE: hold the touches that ct-attribute --model has written to what ct-attribute(1) says.

Who is one person is found with sets that are joined, paths by looking at all visits, and credits as fractions of one.
"""
import json
import sys
from collections import Counter
from datetime import datetime, timezone

PARTS = ['source', 'medium', 'campaign', 'content', 'keyword']
LOOKBACK, HALF_LIFE = 90 * 86400, 7 * 86400


def at(record):
    return datetime.fromisoformat(record['ts'][:-1]).replace(tzinfo=timezone.utc).timestamp()


def weights(model, path, when):
    n = len(path)
    last = [i + 1 == n for i in range(n)]
    if model == 'first':
        return [i == 0 for i in range(n)]
    if model == 'last':
        return last
    if model == 'last_non_direct':
        known = [i for i, t in enumerate(path) if t.get('source', '(direct)') != '(direct)']
        return [i == known[-1] for i in range(n)] if known else last
    if model == 'linear':
        return [1] * n
    if model == 'position':
        return [1] * n if n < 3 else [.4] + [.2 / (n - 2)] * (n - 2) + [.4]
    return [2 ** -((when - at(t)) / HALF_LIFE) for t in path]


people = {}  # a visitor, a client or a customer -> the set of all that is the same person


def join(a, b):
    x, y = people.setdefault(a, {a}), people.setdefault(b, {b})
    if x is not y:
        x |= y
        for key in y:
            people[key] = x


def path_of(person, record):
    when = at(record)
    found = [s for s in visits if s['who'] in person and when - LOOKBACK <= at(s) <= when]
    return [{k: s[k] for k in ['ts', 'session_id'] + PARTS if k in s} for s in sorted(found, key=at)]


model, visits, known, seen = sys.argv[1], [], {}, Counter()
for line in open(sys.argv[2]):
    r = json.loads(line)
    if r['type'] == 'session':
        ids = [(k, r[k]) for k in ('visitor_id', 'client_id', 'ym_client_id') if k in r]
        for i in ids:
            join(ids[0], i)
        known[r['id']] = dict(r, session_id=r['id'], who=ids[0])
        visits.append(known[r['id']])
    how = r.get('attribution')
    if how is None:
        continue
    if how == 'none':
        assert 'touches' not in r, line
        continue
    visit = known[r['session_id']] if how in ('session', 'dynamic') else None
    customer = ('customer', r.get('customer'))
    if visit and 'customer' in r and (how == 'session' or r['confidence'] >= .9):
        join(visit['who'], customer)
    path = path_of(people.get(visit['who'] if visit else customer, ()), r)
    if how in ('static', 'given'):
        path.append({k: r[k] for k in ['ts'] + PARTS if k in r})
    if not path:  # his visits are not known: what his earlier contact came from is all
        s = known.get(r.get('session_id'), dict(r, ts=r['touches'][0]['ts']))
        path = [{k: s[k] for k in ['ts', 'session_id'] + PARTS if k in s}]
        how = 'alone'
    credits = [t.pop('credit') for t in r['touches']]
    assert r['touches'] == path, (line, path)
    assert sum(round(c * 1000000) for c in credits) == 1000000, line
    want = weights(model, path, at(r))
    assert all(abs(c - w / sum(want)) <= 1e-6 for c, w in zip(credits, want)), (line, want)
    seen[how, min(len(path), 3)] += 1
assert min(seen[k] for k in [('dynamic', 1), ('dynamic', 2), ('dynamic', 3), ('history', 2), ('static', 1), ('alone', 1)]) > 0, seen
