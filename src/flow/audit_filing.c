/* What was handed in, as its tables say it and as the chain does. */
#include "base/csv.h"
#include "base/str.h"
#include "flow/audit.h"
#include "flow/filing.h"

enum { F_AREA = 9, F_IND = 10, F_LEVEL = 12, F_FILLER = 18, F_EXTENDED = 19, F_AT = 20 };

/* An act of the table, and what the chain holds of it. */
typedef struct seen {
    const filing_event *e;
    bool last, found;
    str text; /* of the last one of its submission */
} seen;

typedef struct cell_row {
    str area, ind, rest[6]; /* level growth note verdict reason by */
} cell_row;

typedef struct look {
    cx *c;
    audit *a;
    sb out;
    filing *rows;
    filing_event *events;
    size_t n_rows, n_events;
    seen *list;       /* as the events stand: by submission */
    seen **by_commit; /* the same */
} look;

static void say(look *l, filing_key k, int64_t version, const char *zh, const char *en,
                const cell_row *x)
{
    bool is_en = l->c->lang == LANG_EN;
    l->a->n_findings++;
    sb_printf(&l->out,
              is_en ? "form " STR_FMT " of " STR_FMT " for " STR_FMT ", version %lld: %s"
                    : "报表 " STR_FMT " " STR_FMT " " STR_FMT " 第 %lld 版：%s",
              STR_ARG(k.form), STR_ARG(k.org), STR_ARG(k.period), (long long)version,
              is_en ? en : zh);
    if (x)
        sb_printf(&l->out, " (" STR_FMT " " STR_FMT ")", STR_ARG(x->area), STR_ARG(x->ind));
    sb_putc(&l->out, '\n');
}

/* ---- acts ---- */
/* How a line of the text of this act begins. */
static void put_begin(sb *b, const filing_event *e)
{
    char version[24];
    snprintf(version, sizeof version, "%lld", (long long)e->version);
    const str cells[] = {e->key.form, e->key.org, e->key.period, str_of(version), e->act,
                         e->state,    e->login,   e->post,       e->note};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        csv_put(b, cells[i]);
        sb_putc(b, ',');
    }
}

/* The text after its header. */
static str rows_of(str text)
{
    str rest = text, head;
    return str_split(&rest, '\n', &head) && rest.p ? rest : S("");
}

/* The first row after the header, whole. */
static bool first_row(cx *c, csv *r)
{
    bool head = csv_next(c, r);
    return head && csv_next(c, r) && r->n == FILING_TEXT_COLUMNS;
}

static bool same_time(str text, int64_t us)
{
    char at[TIME_TEXT_MAX];
    time_print(us, at);
    return str_eqz(text, at);
}

/* Does the act stand in the table as the text says: *ret. */
static bool same_act(cx *c, const filing_event *e, str text, bool *ret)
{
    sb begin CLEANUP(sb_done) = {0};
    char hex[65];
    csv r;
    sb_init(&begin, 0);
    put_begin(&begin, e);
    if (!sb_ok(&begin))
        return fail_memory(c);
    sha256 hash = os_sha256(text);
    os_hex(hash.b, sizeof hash.b, hex);
    *ret = str_eqz(e->hash, hex) && str_starts(rows_of(text), sb_str(&begin));
    csv_init(&r, text);
    bool row = first_row(c, &r);
    *ret = *ret && row && same_time(r.fields[F_AT], e->at);
    csv_done(&r);
    return !c->err.code;
}

static seen *seen_at(const look *l, int64_t commit_id)
{
    size_t lo = 0, hi = l->n_events;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->by_commit[mid]->e->commit_id < commit_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n_events && l->by_commit[lo]->e->commit_id == commit_id ? l->by_commit[lo]
                                                                           : NULL;
}

static bool told_nowhere(look *l, int64_t commit_id)
{
    l->a->n_findings++;
    sb_printf(
        &l->out,
        l->c->lang == LANG_EN
            ? "commit %lld: what was handed in with it is missing from the table filing_acts\n"
            : "第 %lld 次提交：表 filing_acts 中缺少与之相应的一步\n",
        (long long)commit_id);
    return true;
}

