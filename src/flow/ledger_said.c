/* From codes to what people read. */
#include "flow/ledger_said.h"
#include "base/str.h"
#include "io/doc.h"
#include <math.h>

/* ---- names of codes ---- */
static str person_name(const catalog *k, str code)
{
    const person *p = catalog_person(k, code);
    return p && p->name.n ? p->name : code;
}

/* A post as it is on the day: 副州长李明. */
static bool post_name(cx *c, const ledger_hold *h, str code, str *ret)
{
    const catalog *k = h->d->k;
    const post *found = NULL;
    for (uint32_t i = 0; i < k->n_posts; i++)
        if (str_eq(k->posts[i].code, code) &&
            (!found || validity_on(k->posts[i].valid, h->view.today)))
            found = &k->posts[i];
    *ret = found && found->title.n ? found->title : code;
    if (!found || !found->holder.n || !validity_on(found->valid, h->view.today))
        return true;
    char *z = cx_printf(c, STR_FMT "%s" STR_FMT, STR_ARG(*ret), c->lang == LANG_ZH ? "" : " ",
                        STR_ARG(person_name(k, found->holder)));
    *ret = str_of(z);
    return z != NULL;
}

static str link_name(const ledger_hold *h, const type_field *f, str code)
{
    book *b = ledger_other(h, f->to);
    uint32_t row = b ? book_find(b, code) : BOOK_NO_ROW;
    if (row == BOOK_NO_ROW || !ledger_other_seen(h, b, row))
        return code;
    str title = book_entered(b, row, b->type->title)->text;
    return title.n ? title : code;
}

static str option_name(const cx *c, const type_field *f, str code)
{
    for (uint32_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i].code, code))
            return type_said(f->options[i].name, c->lang);
    return code;
}

bool ledger_said_code(cx *c, const ledger_hold *h, const type_field *f, str code, str *ret)
{
    const catalog *k = h->d->k;
    area_id a;
    ind_id i;
    const org *o;
    *ret = code;
    if (!code.n)
        return true;
    switch (f->kind) {
    case FIELD_CHOICE:
    case FIELD_CHECKLIST:
        *ret = option_name(c, f, code);
        return true;
    case FIELD_AREA:
        if ((a = catalog_area(k, code)) != ID_NONE)
            *ret = area_said(&k->areas[a], c->lang);
        return true;
    case FIELD_ORG:
        if ((o = catalog_org(k, code)) && o->name.n)
            *ret = o->name;
        return true;
    case FIELD_POST:
        return post_name(c, h, code, ret);
    case FIELD_PERSON:
        *ret = person_name(k, code);
        return true;
    case FIELD_INDICATOR:
        if ((i = catalog_ind(k, code)) != ID_NONE)
            *ret = ind_said(&k->inds[i], c->lang);
        return true;
    case FIELD_LINK:
        *ret = link_name(h, f, code);
        return true;
    default:
        return true;
    }
}

/* ---- days and periods ---- */
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

bool ledger_said_day(cx *c, double day, said_as as, str *ret)
{
    char out[PERIOD_TEXT_MAX];
    int y, m, d;
    *ret = S("");
    if (isnan(day))
        return true;
    if (as == SAID_TABLE) {
        size_t n = period_print((period){FREQ_D, (int32_t)day}, out);
        return arena_str(c->a, (str){out, n}, ret) || fail_memory(c);
    }
    date_split((int64_t)day, &y, &m, &d);
    const char *z = c->lang == LANG_ZH ? cx_printf(c, "%d年%d月%d日", y, m, d)
                                       : cx_printf(c, "%d %s %d", d, months[m - 1], y);
    *ret = str_of(z);
    return z != NULL;
}

static bool period_said_as(cx *c, str text, said_as as, str *ret)
{
    period p;
    char name[64];
    *ret = text;
    if (as == SAID_TABLE || !period_parse_iso(text, &p))
        return true;
    period_name(p, BASIS_PERIOD, c->lang, name);
    return arena_str(c->a, str_of(name), ret) || fail_memory(c);
}

static str yes_or_no(const cx *c, double v)
{
    bool zh = c->lang == LANG_ZH;
    if (isnan(v))
        return S("");
    return v > 0 ? zh ? S("是") : S("yes") : zh ? S("否") : S("no");
}

