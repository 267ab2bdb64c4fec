#!/usr/bin/python3
"""Prints the coefficients of the polynomials in runtime/: minimax fits whose coefficients are floats.

A fit is Remez' exchange in 60 digits.  Each coefficient, the lowest power first, is rounded to a float
and those after it are fitted again, so that what rounding one costs is made up for by the rest.
"""
import mpmath as mp

mp.mp.dps = 60


def remez(f, powers, low, high, weight):
    """Coefficients c that minimise max |weight(x) (f(x) - sum c x^p)| over [low, high], and that maximum."""
    n = len(powers)
    mid, half = (low + high) / 2, (high - low) / 2
    points = [mid - half * mp.cos(mp.pi * i / n) for i in range(n + 1)]
    for _ in range(12):
        rows = [[x ** p for p in powers] + [(-1) ** i / weight(x)] for i, x in enumerate(points)]
        solution = mp.lu_solve(mp.matrix(rows), mp.matrix([f(x) for x in points]))
        c = list(solution)[:n]

        def error(x):
            return weight(x) * (f(x) - sum(a * x ** p for a, p in zip(c, powers)))
        points = extremes(error, low, high, n + 1)
    return c, max(abs(error(x)) for x in points)


def least_squares(f, powers, low, high, weight):
    """As remez, but for the sum of the squares over Chebyshev's points: where the weight has a zero inside, the exchange
    does not settle once some coefficients are given."""
    points = [(low + high - (high - low) * mp.cos(mp.pi * i / 200)) / 2 for i in range(201)]
    rows = mp.matrix([[weight(x) * x ** p for p in powers] for x in points])
    return list(mp.lu_solve(rows, mp.matrix([weight(x) * f(x) for x in points]))), None


def extremes(error, low, high, count):
    """The largest error of each run of one sign."""
    grid = [low + (high - low) * (1 - mp.cos(mp.pi * i / 400)) / 2 for i in range(401)]
    best = []
    for x in grid:
        e = error(x)
        if best and (e > 0) == (best[-1][1] > 0):
            if abs(e) > abs(best[-1][1]):
                best[-1] = (x, e)
        elif e != 0:
            best.append((x, e))
    while len(best) > count:
        best.pop(0 if abs(best[0][1]) < abs(best[-1][1]) else -1)
    if len(best) < count:
        raise ArithmeticError('%d extremes, not %d' % (len(best), count))
    return [x for x, _ in best]


def to_float(c):
    """c rounded to 24 bits."""
    if c == 0:
        return c
    mantissa, exponent = mp.frexp(c)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, 24)), exponent - 24)


def rounded(f, powers, low, high, weight=lambda x: 1, refit=True, solve=remez):
    """The coefficients as floats.  Without refit all are rounded at once: where many of them matter, the exchange
    finds no further fit to what rounding leaves."""
    done = []
    while powers[len(done):]:
        rest = powers[len(done):]

        def remains(x):
            return f(x) - sum(a * x ** p for a, p in zip(done, powers))
        c, _ = solve(remains, rest, low, high, weight)
        done += [to_float(a) for a in (c[:1] if refit else c)]
    return done


def fit(title, f, powers, low, high, weight=lambda x: 1, refit=True, solve=remez):
    """Prints the fit."""
    low, high = mp.mpf(low), mp.mpf(high)
    done = rounded(f, powers, low, high, weight, refit, solve)
    grid = [low + (high - low) * i / 200 for i in range(201)]
    error = max(abs(weight(x) * (f(x) - sum(a * x ** p for a, p in zip(done, powers)))) for x in grid)
    print('%s   error 2^%.1f' % (title, mp.log(error, 2)))
    for a, p in zip(done, powers):
        print('    x^%-2d %s' % (p, mp.nstr(a, 9)))


def print_entries(title, entries):
    """One row for each power; entries: lists of coefficients."""
    print(title)
    for p in range(len(entries[0])):
        print('    x^%d' % p)
        for i in range(0, len(entries), 8):
            print('        %s,' % ', '.join('%sf' % mp.nstr(e[p], 9, strip_zeros=False) for e in entries[i:i + 8]))


def around(f, powers, low, high, weight=lambda x: 1):
    """f(0) and the coefficients of the powers."""
    return [to_float(f(0))] + rounded(lambda x: f(x) - f(0), powers, low, high, weight, solve=least_squares)


def table(title, f, low, powers):
    """Prints f from `low` on in 32 pieces, eight to an octave: its value in a piece's middle, then the coefficients of the powers of
    the distance from there.  The entry of a float is what its exponent and its first three digits end in, as a number."""
    entries = [None] * 32
    for _ in range(32):
        mantissa, exponent = mp.frexp(low)
        half = mp.ldexp(1, exponent - 5)
        middle = low + half
        entries[int(mantissa * 16 + (exponent + 125) * 8) % 32] = around(lambda r: f(middle + r), powers, -half, half)
        low = middle + half
    print_entries('%s, up to %s' % (title, mp.nstr(low)), entries)


