#include "filing/filing.h"
#include "base/str.h"

/* ---- words ---- */
#define WORDS(type, max, ...)                                                                      \
    static const char *const type##_words[max] = {__VA_ARGS__};                                    \
    const char *type##_name(type v)                                                                \
    {                                                                                              \
        MUST(v < (max));                                                                           \
        return type##_words[v];                                                                    \
    }
WORDS(filing_state, FILING_STATE_MAX_, "draft", "submitted", "checked", "reviewed", "signed",
      "returned", "accepted")
WORDS(filing_act, FILING_ACT_MAX_, "save", "submit", "check", "review", "sign", "return",
      "withdraw", "accept", "reopen", "extend", "comment", "scan")
WORDS(filing_time, FILING_TIME_MAX_, "not_due", "on_time", "late", "unsigned", "missing")
WORDS(filing_rule, FILING_DONE + 1, "open", "not_yet", "expired", "closed", "underway", "handed",
      "done")
WORDS(filing_urge, URGE_ESCALATE + 1, "none", "remind", "today", "overdue", "escalate")

bool filing_state_parse(str s, filing_state *ret)
{
    for (filing_state v = 0; v < FILING_STATE_MAX_; v++)
        if (str_eqz(s, filing_state_words[v])) {
            *ret = v;
            return true;
        }
    return false;
}

bool filing_act_parse(str s, filing_act *ret)
{
    for (filing_act v = 0; v < FILING_ACT_MAX_; v++)
        if (str_eqz(s, filing_act_words[v])) {
            *ret = v;
            return true;
        }
    return false;
}

/* ---- the way of a submission ---- */
static bool at_unit(filing_state s)
{
    return s == FILING_DRAFT || s == FILING_RETURNED;
}

static bool under_way(filing_state s)
{
    return s == FILING_SUBMITTED || s == FILING_CHECKED || s == FILING_REVIEWED;
}

/* What stands before the signature in a form of so many steps. */
static filing_state before_sign(int steps)
{
    return steps == 1 ? FILING_SUBMITTED : FILING_REVIEWED;
}

static bool go(bool possible, filing_state to, filing_state *ret)
{
    if (possible)
        *ret = to;
    return possible;
}

bool filing_next(filing_state from, filing_act a, int steps, filing_state *ret)
{
    switch (a) {
    case FILING_SAVE:
        return go(at_unit(from), from, ret);
    case FILING_SUBMIT:
        return go(at_unit(from), FILING_SUBMITTED, ret);
    case FILING_CHECK:
        return go(steps == 3 && from == FILING_SUBMITTED, FILING_CHECKED, ret);
    case FILING_REVIEW:
        return go((steps == 3 && from == FILING_CHECKED) ||
                      (steps == 2 && from == FILING_SUBMITTED),
                  FILING_REVIEWED, ret);
    case FILING_SIGN:
        return go(from == before_sign(steps), FILING_SIGNED, ret);
    case FILING_RETURN:
        return go(under_way(from) || from == FILING_SIGNED, FILING_RETURNED, ret);
    case FILING_WITHDRAW:
        return go(under_way(from) || from == FILING_SIGNED, FILING_DRAFT, ret);
    case FILING_ACCEPT:
        return go(from == FILING_SIGNED, FILING_ACCEPTED, ret);
    case FILING_REOPEN:
        return go(from == FILING_ACCEPTED, FILING_RETURNED, ret);
    case FILING_EXTEND:
        return go(at_unit(from) || under_way(from), from, ret);
    case FILING_COMMENT:
        return go(true, from, ret);
    case FILING_SCAN:
        return go(from == FILING_SIGNED || from == FILING_ACCEPTED, from, ret);
    case FILING_ACT_MAX_:
        break;
    }
    return false;
}

act filing_right(filing_act a, filing_state from)
{
    switch (a) {
    case FILING_CHECK:
        return ACT_CHECK;
    case FILING_REVIEW:
        return ACT_REVIEW;
    case FILING_SIGN:
        return ACT_SIGN;
    case FILING_RETURN:
        return from == FILING_SIGNED      ? ACT_ACCEPT
               : from == FILING_SUBMITTED ? ACT_CHECK
               : from == FILING_CHECKED   ? ACT_REVIEW
                                          : ACT_SIGN;
    case FILING_ACCEPT:
    case FILING_REOPEN:
    case FILING_EXTEND:
        return ACT_ACCEPT;
    case FILING_WITHDRAW: /* a signature is taken back by whoever may give it */
        return from == FILING_SIGNED ? ACT_SIGN : ACT_SUBMIT;
    case FILING_SAVE:
    case FILING_SUBMIT:
    case FILING_COMMENT:
    case FILING_SCAN:
    case FILING_ACT_MAX_:
        break;
    }
    return ACT_SUBMIT;
}

