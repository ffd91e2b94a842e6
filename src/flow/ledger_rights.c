/* Who may see and write rows of ledgers. What is denied looks like what is missing. */
#include "base/str.h"
#include "flow/ledgers_impl.h"

static area_id area_of(const desk *d, str code)
{
    return code.n ? catalog_area(d->k, code) : ID_NONE;
}

/* A right over an area, asked for a row: one without area belongs to the desk as a whole, which is its home. */
static bool over_area(const desk *d, act a, str area)
{
    return rights_area(d->who, d->k, a, area_of(d, area)) ||
           (!area.n && d->home != ID_NONE && rights_area(d->who, d->k, a, d->home));
}

static str entered(const book *b, uint32_t row, uint32_t field)
{
    return field == UINT32_MAX ? (str){"", 0} : book_entered(b, row, field)->text;
}

/* Is one of these organisations theirs. */
static bool theirs(const desk *d, str orgs)
{
    str rest = orgs, one;
    while (orgs.n && str_split(&rest, ';', &one))
        if (rights_in_org(d->who, d->k, one))
            return true;
    return false;
}

static bool made_by_them(const ledger_hold *h, const book *b, uint32_t row)
{
    return str_eq(book_get(b, row, TYPE_NAME_CREATED_BY).text, h->view.me);
}

/* A row of a private type is its maker's; a flag field `shared` shows it to everybody. */
static bool seen_private(const ledger_hold *h, const book *b, uint32_t row)
{
    uint32_t shared = type_field_of(b->type, S("shared"));
    return made_by_them(h, b, row) || str_eqz(entered(b, row, shared), "yes") ||
           rights_may(h->d->who, h->d->k, ACT_DISPATCH, ID_NONE, ID_NONE);
}

/* Thresholds, rules, clauses: with neither area nor organisation they are for everybody who sees the type. */
static bool type_is_shared(const ledger_type *t)
{
    return t->area == UINT32_MAX && t->org == UINT32_MAX && !t->n_also_orgs;
}

#define PARTS_DEEP 4 /* rows that are parts of parts */

/* The row that one is a part of, by its link. */
static bool part_of(const ledger_hold *h, const ledger_type *t, str link, const book **ret_b,
                    uint32_t *ret_row)
{
    *ret_b = NULL;
    *ret_row = BOOK_NO_ROW;
    if (t->belongs == UINT32_MAX || !link.n)
        return false;
    *ret_b = ledger_other(h, t->fields[t->belongs].to);
    *ret_row = *ret_b ? book_find(*ret_b, link) : BOOK_NO_ROW;
    return *ret_row != BOOK_NO_ROW;
}

static act seeing(const ledger_type *t)
{
    return t->unit_level ? ACT_UNIT : ACT_READ;
}

static bool seen_at(const ledger_hold *h, const book *b, uint32_t row, act a, int depth);

/* `a` is the right over its area that is enough: ACT_READ, of single respondents ACT_UNIT. */
static bool seen(const ledger_hold *h, const book *b, uint32_t row, act a)
{
    return seen_at(h, b, row, a, 0);
}

static bool seen_at(const ledger_hold *h, const book *b, uint32_t row, act a, int depth)
{
    const book *whole;
    uint32_t at;
    const ledger_type *t = b->type;
    const desk *d = h->d;
    if (row == BOOK_NO_ROW || !d->who)
        return row != BOOK_NO_ROW;
    if (t->private_)
        return seen_private(h, b, row);
    str area = entered(b, row, t->area);
    bool part = part_of(h, t, entered(b, row, t->belongs), &whole, &at);
    /* a part without an area of its own is where its whole is, not the desk's */
    if (type_is_shared(t) || (!(part && !area.n) && over_area(d, a, area)) ||
        theirs(d, entered(b, row, t->org)))
        return true;
    for (uint32_t i = 0; i < t->n_also_orgs; i++)
        if (theirs(d, entered(b, row, t->also_orgs[i])))
            return true;
    if (part && depth < PARTS_DEEP && seen_at(h, whole, at, seeing(whole->type), depth + 1))
        return true;
    return made_by_them(h, b, row);
}

bool ledger_row_seen(const ledger_hold *h, uint32_t row)
{
    return row != BOOK_NO_ROW && (!h->seen || h->seen[row]);
}

bool ledger_other_seen(const ledger_hold *h, const book *b, uint32_t row)
{
    return row != BOOK_NO_ROW && seen(h, b, row, seeing(b->type));
}

