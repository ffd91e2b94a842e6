/* What a row of observations means: the period it is stored under, its value in canonical units. */
#include "base/str.h"
#include "model/obs.h"
#include <math.h>

/* ---- period ---- */

static bool has_freq(const indicator *i, freq f)
{
    for (size_t n = 0; n < COUNT_OF(i->freqs) && i->freqs[n] != FREQ_NONE; n++)
        if (i->freqs[n] == f)
            return true;
    return false;
}

/* Of the frequencies that are multiples of months: Y H Q M in the order of the enumeration. */
static bool of_months(freq f)
{
    return f >= FREQ_Y && f <= FREQ_M;
}

static bool point(period p, freq to, period *ret)
{
    return of_months(p.f) && of_months(to) && period_point(p, to, ret);
}

/* A single period: 2024-06 of a quarterly indicator is the second quarter; never the reverse. */
static bool single_period(const indicator *i, period p, period *ret)
{
    if (has_freq(i, p.f)) {
        *ret = p;
        return true;
    }
    for (size_t n = 0; n < COUNT_OF(i->freqs) && i->freqs[n] != FREQ_NONE; n++)
        if (i->freqs[n] < p.f && point(p, i->freqs[n], ret))
            return true;
    return false;
}

bool obs_period(const indicator *i, basis b, kind k, period p, period *ret)
{
    if (b == BASIS_NONE)
        b = i->basis;
    if (k == KIND_TARGET && point(p, FREQ_M, ret))
        return true;
    if (b == BASIS_PERIOD)
        return single_period(i, p, ret);
    if (point(p, i->freqs[0], ret))
        return true;
    *ret = p;
    return has_freq(i, p.f);
}

/* ---- value ---- */

static double factor(const unit *u)
{
    return dec_double(u->factor_num) / (double)u->factor_den;
}

static double in_unit(const unit_table *t, dec v, str from, str to)
{
    dec d;
    switch (unit_convert(t, v, from, to, &d)) {
    case UNIT_OK:
        return dec_double(d);
    case UNIT_INEXACT:
        return dec_double(v) * factor(unit_find(t, from)) / factor(unit_find(t, to));
    default:
        return NAN;
    }
}

bool obs_restate(const catalog *k, ind_id i, dec v, str from, str to, dec *ret)
{
    from = from.n ? from : k->inds[i].unit;
    to = to.n ? to : k->inds[i].unit;
    unit_status s = unit_convert(k->units, v, from, to, ret);
    return s == UNIT_OK ||
           (s == UNIT_INEXACT && dec_from_double(in_unit(k->units, v, from, to), 17, ret));
}

double obs_canonical(const catalog *k, const obs_batch *b, size_t i, char which)
{
    MUST(i < b->n && (which == 'l' || which == 'b'));
    uint8_t st = which == 'l' ? b->level_st[i] : b->base_st ? b->base_st[i] : 0;
    if (part_state_of(st) != PART_VALUE)
        return NAN;
    dec v = part_dec(which == 'l' ? b->level[i] : b->base[i], st);
    str from = obs_batch_extra(b, i)->unit;
    if (!from.n)
        return dec_double(v);
    return in_unit(k->units, v, from, k->inds[obs_key_ind(b->key[i])].unit);
}
