/* filing.h: the life of what a unit hands in: from filling to acceptance, its days, and what locks it.
 * Pure: the day is given.
 *
 * A form is filled by a unit (an organisation, for one or more areas) for a period. Steps of a form:
 *   1  fill, sign      2  fill, review, sign      3  fill, check, review, sign
 * then statistics accepts or returns value by value. Nobody but the principal's signature hands in. */
#ifndef DIAODU_FILING_H
#define DIAODU_FILING_H
#include "model/calendar.h"
#include "model/catalog.h"

typedef enum filing_state {
    FILING_DRAFT,
    FILING_SUBMITTED, /* filled; waits for the first step after it */
    FILING_CHECKED,
    FILING_REVIEWED,
    FILING_SIGNED,   /* handed in: waits for statistics */
    FILING_RETURNED, /* back at the unit, with reasons */
    FILING_ACCEPTED,
    FILING_STATE_MAX_
} filing_state;
const char *
filing_state_name(filing_state s); /* draft submitted checked reviewed signed returned accepted */
bool filing_state_parse(str s, filing_state *ret);

typedef enum filing_act {
    FILING_SAVE,   /* cells; only while it is at the unit */
    FILING_SUBMIT, /* the filler is done */
    FILING_CHECK,
    FILING_REVIEW,
    FILING_SIGN,
    FILING_RETURN,   /* to the filler, with a reason: by checker, reviewer, principal; by statistics
                        value by value */
    FILING_WITHDRAW, /* the unit takes it back before statistics has accepted, with a reason */
    FILING_ACCEPT,   /* statistics: all values that are not returned */
    FILING_REOPEN,   /* statistics: what was accepted may be mended, with a reason */
    FILING_EXTEND,   /* statistics: another last day for this unit */
    FILING_COMMENT,  /* the unit's word on being late, unsigned or wrong (M10) */
    FILING_SCAN,     /* the signed paper, matched by the printed hash */
    FILING_ACT_MAX_
} filing_act;
const char *filing_act_name(filing_act a);
bool filing_act_parse(str s, filing_act *ret);

/* The state after an act; false: it is not possible in this state of a form of so many steps. */
bool filing_next(filing_state from, filing_act a, int steps, filing_state *ret);
/* Which right an act needs (in the unit, or for statistics over its areas). */
act filing_right(filing_act a, filing_state from);
/* May the person who filled it do this act too: nobody checks, reviews or signs their own figures. */
bool filing_own(filing_act a);
/* Acts that need a reason in words. */
bool filing_needs_reason(filing_act a);

/* ---- days ---- */
/* Days as FREQ_D ordinals. A window is open from `opens` to the end of `closes`; what is signed after the
 * end of `due` is late. INT64_MAX in closes: it never closes. */
typedef struct filing_days {
    int64_t opens, due, closes;
} filing_days;
/* `k` = the working days, for forms that shift to them; NULL = none are known. */
filing_days filing_days_of(const form *f, period p, const calendar *k);
/* Nothing is issued past its date: is the form in force on that day. */
bool filing_in_force(const form *f, int64_t day);

typedef enum filing_time {
    FILING_NOT_DUE, /* not signed, and need not be yet */
    FILING_ON_TIME,
    FILING_LATE,     /* signed after the due day */
    FILING_UNSIGNED, /* due, filled, not signed: counts as not handed in (M14) */
    FILING_MISSING,  /* due, and nothing was submitted */
    FILING_TIME_MAX_
} filing_time;
const char *filing_time_name(filing_time t); /* not_due on_time late unsigned missing */
/* `signed_on`: the day of the first signature, 0 = never. */
filing_time filing_time_of(const filing_days *d, filing_state s, int64_t signed_on, int64_t today);

/* ---- locks ---- */
typedef enum filing_rule {
    FILING_OPEN,
    FILING_NOT_YET,  /* the window opens later */
    FILING_EXPIRED,  /* the form is past its date */
    FILING_CLOSED,   /* the window has closed */
    FILING_UNDERWAY, /* waits for check, review or signature: only these, return or withdrawal */
    FILING_HANDED,   /* signed: waits for statistics */
    FILING_DONE      /* accepted */
} filing_rule;
const char *filing_rule_name(filing_rule r); /* open not_yet expired closed underway handed done */
typedef struct filing_lock {
    filing_rule rule;
    act who;       /* whose right unlocks it */
    bool at_unit;  /* that right in the unit itself, else statistics' over its areas */
    int64_t until; /* day from which it is open, or INT64_MAX */
} filing_lock;
/* May its cells be changed today; `extended` is another last day for this unit, 0 = none. */
filing_lock filing_lock_of(const form *f, const filing_days *d, filing_state s, int64_t extended,
                           int64_t today);
/* An act other than changing cells, today: may it be done under that lock. */
bool filing_unlocked(filing_rule r, filing_act a);

/* ---- reminders by rule ---- */
typedef enum filing_urge {
    URGE_NONE,
    URGE_REMIND,  /* within the days before the due day that the form names */
    URGE_TODAY,   /* the due day */
    URGE_OVERDUE, /* after it */
    URGE_ESCALATE /* so many days after it: the principal and who leads are told */
} filing_urge;
const char *filing_urge_name(filing_urge u); /* none remind today overdue escalate */
filing_urge filing_urge_of(const form *f, const filing_days *d, filing_state s, int64_t today);

#endif
