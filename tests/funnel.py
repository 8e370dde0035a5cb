#!/usr/bin/env python3
"""Random events and a random funnel, and what it must give, by trying every way there is.

usage: funnel.py SEED CASES DIR - writes DIR/N.yaml, DIR/N.ndjson, DIR/N.want for each case N.
"""
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction


def stamp(t):
    d = datetime(2026, 3, 1, tzinfo=timezone.utc) + timedelta(milliseconds=t)
    return d.strftime('%Y-%m-%dT%H:%M:%S.') + '%03dZ' % (d.microsecond // 1000)


def customers(records):
    """Records by customer: whoever shares a value of v, c or d, over any number of steps."""
    groups = []
    for r in records:
        values = {(m, str(r[m])) for m in 'vcd' if r.get(m) not in (None, '')}
        if not values:
            continue
        same = [g for g in groups if g[0] & values]
        groups = [g for g in groups if not g[0] & values]
        groups.append((set().union(values, *(g[0] for g in same)), sum((g[1] for g in same), []) + [r]))
    return [sorted(g[1], key=lambda r: (r['t'], r['i'])) for g in groups]


def ordered(records, stages, window):
    """The best of all chains: furthest, then earliest hit by hit, the same record before others."""
    best = None

    def walk(chain, ranks):
        nonlocal best
        key = (-len(chain), ranks)
        if best is None or key < best[0]:
            best = (key, chain[0]['t'], list(chain))
        if len(chain) == stages:
            return
        for r in records:
            if r['t'] >= chain[-1]['t'] and r['t'] - chain[0]['t'] <= window and len(chain) in r['s']:
                walk(chain + [r], ranks + [(r['t'], r is not chain[-1], r['i'])])

    for r in records:
        if 0 in r['s']:
            walk([r], [(r['t'], False, r['i'])])
    return best and best[1:]


def free(records, stages, window):
    """The best window of all: most stages from the first on without a gap, then the earliest."""
    best = None
    for start in (r for r in records if r['s']):
        inside = [r for r in records if 0 <= r['t'] - start['t'] <= window]
        chain = []
        for k in range(stages):
            hit = next((r for r in inside if k in r['s']), None)
            if hit is None:
                break
            chain.append(hit)
        if chain and (best is None or len(chain) > len(best[1])):
            best = (start['t'], chain)
    return best


def quotient(a, b):
    return None if b == 0 else (Decimal(a) / Decimal(b)).quantize(Decimal('1e-6'), rounding=ROUND_HALF_EVEN)


def quantile(values, p):
    if not values:
        return None
    values = sorted(values)
    at = Fraction((len(values) - 1) * p, 100)
    low = int(at)
    x = values[low] + (at - low) * (values[min(low + 1, len(values) - 1)] - values[low])
    q = x * 1000  # values are milliseconds, six digits of a second are left
    n, r = divmod(q, 1)
    n = int(n) + (1 if r > Fraction(1, 2) or (r == Fraction(1, 2) and int(n) % 2) else 0)
    return Decimal(n).scaleb(-6)


def show(x):
    if x is None:
        return 'null'
    if isinstance(x, Decimal):
        s = format(x, 'f')
        return s.rstrip('0').rstrip('.') if '.' in s else s
    return json.dumps(x, ensure_ascii=False, separators=(',', ':'))


def rows(name, people, stages, amounts, reasons, total):
    out = []
    for k in range(stages):
        here = [p for p in people if len(p['chain']) > k]
        before = [p for p in people if len(p['chain']) >= k] if k else []
        times = [abs(p['chain'][k]['t'] - p['chain'][k - 1]['t']) for p in here] if k else []
        lost = [p for p in people if len(p['chain']) == k + 1 and k + 1 < stages]
        why = {}
        for p in lost:
            if p['reason']:
                why[p['reason']] = why.get(p['reason'], 0) + 1
        row = [('src', name), ('stage', 's%d' % k), ('entered', len(here)),
               ('of_previous', quotient(len(here), len(before)) if k else None),
               ('of_first', quotient(len(here), len([p for p in people if p['chain']]))),
               ('dropped', len(lost)),
               ('skipped', len([p for p in people if not p['chain'] and p['entry'] == k])),
               ('median', quantile(times, 50)), ('p90', quantile(times, 90)),
               ('amount', sum((Decimal(p['chain'][k].get('amount', '0')) for p in here), Decimal(0)) if amounts else None)]
        if reasons:
            row.append(('reasons', dict(sorted(why.items(), key=lambda x: (-x[1], x[0].encode())))))
        if total:
            row.append(('total', True))
        out.append('{' + ','.join('"%s":%s' % (k, show(v)) for k, v in row) + '}')
    return out


def case(rnd):
    stages, window = rnd.randint(1, 4), rnd.choice([0, 3000, 5500, 20000, None])
    any_order, by_stage = rnd.random() < .4, 0
    if rnd.random() < .3:
        by_stage = rnd.randrange(stages)
    records = []
    for i in range(rnd.choice([0, 1, 5, 12, 30])):
        r = {'t': rnd.choice([rnd.randint(0, 12) * 1000, rnd.randint(0, 15000)]), 'i': i}
        for m, n in (('v', 6), ('c', 5), ('d', 4)):
            x = rnd.random()
            if x < .5:
                r[m] = str(rnd.randint(1, n)) if x < .4 else rnd.randint(1, n)
            elif x < .55:
                r[m] = rnd.choice([None, ''])
        r['s'] = [k for k in range(stages) if rnd.random() < .35]
        r['src'] = rnd.choice(['b', 'a', 'я', None])
        if rnd.random() < .3:
            r['amount'] = rnd.choice(['1', '0.1', '2.55', '1000000000000.000000001', '-3'])
        if rnd.random() < .2:
            r['reason'] = rnd.choice(['дорого', 'late', 'late, "no"'])
        records.append(r)
    if rnd.random() < .5:
        records.sort(key=lambda r: r['t'])
        for i, r in enumerate(records):
            r['i'] = i

    rules = ['key: [v, c, d]', 'order: %s' % ('any' if any_order else 'strict')]
    if window is not None:
        rules.append('window: %ss' % (window / 1000))
    rules.append('by: [src]' if by_stage == 0 else 'by: {stage: s%d, keys: [src]}' % by_stage)
    rules.append('stages:')
    rules += ["  - {stage: s%d, when: '.s%d'}" % (k, k) for k in range(stages)]
    lines = []
    for r in records:
        m = ['"ts":"%s"' % stamp(r['t'])] + ['"%s":%s' % (k, json.dumps(r[k])) for k in 'vcd' if k in r]
        m += ['"s%d":true' % k for k in r['s']] + ['"src":%s' % show(r['src'])]
        m += ['"amount":' + r['amount']] if 'amount' in r else []
        m += ['"reason":' + show(r['reason'])] if 'reason' in r else []
        lines.append('{' + ','.join(m) + '}')

    limit = float('inf') if window is None else window
    people = []
    known = [r for r in records if any(r.get(m) not in (None, '') for m in 'vcd')]
    for mine in customers(records):
        best = (free if any_order else ordered)(mine, stages, limit)
        start, chain = best or (None, [])
        if not chain and not any(r['s'] for r in mine):
            continue
        p = {'chain': chain, 'reason': None, 'entry': None}
        if chain:
            p['src'] = chain[by_stage]['src'] if by_stage < len(chain) else None
            told = [r['reason'] for r in mine if 'reason' in r and 0 <= r['t'] - start <= limit]
            if told and len(chain) < stages:
                p['reason'] = told[-1]
        else:
            first = next(r for r in mine if r['s'])
            p['src'], p['entry'] = first['src'], min(first['s'])
        people.append(p)
    amounts = any('amount' in r and r['s'] for r in known)
    reasons = any('reason' in r for r in known)
    want = []
    names = {p['src'] for p in people}
    for name in sorted(names, key=lambda s: (s is not None, (s or '').encode())):
        want += rows(name, [p for p in people if p['src'] == name], stages, amounts, reasons, False)
    want += rows(None, people, stages, amounts, reasons, True)
    return rules, lines, want


def main():
    seed, cases, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rnd = random.Random(seed)
    for n in range(cases):
        for ext, text in zip(('yaml', 'ndjson', 'want'), case(rnd)):
            with open('%s/%d.%s' % (folder, n, ext), 'w') as f:
                f.writelines(x + '\n' for x in text)


main()
