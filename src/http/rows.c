/* Rows of a table as JSON, and a target's split: the same path as an import. */
#include "api/rows.h"
#include "base/str.h"
#include "flow/target.h"
#include "http/write.h"

#define ROWS_MAX 10000
#define COLUMNS_MAX 64

bool get_rows(cx *c, const call *k, reply *r)
{
    rows_query q = {.table = k->at};
    str limit, cursor;
    int64_t n = 100, at = 0;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "code", &q.code);
    (void)params_get(k->p, "area", &q.area);
    (void)params_get(k->p, "indicator", &q.indicator);
    if ((params_get(k->p, "limit", &limit) && (!str_int(limit, &n) || n < 1 || n > 1000)) ||
        (params_get(k->p, "cursor", &cursor) && cursor.n &&
         (!str_int(cursor, &at) || at < 0 || at > UINT32_MAX)))
        return fail(c, ERR_USAGE, "limit 须在 1 到 1000 之间，cursor 用上一页的 next",
                    "limit is 1 to 1000, cursor `next` of the page before");
    q.limit = (uint32_t)n;
    q.cursor = (uint32_t)at;
    return answer_rows(c, &d, &q, &out) && reply_json(c, &out, r);
}

/* ---- JSON rows to the text of a table ---- */
struct columns {
    const char *name[COLUMNS_MAX];
    size_t n;
};

static bool find_columns(cx *c, json_t *rows, struct columns *w)
{
    size_t i;
    json_t *row, *value;
    const char *name;
    w->n = 0;
    json_array_foreach(rows, i, row)
    {
        if (!json_is_object(row))
            return fail(c, ERR_USAGE, "rows 第 %zu 项须为对象", "rows: item %zu is no object",
                        i + 1);
        json_object_foreach(row, name, value)
        {
            size_t f = 0;
            while (f < w->n && strcmp(w->name[f], name) != 0)
                f++;
            if (f < w->n)
                continue;
            if (w->n == COLUMNS_MAX)
                return fail(c, ERR_LIMIT, "列太多（上限 %d）", "too many columns (at most %d)",
                            COLUMNS_MAX);
            w->name[w->n++] = name;
        }
    }
    return true;
}

/* A cell is one line: the stored texts are compared line by line. */
static bool put_cell(cx *c, json_t *row, const char *name, size_t line, sb *out)
{
    str v;
    TRY(write_text(c, row, name, &v));
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < ' ')
            return fail(c, ERR_DATA, "rows 第 %zu 项 %.60s 含换行或控制符；请写在一行里",
                        "rows: item %zu, %.60s: a line break or control byte; write it on one line",
                        line, name);
    csv_put(out, v);
    return true;
}

static bool rows_text(cx *c, json_t *rows, sb *out)
{
    struct columns w;
    size_t i;
    json_t *row;
    if (!json_is_array(rows) || !json_array_size(rows) || json_array_size(rows) > ROWS_MAX)
        return fail(c, ERR_USAGE, "rows 须为 1 到 %d 行的数组", "rows is an array of 1 to %d rows",
                    ROWS_MAX);
    TRY(find_columns(c, rows, &w));
    for (size_t f = 0; f < w.n; f++) {
        sb_putz(out, f ? "," : "");
        csv_put(out, str_of(w.name[f]));
    }
    sb_putc(out, '\n');
    json_array_foreach(rows, i, row)
    {
        for (size_t f = 0; f < w.n; f++) {
            sb_putz(out, f ? "," : "");
            TRY(put_cell(c, row, w.name[f], i + 1, out));
        }
        sb_putc(out, '\n');
    }
    return sb_ok(out) || fail_memory(c);
}

/* What every write of this file says: reason and whether it is only tried. */
static bool read_options(cx *c, json_t *root, import_options *o)
{
    TRY(write_flag(c, root, "dry_run", &o->dry_run) && write_text(c, root, "reason", &o->reason));
    return o->reason.n || o->dry_run ||
           fail(c, ERR_USAGE, "须写明原因：reason", "say the reason: reason");
}

/* Figures: one row is guarded by its own key, several by any change. */
static bool guard_figures(cx *c, const catalog *k, json_t *rows, guard *g)
{
    set_values v = {0};
    json_t *row = json_array_get(rows, 0);
    const struct {
        const char *name;
        str *at;
    } all[] = {{"area", &v.area},   {"indicator", &v.indicator}, {"period", &v.period},
               {"basis", &v.basis}, {"kind", &v.kind},           {"tier", &v.tier}};
    g->k = k;
    if (g->since < 0 || json_array_size(rows) != 1)
        return true;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        TRY(write_text(c, row, all[i].name, all[i].at));
    return write_key(c, k, &v, &g->key);
}

