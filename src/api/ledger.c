/* The ledgers there are, lists of their rows, summaries. */
#include "api/ledger.h"
#include "base/str.h"
#include "flow/ledger.h"
#include "flow/ledger_said.h"
#include "flow/ledger_sums.h"

/* ---- what was asked ---- */
static bool number_word(cx *c, query_word word, void *user, const char *name, uint32_t unless,
                        uint32_t *ret)
{
    str s;
    int64_t v = 0;
    *ret = unless;
    if (!word(user, name, &s) || !s.n)
        return true;
    if (!str_int(s, &v) || v < 0 || v > INT32_MAX)
        return fail(c, ERR_USAGE, "%s 须为非负整数", "%s is a whole number", name);
    *ret = (uint32_t)v;
    return true;
}

bool ledger_query_read(cx *c, query_word word, void *user, ledger_query *q)
{
    str on;
    const struct {
        const char *name;
        str *to;
    } words[] = {{"code", &q->code},       {"where", &q->where},   {"q", &q->q},
                 {"view", &q->view},       {"sort", &q->sort},     {"columns", &q->columns},
                 {"summary", &q->summary}, {"period", &q->period}, {"end", &q->end},
                 {"group", &q->group},     {"sum", &q->sum}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!word(user, words[i].name, words[i].to))
            *words[i].to = S("");
    q->withdrawn = word(user, "withdrawn", &on) && !str_eqz(on, "0") && !str_ieqz(on, "false");
    TRY(number_word(c, word, user, "cursor", 0, &q->cursor) &&
        number_word(c, word, user, "days", LEDGER_NODES_DAYS, &q->days) &&
        number_word(c, word, user, "limit", 0, &q->limit));
    return q->limit <= LEDGER_PAGE_MAX ||
           fail(c, ERR_USAGE, "limit 至多 %d", "limit is at most %d", LEDGER_PAGE_MAX);
}

static bool view_of(cx *c, const ledger_type *t, str code, const type_view **ret)
{
    *ret = NULL;
    if (!code.n)
        return true;
    for (uint32_t i = 0; i < t->n_views; i++)
        if (str_eq(t->views[i].code, code))
            *ret = &t->views[i];
    return *ret || fail(c, ERR_UNKNOWN, "没有视图 " STR_FMT, "there is no view " STR_FMT,
                        STR_ARG(str_sub(code, 0, 40)));
}

/* The view's condition and the one that was asked, as one text. */
static bool join(cx *c, str a, str b, str *ret)
{
    char *z;
    *ret = a.n ? a : b;
    if (!a.n || !b.n)
        return true;
    z = cx_printf(c, "(" STR_FMT ") and (" STR_FMT ")", STR_ARG(a), STR_ARG(b));
    *ret = str_of(z);
    return z != NULL;
}

bool ledger_open_query(cx *c, const desk *d, const ledger_query *q, ledger_hold *ret)
{
    str where = q->where;
    if (q->view.n) {
        const type_view *v;
        ledger_hold h;
        TRY(ledger_open(c, d, q->type, &h));
        bool ok = view_of(c, h.type, q->view, &v) && join(c, v->where, q->where, &where) &&
                  arena_str(c->a, where, &where);
        ledger_done(&h);
        TRY(ok);
    }
    return ledger_open_where(c, d, q->type, where, ret);
}

/* ---- lists ---- */
static str said(void *user, const type_field *f, str code)
{
    const ledger_hold *h = user;
    str s;
    return ledger_said_code(h->view.c, h, f, code, &s) ? s : code;
}

static void ask_of(const ledger_hold *h, const ledger_query *q, find_ask *ret)
{
    *ret = (find_ask){.where = &h->where,
                      .n_where = h->where != NULL,
                      .q = q->q,
                      .withdrawn = q->withdrawn,
                      .seen = h->seen,
                      .said = said,
                      .user = (void *)h};
}

bool ledger_keys_of(cx *c, const ledger_hold *h, const ledger_query *q, find_key ret[FIND_MAX_KEYS],
                    uint32_t *ret_n)
{
    const type_view *v;
    TRY(view_of(c, h->type, q->view, &v));
    str sort = q->sort.n ? q->sort : v && v->sort.n ? v->sort : h->type->sort;
    sort = sort.n ? sort : S("code");
    return find_keys(c, h->type, sort, ret, ret_n);
}

