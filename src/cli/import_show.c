/* What is wrong with a file, on standard error: errors first, the same mistake once with how often and where. */
#include "base/map.h"
#include "base/str.h"
#include "cli/cli.h"

#define SHOWN 20 /* kinds of findings on the screen; all of them with --format json */
#define PLACES 6 /* of one kind */

typedef struct finding {
    const issue *first;
    size_t n;
    const issue *at[PLACES];
} finding;

typedef struct findings {
    finding *list;
    size_t n, cap;
    map index;
} findings;

static const char *said_why(const cx *c, const issue *x)
{
    return c->lang == LANG_EN ? x->en : x->zh;
}

/* A finding about a whole row quotes the row: that is no part of the mistake. */
static str quoted(const issue *x)
{
    return x->line && x->column.n && !str_eqz(x->column, "code") ? x->text : S("");
}

static bool is_one(const issue *x)
{
    return x->line == 0; /* about the file as a whole, or told with its own place */
}

static bool gather(cx *c, findings *f, const issue *x)
{
    char *key = cx_printf(c, "%d %u " STR_FMT "\n" STR_FMT "\n%s", x->severity, x->part,
                          STR_ARG(x->column), STR_ARG(quoted(x)), said_why(c, x));
    TRY(key);
    uint32_t at = is_one(x) ? MAP_NONE : map_get(&f->index, str_of(key));
    if (at == MAP_NONE) {
        at = (uint32_t)f->n;
        if (!MEM_GROW(f->list, f->cap, f->n + 1) ||
            (!is_one(x) && !map_put(&f->index, str_of(key), at)))
            return fail_memory(c);
        f->list[f->n++] = (finding){.first = x};
    }
    MUST(f->list && at < f->n);
    finding *g = &f->list[at];
    if (g->n < PLACES)
        g->at[g->n] = x;
    g->n++;
    return true;
}

static int by_severity(const void *a, const void *b)
{
    const finding *x = a, *y = b;
    if (x->first->severity != y->first->severity)
        return x->first->severity > y->first->severity ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void put_one(cx *c, const char *path, const import_result *r, const issue *x)
{
    const char *place = import_place(c, r, path, x);
    fprintf(stderr, "%s%s%s" STR_FMT "%s %s\n", place ? place : path,
            c->lang == LANG_EN ? ": " : "：", x->line && x->text.n ? "“" : "",
            x->line ? (int)x->text.n : 0, x->text.p ? x->text.p : "",
            x->line && x->text.n ? "”" : "", said_why(c, x));
}

/* "file “end”列“PNS”：…（4676 行：第2行、第5行……）" */
static void put_kind(cx *c, const char *path, const import_result *r, const finding *g)
{
    const issue *x = g->first;
    bool en = c->lang == LANG_EN;
    str text = quoted(x);
    fprintf(stderr, en ? "%s: %s" STR_FMT "%s" : "%s：%s" STR_FMT "%s", path,
            !x->column.n ? ""
            : en         ? "column "
                         : "“",
            STR_ARG(x->column),
            !x->column.n ? ""
            : en         ? " "
                         : "”列");
    fprintf(stderr, "%s" STR_FMT "%s%s%s", text.n ? "“" : "", STR_ARG(text), text.n ? "”" : "",
            text.n || x->column.n ? " " : "", said_why(c, x));
    fprintf(stderr, en ? " (%zu times: " : "（%zu 处：", g->n);
    for (size_t i = 0; i < g->n && i < PLACES; i++) {
        issue bare = *g->at[i];
        if (r->n_parts <= bare.part || !r->parts[bare.part].columns)
            bare.column = S("");
        const char *place = import_place(c, r, "", &bare);
        while (place && *place == ' ')
            place++;
        fprintf(stderr, "%s%s", !i ? "" : en ? ", " : "、", place ? place : "");
    }
    fprintf(stderr, "%s\n", g->n > PLACES ? en ? ", …)" : "……）" : en ? ")" : "）");
}

static bool show(cx *c, const char *path, const import_result *r, findings *f)
{
    for (size_t i = 0; i < r->list.n; i++)
        TRY(gather(c, f, &r->list.list[i]));
    if (f->n)
        qsort(f->list, f->n, sizeof *f->list, by_severity);
    for (size_t i = 0; i < f->n && i < SHOWN; i++)
        if (f->list[i].n == 1)
            put_one(c, path, r, f->list[i].first);
        else
            put_kind(c, path, r, &f->list[i]);
    if (f->n > SHOWN)
        fprintf(stderr, c->lang == LANG_EN ? "… and %zu more\n" : "……另有 %zu 条\n", f->n - SHOWN);
    return true;
}

void cli_show_findings(cx *c, const char *path, const import_result *r)
{
    findings f = {0};
    err before = c->err;
    (void)show(c, path, r, &f); /* out of memory: the result itself says how many there are */
    c->err = before;
    map_done(&f.index);
    mem_free(f.list);
}