bool filing_own(filing_act a)
{
    return a != FILING_CHECK && a != FILING_REVIEW && a != FILING_SIGN;
}

bool filing_needs_reason(filing_act a)
{
    return a == FILING_RETURN || a == FILING_WITHDRAW || a == FILING_REOPEN || a == FILING_EXTEND ||
           a == FILING_COMMENT;
}

/* ---- days ---- */
static int64_t day_in(period month, form_day d, const form *f, const calendar *k)
{
    period m = period_add(month, d.months);
    int64_t first = period_first_day(m), last = period_last_day(m);
    int64_t day = first + d.day - 1 < last ? first + d.day - 1 : last;
    return f->workday && k ? calendar_add_workdays(k, day, 0) : day;
}

filing_days filing_days_of(const form *f, period p, const calendar *k)
{
    period month = period_as_month(p);
    if (f->freq == FREQ_D) /* a forecast a day: that day, whatever the month asks */
        return (filing_days){period_last_day(p), period_last_day(p), period_last_day(p)};
    return (filing_days){.opens = f->opens.day ? day_in(month, f->opens, f, NULL)
                                               : period_first_day(month),
                         .due = day_in(month, f->due, f, k),
                         .closes = f->closes.day ? day_in(month, f->closes, f, k) : INT64_MAX};
}

bool filing_in_force(const form *f, int64_t day)
{
    return day < f->valid_to;
}

filing_time filing_time_of(const filing_days *d, filing_state s, int64_t signed_on, int64_t today)
{
    if (signed_on)
        return signed_on <= d->due ? FILING_ON_TIME : FILING_LATE;
    if (today <= d->due)
        return FILING_NOT_DUE;
    return at_unit(s) ? FILING_MISSING : FILING_UNSIGNED;
}

/* ---- locks ---- */
filing_lock filing_lock_of(const form *f, const filing_days *d, filing_state s, int64_t extended,
                           int64_t today)
{
    filing_lock l = {FILING_OPEN, ACT_MAX_, false, INT64_MAX};
    int64_t closes = extended > d->closes ? extended : d->closes;
    if (s == FILING_ACCEPTED)
        return (filing_lock){FILING_DONE, ACT_ACCEPT, false, INT64_MAX};
    if (s == FILING_SIGNED)
        return (filing_lock){FILING_HANDED, ACT_ACCEPT, false, INT64_MAX};
    if (!filing_in_force(f, today))
        return (filing_lock){FILING_EXPIRED, ACT_CATALOGUE, false, INT64_MAX};
    if (under_way(s))
        return (filing_lock){FILING_UNDERWAY, filing_right(FILING_RETURN, s), true, INT64_MAX};
    if (today < d->opens)
        return (filing_lock){FILING_NOT_YET, ACT_MAX_, false, d->opens};
    if (today > closes && s != FILING_RETURNED)
        return (filing_lock){FILING_CLOSED, ACT_ACCEPT, false, INT64_MAX};
    return l;
}

bool filing_unlocked(filing_rule r, filing_act a)
{
    bool writes = a == FILING_SAVE || a == FILING_SUBMIT;
    bool hands_in = writes || a == FILING_CHECK || a == FILING_REVIEW || a == FILING_SIGN;
    switch (r) {
    case FILING_EXPIRED:
    case FILING_NOT_YET:
        return !hands_in;
    case FILING_OPEN:
    case FILING_CLOSED:
    case FILING_UNDERWAY:
    case FILING_HANDED:
    case FILING_DONE:
        break;
    }
    return r == FILING_OPEN || !writes;
}

/* ---- reminders ---- */
filing_urge filing_urge_of(const form *f, const filing_days *d, filing_state s, int64_t today)
{
    if (s == FILING_SIGNED || s == FILING_ACCEPTED)
        return URGE_NONE;
    if (today > d->due)
        return f->escalate_days >= 0 && today - d->due >= f->escalate_days ? URGE_ESCALATE
                                                                           : URGE_OVERDUE;
    if (today == d->due)
        return URGE_TODAY;
    return f->remind_days >= 0 && d->due - today <= f->remind_days && today >= d->opens
               ? URGE_REMIND
               : URGE_NONE;
}