static bool hold_text(void *user, int64_t commit_id, str text)
{
    look *l = user;
    seen *x = seen_at(l, commit_id);
    bool same;
    if (!x)
        return told_nowhere(l, commit_id);
    TRY(same_act(l->c, x->e, text, &same));
    x->found = true;
    if (!same)
        say(l, x->e->key, x->e->version, "filing_acts 中的这一步与链中所记的不同",
            "this act stands in filing_acts otherwise than in the chain", NULL);
    return !x->last || arena_str(l->c->a, text, &x->text) || fail_memory(l->c);
}

/* ---- submissions ---- */
/* The cells of a text or of a body, whose columns begin at `area`, `ind` and `rest`. */
static bool read_cells(cx *c, str text, size_t area, size_t rest, cell_row **ret, size_t *ret_n)
{
    csv r;
    size_t lines = 1;
    bool ok = true;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    *ret_n = 0;
    TRY(*ret = cx_alloc(c, lines * sizeof **ret));
    csv_init(&r, text);
    for (bool head = true; ok && csv_next(c, &r); head = false) {
        cell_row *x = &(*ret)[*ret_n];
        if (head || r.n < rest + COUNT_OF(x->rest))
            continue;
        ok = arena_str(c->a, r.fields[area], &x->area) &&
             arena_str(c->a, r.fields[area + 1], &x->ind);
        for (size_t i = 0; ok && i < COUNT_OF(x->rest); i++)
            ok = arena_str(c->a, r.fields[rest + i], &x->rest[i]);
        *ret_n += x->area.n > 0;
    }
    csv_done(&r);
    return ok ? !c->err.code : fail_memory(c);
}

static const cell_row *cell_like(const cell_row *list, size_t n, const cell_row *x)
{
    static const cell_row none = {
        .rest = {{"", 0}, {"", 0}, {"", 0}, {"open", 4}, {"", 0}, {"", 0}}};
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].area, x->area) && str_eq(list[i].ind, x->ind))
            return &list[i];
    return &none;
}

/* `typed`: figures and words may have been typed since, where they were not accepted. */
static bool same_cell(const cell_row *was, const cell_row *is, bool typed)
{
    bool free = typed && !str_eqz(was->rest[3], verdict_name(VERDICT_ACCEPTED));
    for (size_t i = 0; i < COUNT_OF(was->rest); i++) {
        bool decision = i == 3 || i == 4;
        if ((decision || !free) && !str_eq(was->rest[i], is->rest[i]))
            return false;
    }
    return true;
}

static bool hold_cells(look *l, const filing *row, const seen *x)
{
    cell_row *was, *is;
    size_t n_was, n_is;
    bool typed = row->version > x->e->version;
    TRY(read_cells(l->c, x->text, F_AREA, F_LEVEL, &was, &n_was) &&
        read_cells(l->c, row->body, 0, 2, &is, &n_is));
    for (size_t i = 0; i < n_was; i++)
        if (!same_cell(&was[i], cell_like(is, n_is, &was[i]), typed))
            say(l, row->key, row->version, "filings 中的数与链中所记的不同",
                "a figure in filings is not what the chain says", &was[i]);
    return true;
}

/* What the last line of its text says besides the cell. */
static bool hold_rest(look *l, const filing *row, const seen *x)
{
    char extended[PERIOD_TEXT_MAX] = "";
    csv r;
    if (row->extended)
        period_print((period){FREQ_D, (int32_t)row->extended}, extended);
    csv_init(&r, x->text);
    bool any = first_row(l->c, &r);
    bool same = any && str_eqz(r.fields[F_EXTENDED], extended) &&
                (row->version > x->e->version || str_eq(r.fields[F_FILLER], row->filler));
    csv_done(&r);
    if (!same)
        say(l, row->key, row->version, "filings 中的填报人或延期与链中所记的不同",
            "who filled it, or its other last day, is not what the chain says", NULL);
    return !l->c->err.code;
}

static bool at_unit(str state)
{
    return str_eqz(state, filing_state_name(FILING_DRAFT)) ||
           str_eqz(state, filing_state_name(FILING_RETURNED));
}