bool ledger_rows_of(cx *c, ledger_hold *h, const ledger_query *q, uint32_t **ret, uint32_t *ret_n)
{
    find_ask ask;
    find_key keys[FIND_MAX_KEYS];
    uint32_t n_keys;
    size_t n;
    ask_of(h, q, &ask);
    TRY(ledger_keys_of(c, h, q, keys, &n_keys) && find_rows(c, h->b, &h->view, &ask, ret, &n) &&
        find_sort(c, h->b, keys, n_keys, *ret, n, 0, n));
    ledger_asks_no_more(h); /* what a form prints is the type's to say */
    *ret_n = (uint32_t)n;
    return true;
}

bool ledger_columns_of(cx *c, const ledger_type *t, str text, const uint32_t **ret, uint32_t *ret_n)
{
    str rest = text, one;
    uint32_t *list = cx_alloc(c, (t->n_fields + 1) * sizeof *list), n = 0;
    TRY(list);
    *ret = NULL;
    *ret_n = 0;
    if (!text.n)
        return true;
    while (str_split(&rest, ',', &one)) {
        uint32_t f = type_field_of(t, str_trim(one));
        if (f == UINT32_MAX)
            return fail(c, ERR_USAGE, "没有字段 " STR_FMT, "there is no field " STR_FMT,
                        STR_ARG(str_sub(one, 0, 40)));
        if (n < t->n_fields)
            list[n++] = f;
    }
    *ret = list;
    *ret_n = n;
    return true;
}

void put_ledger_head(cx *c, json *j, const ledger_hold *h)
{
    json_obj(j, NULL);
    json_str(j, "type", h->type->code);
    json_str(j, "name", type_said(h->type->name, c->lang));
    put_time(j, "as_of", desk_instant(h->d));
    put_period(j, "today", (period){FREQ_D, (int32_t)h->view.today});
}

void put_ledger_cursor(json *j, const ledger_query *q, const find_page *page)
{
    json_int(j, "total", (int64_t)page->total);
    if (q->cursor + page->n < page->total)
        json_int(j, "cursor", (int64_t)(q->cursor + page->n));
    else
        json_nil(j, "cursor");
}

bool ledger_page_of(cx *c, ledger_hold *h, const ledger_query *q, find_page *ret)
{
    find_ask ask;
    find_key keys[FIND_MAX_KEYS];
    uint32_t n_keys;
    size_t limit = q->all ? h->b->n : q->limit ? q->limit : LEDGER_PAGE;
    ask_of(h, q, &ask);
    return ledger_keys_of(c, h, q, keys, &n_keys) &&
           find_list(c, h->b, &h->view, &ask, keys, n_keys, q->cursor, limit, ret);
}

static bool put_list(cx *c, ledger_hold *h, const ledger_query *q, json *j)
{
    find_page page;
    const uint32_t *columns;
    uint32_t n_columns;
    TRY(ledger_columns_of(c, h->type, q->columns, &columns, &n_columns) &&
        ledger_page_of(c, h, q, &page));
    put_ledger_head(c, j, h);
    put_ledger_cursor(j, q, &page);
    json_arr(j, "rows");
    for (size_t i = 0; i < page.n; i++)
        TRY(put_ledger_row(c, j, NULL, h, page.rows[i], columns, n_columns));
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledger_list(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open_query(c, d, q, &h));
    bool ok = put_list(c, &h, q, &j);
    ledger_done(&h);
    return ok;
}

/* ---- types ---- */
typedef struct telling {
    json *j;
    const desk *d;
    const char **codes; /* gathered first: counting holds one type after the other */
    size_t n, cap;
} telling;

static bool gather(cx *c, void *user, const ledger_type *t)
{
    telling *w = user;
    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 64;
        const char **wider = cx_alloc(c, cap * sizeof *wider);
        TRY(wider);
        if (w->n)
            memcpy(wider, w->codes, w->n * sizeof *wider);
        w->codes = wider;
        w->cap = cap;
    }
    return (w->codes[w->n++] = cx_strdup(c, t->code)) != NULL;
}

