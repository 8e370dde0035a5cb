#!/usr/bin/env bats
# Exact decimals against Python's decimal module.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	units=$BUILD/unit
	cd "$BATS_TEST_TMPDIR" || return
}

@test "reading, adding, multiplying and dividing agree with Python's decimal module" {
	cat >cases.py <<'END'
import random, decimal as d
d.getcontext().prec=200
D=d.Decimal
random.seed(7)
LIM=D(10)**20; MAX=D(10)**28
def q(v,n): return v.quantize(D(1).scaleb(-n), rounding=d.ROUND_HALF_EVEN)
def show(v):
    if v==0: return "0"
    s=format(v,'f')
    if '.' in s: s=s.rstrip('0').rstrip('.')
    return s
def rnd(fr=9,it=20):
    n=random.randint(1,it); f=random.randint(0,fr)
    s=str(random.randrange(10**random.randint(0,n)))
    if f: s+='.'+''.join(random.choice('0123456789') if random.random()<.8 else random.choice('05') for _ in range(f))
    if random.random()<.2: s+=random.choice('eE')+random.choice(['','+','-'])+str(random.randint(0,12))
    return random.choice(['','-'])+s
def inr(x,rounded=False):
    v=D(x)
    if rounded:
        v=q(v,9)
    elif v!=q(v,9): return None
    return v if abs(v)<LIM else None
def out(op,a,b,r):
    print(op,a,b,"outside" if r is None else show(r))
for _ in range(6000):
    a=rnd(12); out('=',a,'0',inr(a))
    a=rnd(25); out('~',a,'0',inr(a,True))
    a,b=rnd(9,14),rnd(9,14)
    x,y=inr(a),inr(b)
    ok=x is not None and y is not None
    out('+',a,b,x+y if ok else None)
    p=q(x*y,9) if ok else None
    out('*',a,b,p if p is not None and abs(p)<=MAX else None)
    p=q(x/y,6) if ok and y!=0 else None
    out('/',a,b,p if p is not None and abs(p)<=MAX else None)
END
	python3 cases.py >cases
	[ "$(wc -l <cases)" -eq 30000 ]
	"$units/decimal" - <cases
}