bool ledger_counts(void *user, const book *b, uint32_t row)
{
    return ledger_other_seen(user, b, row);
}

bool ledger_rows_seen(cx *c, ledger_hold *h)
{
    h->seen = NULL;
    if (!h->d->who)
        return true;
    TRY(h->seen = cx_alloc(c, (h->b->n + 1) * sizeof *h->seen));
    for (uint32_t i = 0; i < h->b->n; i++)
        h->seen[i] = seen(h, h->b, i, seeing(h->type));
    return true;
}

bool ledger_rows_counted(cx *c, const ledger_hold *h, const bool **ret, bool *ret_more)
{
    *ret = h->seen;
    *ret_more = false;
    if (!h->seen || !h->type->unit_level)
        return true;
    bool *list = cx_alloc(c, (h->b->n + 1) * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; i < h->b->n; i++) {
        list[i] = h->seen[i] || seen(h, h->b, i, ACT_READ);
        *ret_more |= list[i] && !h->seen[i];
    }
    *ret = list;
    return true;
}

static bool row_right(const desk *d, act a, str area, str org)
{
    return rights_of_row(d->who, d->k, a, area_of(d, area), org) ||
           (!area.n && d->home != ID_NONE && rights_of_row(d->who, d->k, a, d->home, org));
}

bool ledger_may_for(const ledger_hold *h, act a, str area, str org)
{
    const desk *d = h->d;
    return row_right(d, a, area, org) || (a == ACT_LEDGER && row_right(d, ACT_DISPATCH, area, org));
}

bool ledger_may(const ledger_hold *h, act a, uint32_t row)
{
    const ledger_type *t = h->type;
    if (row == BOOK_NO_ROW)
        return rights_somewhere(h->d->who, h->d->k, a, ID_NONE) ||
               (a == ACT_LEDGER && rights_somewhere(h->d->who, h->d->k, ACT_DISPATCH, ID_NONE));
    if (t->private_) /* one that is shared is seen by others, and stays its maker's */
        return made_by_them(h, h->b, row) ||
               (ledger_row_seen(h, row) &&
                rights_may(h->d->who, h->d->k, ACT_DISPATCH, ID_NONE, ID_NONE));
    return ledger_row_seen(h, row) &&
           (ledger_may_for(h, a, entered(h->b, row, t->area), entered(h->b, row, t->org)) ||
            ledger_may_part(h, t, a, entered(h->b, row, t->belongs)));
}

bool ledger_may_part(const ledger_hold *h, const ledger_type *t, act a, str link)
{
    const book *whole;
    uint32_t at;
    return part_of(h, t, link, &whole, &at) &&
           ledger_may_for(h, a, entered(whole, at, whole->type->area),
                          entered(whole, at, whole->type->org));
}

bool ledger_type_seen(const desk *d, const ledger_type *t)
{
    (void)t;
    return rights_somewhere(d->who, d->k, ACT_READ, ID_NONE) ||
           rights_somewhere(d->who, d->k, ACT_LEDGER, ID_NONE);
}

str ledger_me(const desk *d, str by)
{
    return d->who ? d->who->login : by.n ? by : str_of(os_user());
}

static bool holds_post(const subject *who, str post)
{
    for (uint32_t i = 0; i < who->n; i++)
        if (who->list[i].post.n && str_eq(who->list[i].post, post))
            return true;
    return false;
}

static bool has_org(const desk *d, str org)
{
    const person *p = catalog_person(d->k, d->who->login);
    if (p && p->org.n && str_eq(p->org, org))
        return true;
    for (uint32_t i = 0; i < d->who->n; i++)
        if (d->who->list[i].org.n && str_eq(d->who->list[i].org, org))
            return true;
    return false;
}

static bool names_them(const desk *d, field_kind k, str code)
{
    switch (k) {
    case FIELD_PERSON:
        return str_eq(code, d->who->login);
    case FIELD_POST:
        return holds_post(d->who, code);
    case FIELD_ORG:
        return has_org(d, code);
    default:
        return false;
    }
}

bool ledger_mine(void *user, const book *b, uint32_t row)
{
    const ledger_hold *h = user;
    if (!h->d->who)
        return false;
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        field_kind k = b->type->fields[f].kind;
        str rest = entered(b, row, f), one;
        if (!rest.n || (k != FIELD_PERSON && k != FIELD_POST && k != FIELD_ORG))
            continue;
        while (str_split(&rest, ';', &one))
            if (names_them(h->d, k, one))
                return true;
    }
    return false;
}