static bool put_type(cx *c, telling *w, const char *code)
{
    ledger_hold h;
    int64_t total = 0, open = 0;
    json *j = w->j;
    TRY(ledger_open(c, w->d, str_of(code), &h));
    const ledger_type *t = h.type;
    for (uint32_t i = 0; i < h.b->n; i++) {
        if (h.b->rows[i].withdrawn || !ledger_row_seen(&h, i))
            continue;
        total++;
        open += !t->stages[h.b->rows[i].stage].final;
    }
    json_obj(j, NULL);
    json_str(j, "code", t->code);
    json_str(j, "name", t->name.zh);
    json_str(j, "name_en", t->name.en);
    json_str(j, "group", t->group);
    json_str(j, "note", type_said(t->note, c->lang));
    json_int(j, "total", total);
    json_int(j, "open", open);
    json_bool(j, "may_add", t->private_ || ledger_may(&h, ACT_LEDGER, BOOK_NO_ROW));
    json_end(j, '}');
    ledger_done(&h);
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledgers(cx *c, const desk *d, sb *out)
{
    json j;
    telling w = {.j = &j, .d = d};
    json_init(&j, out);
    TRY(ledgers_each_type(c, d, gather, &w));
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (size_t i = 0; i < w.n; i++)
        TRY(put_type(c, &w, w.codes[i]));
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

#define FOUND_OF_TYPE 5 /* rows of one type that a search shows */

static bool put_found(cx *c, telling *w, const char *code, const ledger_query *q, int64_t *total)
{
    ledger_hold h;
    find_ask ask;
    find_page page;
    str title;
    TRY(ledger_open(c, w->d, str_of(code), &h));
    ask_of(&h, q, &ask);
    bool ok = find_list(c, h.b, &h.view, &ask, NULL, 0, 0, FOUND_OF_TYPE, &page);
    *total += ok ? (int64_t)page.total : 0;
    for (size_t i = 0; ok && i < page.n; i++) {
        const book_row *r = &h.b->rows[page.rows[i]];
        title = book_get(h.b, page.rows[i], h.type->title).text;
        json_obj(w->j, NULL);
        json_str(w->j, "type", h.type->code);
        json_str(w->j, "type_name", type_said(h.type->name, c->lang));
        json_str(w->j, "code", r->code);
        json_str(w->j, "title", title);
        json_str(w->j, "stage_name", type_said(h.type->stages[r->stage].name, c->lang));
        json_strz(w->j, "light", light_mark_name(r->light));
        json_end(w->j, '}');
    }
    ledger_done(&h);
    return ok && (sb_ok(w->j->b) || fail_memory(c));
}

bool answer_ledger_search(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    json j;
    telling w = {.j = &j, .d = d};
    int64_t total = 0;
    json_init(&j, out);
    TRY(ledgers_each_type(c, d, gather, &w));
    json_obj(&j, NULL);
    json_str(&j, "q", q->q);
    json_arr(&j, "rows");
    for (size_t i = 0; str_trim(q->q).n && i < w.n; i++)
        TRY(put_found(c, &w, w.codes[i], q, &total));
    json_end(&j, ']');
    json_int(&j, "total", total);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* "start": what a new row begins with, by field; lists as text with ; between. */
static bool put_start(cx *c, json *j, ledger_hold *h)
{
    const str *list;
    TRY(ledger_start_values(c, h, &list));
    json_obj(j, "start");
    for (uint32_t i = 0; i < h->type->n_fields; i++) {
        const char *key = cx_strdup(c, h->type->fields[i].code);
        TRY(key);
        if (list[i].n)
            json_str(j, key, list[i]);
    }
    json_end(j, '}');
    return true;
}

bool answer_ledger_type(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open(c, d, q->type, &h));
    json_obj(&j, NULL);
    json_raw(&j, "type", str_trim(h.type->json));
    json_obj(&j, "may");
    json_bool(&j, "add", h.type->private_ || ledger_may(&h, ACT_LEDGER, BOOK_NO_ROW));
    json_bool(&j, "dispatch", ledger_may(&h, ACT_DISPATCH, BOOK_NO_ROW));
    json_bool(&j, "define", rights_may(d->who, d->k, ACT_CATALOGUE, ID_NONE, ID_NONE));
    json_end(&j, '}');
    bool ok = put_start(c, &j, &h);
    put_period(&j, "today", (period){FREQ_D, (int32_t)h.view.today});
    json_end(&j, '}');
    ledger_done(&h);
    return ok && (sb_ok(out) || fail_memory(c));
}

/* ---- summaries ---- */
static void put_figure(json *j, const char *key, expr_value v)
{
    if (v.kind == EXPR_DATE && !expr_missing(v))
        put_period(j, key, (period){FREQ_D, (int32_t)v.num});
    else if (v.kind == EXPR_TEXT || v.kind == EXPR_LIST)
        json_str(j, key, v.text);
    else
        json_num(j, key, v.num);
}

/* Does a column only count rows? What else there is could be traced to a single respondent. */
static bool only_counts(const type_column *k)
{
    static const char *const amounts[] = {"sum(", "avg(", "min_of(", "max_of("};
    for (size_t i = 0; i < COUNT_OF(amounts); i++)
        if (str_contains(k->text, amounts[i]))
            return false;
    return true;
}

static bool put_figures(cx *c, json *j, const type_summary *s, bool counts,
                        const expr_value *values)
{
    for (uint32_t i = 0; i < s->n_columns; i++) {
        const char *key = cx_strdup(c, s->columns[i].code);
        TRY(key);
        if (counts && !only_counts(&s->columns[i]))
            json_nil(j, key);
        else
            put_figure(j, key, values[i]);
    }
    return true;
}

static bool put_line(cx *c, json *j, const ledger_hold *h, const type_summary *s, bool counts,
                     const find_line *l)
{
    str name;
    json_obj(j, NULL);
    if (s->by != UINT32_MAX) {
        TRY(ledger_group_said(c, h, h->type, s->by, l->key, &name));
        json_str(j, "group", l->key);
        json_str(j, "group_name", name);
    }
    if (s->by2 != UINT32_MAX) {
        TRY(ledger_group_said(c, h, h->type, s->by2, l->key2, &name));
        json_str(j, "group2", l->key2);
        json_str(j, "group2_name", name);
    }
    TRY(put_figures(c, j, s, counts, l->values));
    json_end(j, '}');
    return true;
}

static bool put_columns(json *j, const type_summary *s, lang l)
{
    json_arr(j, "columns");
    for (uint32_t i = 0; i < s->n_columns; i++) {
        json_obj(j, NULL);
        json_str(j, "code", s->columns[i].code);
        json_str(j, "name", type_said(s->columns[i].name, l));
        json_str(j, "unit", s->columns[i].unit);
        json_int(j, "decimals", s->columns[i].decimals);
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

static bool put_summary(cx *c, ledger_hold *h, const type_summary *s, const ledger_query *q,
                        json *j)
{
    find_ask ask;
    bool counts;
    find_table table;
    ask_of(h, q, &ask);
    TRY(ledger_rows_counted(c, h, &ask.seen, &counts));
    if (counts && (q->where.n || q->q.n || q->view.n || q->group.n))
        return fail(c, ERR_DENIED, "单个调查对象的数据须有“单位级”权限才能筛选；请看不带条件的汇总",
                    "rows of single respondents can be filtered with the right unit only; ask for "
                    "the summary without a condition");
    TRY(ledger_sum(c, h, h->b, s, &ask, &table));
    put_ledger_head(c, j, h);
    json_str(j, "summary", s->code);
    json_str(j, "title", type_said(s->name, c->lang));
    TRY(put_columns(j, s, c->lang));
    json_arr(j, "rows");
    for (size_t i = 0; i < table.n; i++)
        TRY(put_line(c, j, h, s, counts, &table.lines[i]));
    json_end(j, ']');
    if (s->total) {
        json_obj(j, "total");
        TRY(put_figures(c, j, s, counts, table.total.values));
        json_end(j, '}');
    } else {
        json_nil(j, "total");
    }
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledger_summary(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open_query(c, d, q, &h));
    type_summary own;
    const type_summary *s = q->group.n ? &own : ledger_summary_of(h.type, q->summary);
    bool ok = q->group.n ? type_summary_by(c, h.type, q->group, q->sum, &own) &&
                               put_summary(c, &h, s, q, &j)
              : s ? put_summary(c, &h, s, q, &j)
                  : fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有汇总 " STR_FMT,
                         "ledger " STR_FMT " has no summary " STR_FMT, STR_ARG(q->type),
                         STR_ARG(str_sub(q->summary, 0, 40)));
    ledger_done(&h);
    return ok;
}
