/* From what people type to the codes that rows hold. */
#include "base/str.h"
#include "flow/ledgers_impl.h"
#include "flow/ledger.h"

static bool none(cx *c, const char *zh, const char *en, str text)
{
    const char *typed = cx_strdup(c, str_sub(text, 0, 80));
    return typed &&
           fail(c, ERR_DATA, "：没有这个%s%.0s“%s”", "names no %.0s%s “%s”", zh, en, typed);
}

static bool many(cx *c, str text)
{
    const char *typed = cx_strdup(c, str_sub(text, 0, 80));
    return typed && fail(c, ERR_DATA, "：叫“%s”的不止一个，请填代码",
                         "“%s” names several; give the code", typed);
}

static bool org_code(cx *c, const catalog *k, str text, str *ret)
{
    const org *found = catalog_org(k, text);
    for (uint32_t i = 0; !found && i < k->n_orgs; i++) {
        if (!str_eq(k->orgs[i].name, text))
            continue;
        for (uint32_t j = i + 1; j < k->n_orgs; j++)
            if (str_eq(k->orgs[j].name, text))
                return many(c, text);
        found = &k->orgs[i];
    }
    if (!found)
        return none(c, "单位", "organisation", text);
    return arena_str(c->a, found->code, ret) || fail_memory(c);
}

static bool post_code(cx *c, const catalog *k, str text, str *ret)
{
    const post *found = NULL;
    for (uint32_t pass = 0; pass < 2 && !found; pass++)
        for (uint32_t i = 0; i < k->n_posts; i++) {
            if (!str_eq(pass ? k->posts[i].title : k->posts[i].code, text))
                continue;
            if (found && !str_eq(found->code, k->posts[i].code))
                return many(c, text);
            found = &k->posts[i];
        }
    if (!found)
        return none(c, "岗位", "post", text);
    return arena_str(c->a, found->code, ret) || fail_memory(c);
}

/* An account need not stand in the table of people: whoever asks may still be named, as me() does. */
static bool person_code(cx *c, const desk *d, str text, str *ret)
{
    const catalog *k = d->k;
    const person *found = catalog_person(k, text);
    if (!found && d->who && str_eq(text, d->who->login)) {
        *ret = d->who->login;
        return true;
    }
    for (uint32_t i = 0; !found && i < k->n_people; i++) {
        if (!str_eq(k->people[i].name, text))
            continue;
        for (uint32_t j = i + 1; j < k->n_people; j++)
            if (str_eq(k->people[j].name, text))
                return many(c, text);
        found = &k->people[i];
    }
    if (!found)
        return none(c, "人员", "person", text);
    return arena_str(c->a, found->code, ret) || fail_memory(c);
}

static bool area_code(cx *c, const desk *d, str text, str *ret)
{
    area_id a = catalog_area(d->k, text);
    if (a == ID_NONE || !rights_area(d->who, d->k, ACT_READ, a))
        TRY(desk_need_area(c, d, text, &a));
    return arena_str(c->a, d->k->areas[a].code, ret) || fail_memory(c);
}

static bool ind_code(cx *c, const desk *d, str text, str *ret)
{
    ind_id i = catalog_ind(d->k, text);
    if (i == ID_NONE || !desk_knows_ind(d, i))
        TRY(desk_need_ind(c, d, text, &i));
    return arena_str(c->a, d->k->inds[i].code, ret) || fail_memory(c);
}

/* The row that is called so, of those they see: *ret BOOK_NO_ROW where none is. False: several are. */
static bool row_named(const ledger_hold *h, const book *b, str text, uint32_t *ret)
{
    *ret = BOOK_NO_ROW;
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->rows[i].withdrawn || !str_eq(book_entered(b, i, b->type->title)->text, text) ||
            !ledger_other_seen(h, b, i))
            continue;
        if (*ret != BOOK_NO_ROW)
            return false;
        *ret = i;
    }
    return true;
}

/* A row of another ledger: by its code, or by a name that only one has. What they may not see is not
 * there. */
static bool link_code(cx *c, const ledger_hold *h, const type_field *f, str text, str *ret)
{
    book *b = ledger_other(h, f->to);
    uint32_t row = b ? book_find(b, text) : BOOK_NO_ROW;
    if (b && row == BOOK_NO_ROW && !row_named(h, b, text, &row))
        return many(c, text);
    if (row == BOOK_NO_ROW || !ledger_other_seen(h, b, row))
        return none(c, "条目", "row", text);
    return arena_str(c->a, b->rows[row].code, ret) || fail_memory(c);
}

bool ledger_resolve(cx *c, void *hold, const type_field *f, str text, str *ret)
{
    const ledger_hold *h = hold;
    const desk *d = h->d;
    switch (f->kind) {
    case FIELD_AREA:
        return area_code(c, d, text, ret);
    case FIELD_ORG:
        return org_code(c, d->k, text, ret);
    case FIELD_POST:
        return post_code(c, d->k, text, ret);
    case FIELD_PERSON:
        return person_code(c, d, text, ret);
    case FIELD_INDICATOR:
        return ind_code(c, d, text, ret);
    case FIELD_LINK:
        return link_code(c, h, f, text, ret);
    default:
        *ret = text;
        return true;
    }
}