static bool hold_row(look *l, const filing *row, const seen *x)
{
    if (!x) { /* a draft of which nothing was done */
        if (!str_eqz(row->state, filing_state_name(FILING_DRAFT)) || row->extended)
            say(l, row->key, row->version, "链中没有使它到这一步的记录",
                "nothing in the chain brought it there", NULL);
        return true;
    }
    if (!x->found)
        return true; /* said already */
    if (row->version < x->e->version || !str_eq(row->state, x->e->state) ||
        (row->version > x->e->version && !at_unit(row->state)))
        say(l, row->key, row->version, "filings 中的状态与链中最后一步不符",
            "its state in filings does not follow from the last act in the chain", NULL);
    return hold_rest(l, row, x) && hold_cells(l, row, x);
}

static bool same_key(const filing_key *a, const filing_key *b)
{
    return str_eq(a->form, b->form) && str_eq(a->org, b->org) && str_eq(a->period, b->period);
}

/* Rows and submissions stand in one order: the search goes on where it ended. */
static size_t row_at(const look *l, const filing_key *k, size_t from)
{
    for (size_t i = 0; i < l->n_rows; i++) {
        size_t at = (from + i) % l->n_rows;
        if (same_key(&l->rows[at].key, k))
            return at;
    }
    return l->n_rows;
}

static bool hold_rows(look *l)
{
    const seen **of_row = cx_alloc(l->c, (l->n_rows + 1) * sizeof(seen *));
    size_t at = 0;
    TRY(of_row);
    for (size_t i = 0; i < l->n_events; i++) {
        const seen *x = &l->list[i];
        if (!x->found)
            say(l, x->e->key, x->e->version, "链中没有这一步", "this act is not in the chain",
                NULL);
        if (!x->last)
            continue;
        size_t row = row_at(l, &x->e->key, at);
        if (row == l->n_rows) {
            say(l, x->e->key, x->e->version, "filings 中没有这份报表", "it is missing from filings",
                NULL);
            continue;
        }
        of_row[row] = x;
        at = row;
    }
    for (size_t i = 0; i < l->n_rows; i++)
        TRY(hold_row(l, &l->rows[i], of_row[i]));
    return true;
}

/* ---- all ---- */
static int by_commit(const void *x, const void *y)
{
    const seen *const *a = x, *const *b = y;
    return ((*a)->e->commit_id > (*b)->e->commit_id) - ((*a)->e->commit_id < (*b)->e->commit_id);
}

/* Events come by submission, oldest first. */
static bool order_events(look *l)
{
    TRY(l->list = cx_alloc(l->c, (l->n_events + 1) * sizeof *l->list));
    TRY(l->by_commit = cx_alloc(l->c, (l->n_events + 1) * sizeof *l->by_commit));
    for (size_t i = 0; i < l->n_events; i++) {
        bool last = i + 1 == l->n_events || !same_key(&l->events[i].key, &l->events[i + 1].key);
        l->list[i] = (seen){.e = &l->events[i], .last = last, .text = S("")};
        l->by_commit[i] = &l->list[i];
    }
    if (l->n_events)
        qsort(l->by_commit, l->n_events, sizeof(seen *), by_commit);
    return true;
}

static bool look_at(cx *c, store *s, void *user)
{
    look *l = user;
    const filing_key any = {S(""), S(""), S("")};
    return filings_load(c, s, any, &l->rows, &l->n_rows) &&
           filing_events_load(c, s, any, &l->events, &l->n_events) && order_events(l) &&
           filing_each_text(c, s, hold_text, l) && hold_rows(l);
}

bool audit_filings(cx *c, store *s, audit *a)
{
    look l = {.c = c, .a = a};
    sb_init(&l.out, 0);
    sb_put(&l.out, a->findings);
    bool ok = filing_still(c, s, look_at, &l);
    if (ok)
        ok = (sb_ok(&l.out) && arena_str(c->a, sb_str(&l.out), &a->findings)) || fail_memory(c);
    sb_done(&l.out);
    return ok;
}