static bool write_rows(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    sb text CLEANUP(sb_done) = {0};
    guard g = {.who = call_who(k), .extra = extra};
    import_options o = {.who = call_who(k), .table = k->at, .guard = write_guard, .guard_user = &g};
    sb_init(&text, 4 << 20);
    TRY(write_known(c, root, "rows reason dry_run"));
    TRY(read_options(c, root, &o) && rows_text(c, json_object_get(root, "rows"), &text));
    TRY(write_read_tag(c, k, &g));
    o.data = g.csv = sb_str(&text);
    desk d = call_desk(k);
    g.k = d.k;
    if (!str_eqz(k->at, "observations"))
        g.table = k->at;
    else
        TRY(guard_figures(c, d.k, json_object_get(root, "rows"), &g));
    return write_import(c, k, "rows", &o, S(""), out, &g, r);
}

bool post_rows(cx *c, const call *k, reply *r)
{
    return write_with(c, k, write_rows, r);
}

/* ---- a split ---- */
struct words {
    cx *c;
    json_t *root;
};

/* A query_word over the members of an object. */
static bool member_word(void *user, const char *name, str *ret)
{
    const struct words *w = user;
    json_t *v = json_object_get(w->root, name);
    if (!json_is_string(v))
        return false;
    *ret = (str){json_string_value(v), json_string_length(v)};
    return ret->n > 0;
}

static bool read_parts(cx *c, json_t *root, split_query *q)
{
    json_t *list = json_object_get(root, "pieces"), *one;
    size_t i;
    split_part *parts = cx_alloc(c, (json_array_size(list) + 1) * sizeof *parts);
    if (!parts)
        return false;
    if (list && !json_is_array(list))
        return fail(c, ERR_USAGE, "pieces 须为数组", "pieces is an array");
    json_array_foreach(list, i, one)
    {
        str level;
        TRY(json_is_object(one) ||
            fail(c, ERR_USAGE, "pieces 第 %zu 项须为对象", "pieces: item %zu is no object", i + 1));
        TRY(write_known(c, one, q->over_areas ? "area level" : "period level"));
        TRY(write_text(c, one, q->over_areas ? "area" : "period", &parts[q->n_parts].at));
        TRY(write_text(c, one, "level", &level));
        parts[q->n_parts].level = level;
        q->n_parts += level.n > 0;
    }
    q->parts = parts;
    return true;
}

static bool split_texts(cx *c, json_t *root, target_words *w)
{
    static const char *const all[] = {"area",    "indicator", "period", "level",
                                      "reserve", "method",    "across"};
    str none;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        TRY(write_text(c, root, all[i], &none));
    *w = (target_words){.tier = S(""), .comparison = S(""), .assess = S("")};
    return write_text(c, root, "tier", &w->tier) &&
           write_text(c, root, "comparison", &w->comparison) &&
           write_text(c, root, "assess", &w->assess);
}

static bool write_split(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    desk d = call_desk(k);
    struct words words = {c, root};
    guard g = {.who = call_who(k), .extra = extra};
    import_options o = {
        .who = call_who(k), .table = S("observations"), .guard = write_guard, .guard_user = &g};
    split_query q;
    split s;
    target_words w;
    ind_id ind;
    sb text CLEANUP(sb_done) = {0}, answer CLEANUP(sb_done) = {0};
    sb_init(&text, 0);
    sb_init(&answer, 0);
    TRY(write_known(c, root,
                    "area indicator period level reserve method across tier comparison assess "
                    "pieces reason dry_run"));
    TRY(split_texts(c, root, &w) && read_options(c, root, &o) && write_read_tag(c, k, &g));
    TRY(query_split(c, member_word, &words, &q) && read_parts(c, root, &q));
    TRY(answer_split(c, &d, &q, &s, &answer) && catalog_need_ind(c, d.k, q.indicator, &ind));
    TRY(target_split_text(c, d.k, d.k->inds[ind].code, &s, &w, &text));
    str made = str_sub(sb_str(&answer), 0, answer.n - 1); /* without its brace */
    bool nothing = str_find(sb_str(&text), S("\n")) + 1 == (ptrdiff_t)text.n;
    if (o.dry_run && nothing) {
        sb_put(out, made);
        sb_putz(out, ",\"result\":null}");
        return sb_ok(out) || fail_memory(c);
    }
    TRY(split_need(c, s.why));
    if (nothing)
        return fail(c, ERR_USAGE, "手工分解需要 pieces", "a split by hand needs pieces");
    o.data = sb_str(&text);
    return write_import(c, k, "split", &o, made, out, &g, r);
}

bool post_split(cx *c, const call *k, reply *r)
{
    return write_with(c, k, write_split, r);
}
