/* Heads of the history, written down and compared. */
#include "flow/audit.h"
#include "base/csv.h"
#include "base/str.h"
#include "model/period.h"

#define HEX 65
static const char header[] = "day,commit,recorded_at,sha256,sm3\n";

bool audit_run(cx *c, store *s, audit *ret)
{
    *ret = (audit){.findings = S("")};
    TRY(store_verify_links(c, s, &ret->findings, &ret->n_findings, &ret->links, &ret->n_links));
    if (audit_filings(c, s, ret))
        return true;
    if (c->err.code != ERR_DB || !ret->n_findings)
        return false;
    cx_clear(c); /* a damaged file, of which the findings speak already */
    return true;
}

static void put_head(sb *out, const store_link *l)
{
    char when[TIME_TEXT_MAX], chain[HEX], sm3[HEX];
    time_print(l->recorded_at, when);
    os_hex(l->chain.b, sizeof l->chain.b, chain);
    os_hex(l->sm3.b, sizeof l->sm3.b, sm3);
    sb_printf(out, "%.10s,%lld,%s,%s,%s\n", when, (long long)l->commit_id, when, chain, sm3);
}

static bool same_day(const store_link *a, const store_link *b)
{
    char x[TIME_TEXT_MAX], y[TIME_TEXT_MAX];
    time_print(a->recorded_at, x);
    time_print(b->recorded_at, y);
    return !strncmp(x, y, 10);
}

bool audit_heads(cx *c, const audit *a, sb *out)
{
    sb_putz(out, header);
    for (size_t i = 0; i < a->n_links; i++)
        if (i + 1 == a->n_links || !same_day(&a->links[i], &a->links[i + 1]))
            put_head(out, &a->links[i]);
    return sb_ok(out) || fail_memory(c);
}

/* ---- holding against what was written down ---- */

/* Links are in the order of their ids. */
static const store_link *link_of(const audit *a, int64_t id)
{
    size_t lo = 0, hi = a->n_links;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (a->links[mid].commit_id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < a->n_links && a->links[lo].commit_id == id ? &a->links[lo] : NULL;
}

static bool same_hex(str text, const sha256 *h)
{
    char hex[HEX];
    os_hex(h->b, sizeof h->b, hex);
    return str_ieqz(str_trim(text), hex);
}

static void finding(const cx *c, sb *b, audit *a, str day, int64_t id, const char *zh,
                    const char *en)
{
    a->n_findings++;
    if (c->lang == LANG_EN)
        sb_printf(b, "head of " STR_FMT ", commit %lld: %s\n", STR_ARG(day), (long long)id, en);
    else
        sb_printf(b, STR_FMT " 的链头（第 %lld 次提交）：%s\n", STR_ARG(day), (long long)id, zh);
}

static bool hold(cx *c, audit *a, const csv *r, const char *file, sb *b)
{
    int64_t id;
    if (r->n != 5 || !str_int(str_trim(r->fields[1]), &id))
        return fail(c, ERR_DATA, "%s 第 %u 行不是链头；应为 diaodu audit heads 写出的五列",
                    "%s, line %u is no head; expected the five columns that diaodu audit heads "
                    "writes",
                    file, r->line);
    const store_link *l = link_of(a, id);
    if (!l)
        finding(c, b, a, str_trim(r->fields[0]), id, "库中没有这次提交",
                "there is no such commit any more");
    else if (!same_hex(r->fields[3], &l->chain) || !same_hex(r->fields[4], &l->sm3))
        finding(c, b, a, str_trim(r->fields[0]), id, "与当时写下的不同：此次或更早的历史被重写",
                "differs from what was written down: this commit or one before it was written "
                "anew");
    return true;
}

bool audit_against(cx *c, audit *a, str text, const char *file)
{
    csv r;
    sb b CLEANUP(sb_done) = {0};
    size_t rows = 0;
    sb_init(&b, 0);
    sb_put(&b, a->findings);
    csv_init(&r, text);
    bool ok = csv_next(c, &r); /* the header */
    while (ok && csv_next(c, &r)) {
        ok = hold(c, a, &r, file, &b);
        rows++;
    }
    ok = ok && !c->err.code;
    csv_done(&r);
    if (!ok && c->err.code)
        return false;
    if (!rows)
        return fail(c, ERR_DATA, "%s 里没有链头；用 diaodu audit heads -o 文件 写出",
                    "%s holds no heads; diaodu audit heads -o FILE writes them", file);
    if (!sb_ok(&b) || !arena_str(c->a, sb_str(&b), &a->findings))
        return fail_memory(c);
    return true;
}