/* ---- values ---- */
static bool told_list(cx *c, const ledger_hold *h, const type_field *f, str codes, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    str rest = codes, one, name;
    bool more = false;
    sb_init(&b, 0);
    while (rest.n && str_split(&rest, ';', &one)) {
        TRY(ledger_said_code(c, h, f, one, &name));
        if (more)
            sb_putz(&b, c->lang == LANG_ZH ? "、" : ", ");
        sb_put(&b, name);
        more = true;
    }
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

static bool told_files(cx *c, const book *b, uint32_t row, uint32_t field, str *ret)
{
    sb out CLEANUP(sb_done) = {0};
    const book_row *r = &b->rows[row];
    sb_init(&out, 0);
    for (uint32_t i = 0; i < r->n_files; i++) {
        if (r->files[i].field != field)
            continue;
        if (out.n)
            sb_putz(&out, c->lang == LANG_ZH ? "、" : ", ");
        sb_put(&out, r->files[i].name);
    }
    return (sb_ok(&out) && arena_str(c->a, sb_str(&out), ret)) || fail_memory(c);
}

/* A value of some field (of this type or, by of(), of another). */
static bool told_field(cx *c, const ledger_hold *h, const type_field *f, expr_value v, said_as as,
                       ledger_told *ret)
{
    if (f->many || f->kind == FIELD_CHECKLIST)
        return told_list(c, h, f, v.text, &ret->text);
    switch (f->kind) {
    case FIELD_NUMBER:
        ret->number = true;
        ret->v = v.num;
        ret->decimals = f->decimals;
        return true;
    case FIELD_DATE:
        return ledger_said_day(c, v.num, as, &ret->text);
    case FIELD_FLAG:
        ret->text = yes_or_no(c, v.num);
        return true;
    case FIELD_PERIOD:
        return period_said_as(c, v.text, as, &ret->text);
    default:
        return ledger_said_code(c, h, f, v.text, &ret->text);
    }
}

static bool told_plain(cx *c, expr_value v, said_as as, ledger_told *ret)
{
    switch (v.kind) {
    case EXPR_NUM:
        ret->number = true;
        ret->v = v.num;
        ret->decimals = -1;
        return true;
    case EXPR_DATE:
        return ledger_said_day(c, v.num, as, &ret->text);
    case EXPR_FLAG:
        ret->text = yes_or_no(c, v.num);
        return true;
    case EXPR_LIST:
    case EXPR_TEXT:
        break;
    }
    ret->text = v.text;
    return true;
}

static str light_name(const cx *c, uint8_t light)
{
    static const char *const names[][2] = {[MARK_RED] = {"红灯", "red"},
                                           [MARK_YELLOW] = {"黄灯", "yellow"},
                                           [MARK_BLUE] = {"蓝灯", "blue"},
                                           [MARK_GREEN] = {"绿灯", "green"},
                                           [MARK_GREY] = {"灰灯", "grey"}};
    return str_of(names[light][c->lang != LANG_ZH]);
}

/* Decimals of a number as it was typed, where its field has none of its own. */
static int typed_decimals(const book *b, uint32_t row, const type_field *f, uint32_t field)
{
    if (f->formula || f->decimals >= 0 || f->many)
        return f->decimals;
    str text = book_entered(b, row, field)->text;
    ptrdiff_t point = str_find(text, S("."));
    return point < 0 ? 0 : (int)(text.n - (size_t)point) - 1;
}

bool ledger_tell_name(cx *c, ledger_hold *h, const book *b, uint32_t row, uint32_t name, said_as as,
                      ledger_told *ret)
{
    const ledger_type *t = b->type;
    *ret = (ledger_told){.v = NAN, .decimals = -1, .text = S("")};
    if (name == TYPE_NAME_STAGE) {
        ret->text = type_said(t->stages[b->rows[row].stage].name, c->lang);
        return true;
    }
    if (name == TYPE_NAME_LIGHT) {
        ret->text = light_name(c, b->rows[row].light);
        return true;
    }
    expr_value v = book_get(b, row, name);
    if (name == TYPE_NAME_CREATED_BY || name == TYPE_NAME_CHANGED_BY) {
        ret->text = person_name(h->d->k, v.text);
        return true;
    }
    if (name >= t->n_fields)
        return told_plain(c, v, as, ret);
    const type_field *f = &t->fields[name];
    if (f->kind == FIELD_FILE)
        return told_files(c, b, row, name, &ret->text);
    TRY(told_field(c, h, f, v, as, ret));
    if (f->kind == FIELD_NUMBER && ret->number)
        ret->decimals = typed_decimals(b, row, f, name);
    return true;
}

bool ledger_tell(cx *c, ledger_hold *h, const book *b, uint32_t row, const expr *e, said_as as,
                 ledger_told *ret)
{
    expr_top top = expr_top_of(e);
    *ret = (ledger_told){.v = NAN, .decimals = -1, .text = S("")};
    if (top.id != EXPR_NO_NAME && !top.called && top.id < TYPE_NAME_SERIES)
        return ledger_tell_name(c, h, b, row, top.id, as, ret);
    expr_value v = view_value(&h->view, b, row, e);
    if (top.called && (top.id == FN_ME || top.id == FN_MOVED_BY)) {
        ret->text = v.text.n ? person_name(h->d->k, v.text) : v.text;
        return true;
    }
    if (top.called && top.id == FN_OF && top.first < b->type->n_fields) {
        const book *other = ledger_other(h, b->type->fields[top.first].to);
        uint32_t f = other ? type_field_of(other->type, top.word) : UINT32_MAX;
        if (f != UINT32_MAX && other->type->fields[f].kind != FIELD_FILE)
            return told_field(c, h, &other->type->fields[f], v, as, ret);
    }
    return told_plain(c, v, as, ret);
}

bool ledger_tell_value(cx *c, expr_value v, said_as as, ledger_told *ret)
{
    *ret = (ledger_told){.v = NAN, .decimals = -1, .text = S("")};
    return told_plain(c, v, as, ret);
}

bool ledger_told_put(const ledger_told *t, sb *out)
{
    char text[DOC_CELL_MAX];
    doc_cell cell = {.number = true, .decimals = t->decimals, .v = t->v};
    if (t->number ? isnan(t->v) : !t->text.n)
        return false;
    sb_put(out, t->number ? doc_cell_text(&cell, text) : t->text);
    return true;
}

bool ledger_said(cx *c, ledger_hold *h, const book *b, uint32_t row, const expr *e, said_as as,
                 sb *out)
{
    ledger_told told;
    TRY(ledger_tell(c, h, b, row, e, as, &told));
    (void)ledger_told_put(&told, out);
    return sb_ok(out) || fail_memory(c);
}