def sigmoid_pieces():
    """Entry 31 - n is of 2^n sigmoid(-x) where x log2 e = n - r, |r| <= 1/2."""
    def entry(n):
        def f(r):
            return 1 / (2 ** -r + mp.mpf(2) ** -n)
        return around(f, range(1, 7), mp.mpf(-0.5), mp.mpf(0.5) if n else mp.mpf(0.001), lambda r: 1 / f(r))
    print_entries('gates: sigmoid', [entry(31 - i) for i in range(32)])


TINY = mp.mpf(10) ** -12      # keeps clear of a removable singularity at 0
HALF_LN2 = mp.log(2) / 2 * mp.mpf('1.0001')
SQRT2 = mp.sqrt(2)


def exp_rest(r):
    return (mp.expm1(r) - r) / r ** 2 if abs(r) > TINY else mp.mpf(1) / 2


def exp_weight(r):
    return r ** 2 / mp.exp(r) + TINY


def power_rest(r):
    return mp.expm1(r * mp.log(2)) / r if abs(r) > TINY else mp.log(2)


def ulp(y):
    """Of a float near y, times 2^23."""
    return mp.mpf(2) ** mp.floor(mp.log(y, 2))


def tanh_rest(u):
    return (mp.tanh(mp.sqrt(u)) / mp.sqrt(u) - 1) / u


def tanh_weight(u):
    return u * mp.sqrt(u) / mp.tanh(mp.sqrt(u))


def tanh_ulp(u):
    return u * mp.sqrt(u) / ulp(mp.tanh(mp.sqrt(u)))


HALF_LN2_FLOAT = to_float(mp.log(2) / 2)


def gate_rest(u):
    return (mp.tanh(mp.sqrt(u) * mp.log(2) / 2) / mp.sqrt(u) - HALF_LN2_FLOAT) / u


def gate_weight(u):
    return u * mp.sqrt(u) / mp.tanh(mp.sqrt(u) * mp.log(2) / 2)


def gate_ulp(u):
    return u * mp.sqrt(u) / ulp(mp.tanh(mp.sqrt(u) * mp.log(2) / 2))


def atanh_rest(u):
    return 2 * (mp.atanh(mp.sqrt(u)) / mp.sqrt(u) - 1) / u


def atanh_weight(u):
    return u * mp.sqrt(u) / (2 * mp.atanh(mp.sqrt(u)))


def normal_rest(u):
    return mp.erf(mp.sqrt(u / 2)) / 2 / mp.sqrt(u)


def normal_weight(u):
    return mp.sqrt(u) / (mp.erfc(mp.sqrt(u / 2)) / 2)


def normal_tail(v):
    t = (mp.mpf('1.5') + 3 * v) / (1 - v)
    return t * mp.exp(t * t / 2) * mp.erfc(t / SQRT2) / 2


if __name__ == '__main__':
    half = (SQRT2 - 1) / (SQRT2 + 1)
    fit('exp: (e^r - 1 - r) / r^2', exp_rest, range(5), -HALF_LN2, HALF_LN2, exp_weight)
    fit('exp with --fast-math', exp_rest, range(3), -HALF_LN2, HALF_LN2, exp_weight)
    fit('tanh: (2^r - 1) / r', power_rest, range(6), -0.5001, 0.5001, lambda r: abs(r) / 2 ** r + TINY)
    fit('tanh up to 0.55: (tanh x / x - 1) / x^2, by x^2', tanh_rest, range(4), TINY, 0.55 ** 2, tanh_weight)
    fit('tanh up to 0.5625: the same, in units of the last place', tanh_rest, range(4), TINY, 0.5625 ** 2, tanh_ulp)
    table('tanh beyond', mp.tanh, mp.mpf(0.5625), range(1, 5))
    fit('gates: (2^r - 1) / r', power_rest, range(6), -0.5, 0.5, lambda r: abs(r) / 2 ** r, solve=least_squares)
    fit('gates: the same of x ln 2 / 2, up to 1.586: (tanh / x - ln 2 / 2) / x^2', gate_rest, range(5), mp.mpf('0.0001'), mp.mpf('1.586') ** 2, gate_weight)
    fit('gates: up to 1.625, in units of the last place', gate_rest, range(4), mp.mpf('0.0001'), mp.mpf('1.625') ** 2, gate_ulp)
    table('gates: beyond', lambda x: mp.tanh(x * mp.log(2) / 2), mp.mpf(1.625), range(1, 5))
    sigmoid_pieces()
    fit('log: 2 (atanh s / s - 1) / s^2, by s^2', atanh_rest, range(4), TINY, half ** 2 * mp.mpf('1.0001'), atanh_weight)
    fit('softplus: the same, up to 1/3', atanh_rest, range(5), TINY, mp.mpf('0.11112'), atanh_weight)
    fit('gelu up to 0.6: (Phi(x) - 1/2) / x, by x^2', normal_rest, range(4), TINY, mp.mpf('0.6') ** 2, normal_weight)
    fit('gelu beyond: t e^(t^2/2) Phi(-t), by (t - 1.5) / (t + 3)', normal_tail, range(9), mp.mpf('-0.91') / mp.mpf('3.59'),
        mp.mpf('13.01') / mp.mpf('17.51'), lambda v: 1 / normal_tail(v), solve=least_squares)
