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


def fit(title, f, powers, low, high, weight=lambda x: 1):
    low, high = mp.mpf(low), mp.mpf(high)
    done, error = [], 0
    while powers[len(done):]:
        rest = powers[len(done):]

        def remains(x):
            return f(x) - sum(a * x ** p for a, p in zip(done, powers))
        c, error = remez(remains, rest, low, high, weight)
        done.append(to_float(c[0]))
    print('%s   error 2^%.1f' % (title, mp.log(error, 2)))
    for a, p in zip(done, powers):
        print('    x^%-2d %s' % (p, mp.nstr(a, 9)))


TINY = mp.mpf(10) ** -12      # keeps clear of a removable singularity at 0
HALF_LN2 = mp.log(2) / 2 * mp.mpf('1.0001')

if __name__ == '__main__':
    fit('exp: (e^r - 1 - r) / r^2', lambda r: (mp.expm1(r) - r) / r ** 2 if abs(r) > TINY else mp.mpf(1) / 2,
        range(5), -HALF_LN2, HALF_LN2, lambda r: r ** 2 / mp.exp(r) + TINY)
    fit('tanh: (2^r - 1) / r', lambda r: mp.expm1(r * mp.log(2)) / r if abs(r) > TINY else mp.log(2),
        range(6), -0.5001, 0.5001, lambda r: abs(r) / 2 ** r + TINY)
    for top in (0.5, 0.55, 0.6, 0.625, 0.7):
      for n in (4, 5):
        fit('tanh below %g: (tanh x / x - 1) / x^2, by x^2' % top, lambda u: (mp.tanh(mp.sqrt(u)) / mp.sqrt(u) - 1) / u,
        range(n), TINY, top ** 2, lambda u: u * mp.sqrt(u) / mp.tanh(mp.sqrt(u)))
