/* decimal.c: floats as C literals: the shortest decimal that reads back equal, whatever the locale.
 *
 * Of the decimals with so many digits the nearest is tried, with more digits until one reads back.  That takes
 * two roundings of doubles where every power of ten in use is exact, and the C library elsewhere. */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/* digits * 10^exponent, of at most nine digits for a float. */
struct decimal {
    uint64_t digits;
    int exponent;
};

/* All powers of ten that a double holds exactly. */
static const double TEN[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double scale(double value, int exponent)
{
    return exponent < 0 ? value / TEN[-exponent] : value * TEN[exponent];
}

/* Whether a reader of the decimal gets `value`.  The scaled double is rounded once; only if that lands it
 * midway between two floats could a second rounding go wrong, so that case counts as no.  Integers below
 * 2^53 are exact. */
static bool reads_back(struct decimal d, float value)
{
    double scaled = scale((double)d.digits, d.exponent);
    uint64_t bits = 0;
    memcpy(&bits, &scaled, sizeof bits);
    bool exact = d.exponent >= 0 && scaled < 9007199254740992.0;
    return (float)scaled == value && (exact || (bits & 0x1FFFFFFF) != 0x10000000);
}

/* The nearest decimal of so many digits. */
static struct decimal round_to(float value, int digits, int magnitude)
{
    int exponent = magnitude - digits + 1;
    return (struct decimal){(uint64_t)nearbyint(scale((double)value, -exponent)), exponent};
}

/* For 1e-13 <= value < 1e13: every power of ten in use is exact. */
static struct decimal shortest_of_usual(float value)
{
    int magnitude = (int)floor(log10((double)value));
    int digits = 6;
    while (digits < 9 && !reads_back(round_to(value, digits, magnitude), value)) {
        digits++;
    }
    while (digits > 1 && digits <= 6 && reads_back(round_to(value, digits - 1, magnitude), value)) {
        digits--;
    }
    struct decimal d = round_to(value, digits, magnitude);
    while (d.digits % 10 == 0) { /* 9.9999997e-6 rounds up to 10e-6 */
        d.digits /= 10;
        d.exponent++;
    }
    return d;
}

/* For any value above 0, by the C library. */
static struct decimal shortest_of_any(float value)
{
    char text[DECIMAL_ROOM];
    int precision = 0;
    do {
        snprintf(text, sizeof text, "%.*e", precision, (double)value);
    } while (strtof(text, NULL) != value && precision++ < 8);
    struct decimal d = {0, atoi(strchr(text, 'e') + 1) - precision};
    for (const char *c = text; *c != 'e'; c++) {
        if (*c >= '0' && *c <= '9') { /* all but the decimal point, which is the locale's */
            d.digits = d.digits * 10 + (uint64_t)(*c - '0');
        }
    }
    return d;
}

/* Writes 0.00123f, 12.0f or 1.5e-9f; gives the length. */
static int write_decimal(char *out, struct decimal d)
{
    char digits[DECIMAL_ROOM];
    int count = snprintf(digits, sizeof digits, "%" PRIu64, d.digits);
    int magnitude = d.exponent + count - 1;
    if (magnitude < -5 || magnitude > 8) {
        return snprintf(out, DECIMAL_ROOM, count > 1 ? "%.1s.%se%df" : "%.1s%se%df", digits, digits + 1, magnitude);
    }
    if (magnitude < 0) {
        return snprintf(out, DECIMAL_ROOM, "0.%.*s%sf", -magnitude - 1, "00000", digits);
    }
    if (d.exponent >= 0) {
        return snprintf(out, DECIMAL_ROOM, "%s%.*s.0f", digits, d.exponent, "00000000");
    }
    return snprintf(out, DECIMAL_ROOM, "%.*s.%sf", magnitude + 1, digits, digits + magnitude + 1);
}

int decimal_write(char *out, float value)
{
    if (signbit(value)) {
        *out = '-';
        return 1 + decimal_write(out + 1, -value);
    }
    if (value == 0) {
        return snprintf(out, DECIMAL_ROOM, "0.0f");
    }
    bool usual = value >= 1e-13f && value < 1e13f;
    return write_decimal(out, usual ? shortest_of_usual(value) : shortest_of_any(value));
}
