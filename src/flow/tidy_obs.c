#include "flow/tidy_obs.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/os.h"
#include "base/str.h"
#include "flow/tidy_fast.h"
#include "model/cell.h"
#include <stdatomic.h>

const char tidy_obs_columns[] =
    "*area *indicator *period basis *kind level growth base_level series_basis rank_published low "
    "high comparison tier assess unit source released note";

enum column {
    COL_AREA,
    COL_INDICATOR,
    COL_PERIOD,
    COL_BASIS,
    COL_KIND,
    COL_LEVEL,
    COL_GROWTH,
    COL_BASE,
    COL_SERIES_BASIS,
    COL_RANK,
    COL_LOW,
    COL_HIGH,
    COL_COMPARISON,
    COL_TIER,
    COL_ASSESS,
    COL_UNIT,
    COL_SOURCE,
    COL_RELEASED,
    COL_NOTE,
    COL_MAX
};
static const char *const column_names[COL_MAX] = {
    "area",       "indicator",    "period",         "basis",    "kind", "level",      "growth",
    "base_level", "series_basis", "rank_published", "low",      "high", "comparison", "tier",
    "assess",     "unit",         "source",         "released", "note"};
#define MAX_FIELDS 64
#define FAST_FROM (1 << 16) /* bytes of text from which learning pays */

struct header {
    int8_t column[MAX_FIELDS]; /* field -> column, -1 unknown */
    int field[COL_MAX];        /* column -> field, -1 absent */
    int n;
};

/* One thread's share of the text, and what it remembers from row to row: tables repeat themselves. */
/* What the parts of one text know of each other. */
struct whole {
    _Atomic bool quotes; /* found by some part */
    _Atomic bool stop;   /* the user asked */
    _Atomic uint64_t rows, bytes;
    uint64_t all_bytes;
    cx *teller; /* the caller's: told of progress, by the first part alone */
};

struct part {
    cx c;
    struct whole *w;
    const catalog *k;
    const struct header *h;
    str text;
    char sep;
    uint32_t lines; /* lines in this part; line numbers are relative until the end */
    issues list;
    obs_batch *b;
    str field[COL_MAX];
    str last_area, last_ind, last_kind, last_basis;
    area_id area;
    const indicator *ind;
    kind kind;
    basis basis;
    obs_key taken;   /* of the row just read, 0 = it has extras */
    tidy_fast *fast; /* NULL = every row is read here */
    bool quoted;     /* known to have quotes */
    bool first;      /* runs where the caller waits, and tells */
    bool ok;
};

/* ---- one row ---- */
/* List a finding at this row; false. */
#define BAD(col, zh, en)                                                                           \
    (issue_add(&p->c, &p->list, ISSUE_ERROR, line, str_of(column_names[col]), p->field[col], zh,   \
               en),                                                                                \
     false)

static bool read_area(struct part *p, uint32_t line)
{
    str f = p->field[COL_AREA];
    if (p->last_area.n && str_eq(f, p->last_area))
        return true;
    p->last_area = (str){NULL, 0}; /* what is remembered must belong to what is held */
    p->area = catalog_area(p->k, str_trim(f));
    if (p->area == ID_NONE)
        return BAD(
            COL_AREA, "地区代码不在目录中；请先导入 areas 表或改正代码",
            "area code is not in the catalogue; import it in table areas first or correct it");
    p->last_area = f;
    return true;
}

static bool read_indicator(struct part *p, uint32_t line)
{
    str f = p->field[COL_INDICATOR];
    if (p->last_ind.n && str_eq(f, p->last_ind))
        return true;
    ind_id i = catalog_ind(p->k, str_trim(f));
    if (i == ID_NONE)
        return BAD(COL_INDICATOR, "指标代码不在目录中；请先导入 indicators 表或改正代码",
                   "indicator code is not in the catalogue; import it in table indicators first or "
                   "correct it");
    p->ind = &p->k->inds[i];
    p->last_ind = f;
    p->last_basis = (str){NULL, 0};
    return true;
}

static bool read_kind(struct part *p, uint32_t line)
{
    str f = p->field[COL_KIND];
    if (p->last_kind.n && str_eq(f, p->last_kind))
        return true;
    p->last_kind = (str){NULL, 0};
    if (!str_trim(f).n || !kind_parse(str_trim(f), &p->kind) || p->kind == KIND_NONE)
        return BAD(COL_KIND, "种类须为 final、flash、forecast、expected 或 target",
                   "kind is final, flash, forecast, expected or target");
    p->last_kind = f;
    return true;
}

static bool read_basis(struct part *p, uint32_t line)
{
    str f = p->field[COL_BASIS];
    if (p->last_basis.p && str_eq(f, p->last_basis))
        return true;
    p->last_basis = (str){NULL, 0};
    p->basis = p->ind->basis;
    if (str_trim(f).n && (!basis_parse(str_trim(f), &p->basis) || p->basis == BASIS_NONE))
        return BAD(COL_BASIS, "口径须为 ytd（累计）、period（当期）或 end（期末）",
                   "basis is ytd, period or end");
    p->last_basis = f.p ? f : S("");
    return true;
}

static bool read_period(struct part *p, uint32_t line, period *ret)
{
    period said;
    if (!period_parse_iso(str_trim(p->field[COL_PERIOD]), &said)) {
        period_text t;
        if (!period_parse_text(p->field[COL_PERIOD], &t) || t.year == 0)
            return BAD(COL_PERIOD,
                       "时期无法识别；请写成 2024、2024-H1、2024-Q1、2024-03 这样的形式",
                       "period cannot be read; write it like 2024, 2024-H1, 2024-Q1 or 2024-03");
        said = t.p;
    }
    if (!obs_period(p->ind, p->basis, p->kind, said, ret))
        return BAD(COL_PERIOD, "该时期不在指标的频率之内",
                   "the period is outside the indicator's frequency");
    return true;
}

static part_state state_of(cell_state s)
{
    switch (s) {
    case CELL_VALUE:
        return PART_VALUE;
    case CELL_MASKED:
    case CELL_NONE:
        return PART_MASKED;
    case CELL_NEGLIGIBLE:
        return PART_NEGLIGIBLE;
    default:
        return PART_ABSENT;
    }
}

/* A number in one of the columns; false with a finding when it cannot be read. */
static bool read_number(struct part *p, uint32_t line, enum column col, cell_column as,
                        cell_read *ret)
{
    *ret = cell_parse(p->field[col], as);
    if (ret->state == CELL_BAD)
        return issue_add(&p->c, &p->list, ISSUE_ERROR, line, str_of(column_names[col]),
                         p->field[col], "%s%.0s", "%.0s%s", ret->why_zh, ret->why_en) &&
               false;
    if (ret->points && as == CELL_GROWTH)
        return BAD(col, "百分点是变动量，不是增速；请填百分比",
                   "points are a change, not a growth; give percent");
    return true;
}

static bool unit_fits(struct part *p, uint32_t line, dec v)
{
    str unit = str_trim(p->field[COL_UNIT]);
    dec ignored;
    if (!unit.n || str_eq(unit, p->ind->unit))
        return true;
    switch (unit_convert(p->k->units, v, unit, p->ind->unit, &ignored)) {
    case UNIT_OK:
        return true;
    case UNIT_INEXACT:
        return BAD(COL_UNIT, "换算后超出 18 位有效数字",
                   "the converted figure needs more than 18 digits");
    case UNIT_DIMENSION:
        return BAD(COL_UNIT, "计量单位与指标的单位不能换算",
                   "the unit cannot be converted into the indicator's");
    default:
        return BAD(COL_UNIT, "未知的计量单位；请用指标的单位或可换算的单位",
                   "unknown unit; use the indicator's or one that converts into it");
    }
}

static bool read_words(struct part *p, uint32_t line, obs_extra *x, tier *t)
{
    int64_t rank;
    period day;
    str rel = str_trim(p->field[COL_RELEASED]), r = str_trim(p->field[COL_RANK]);
    if (!comparison_parse(str_trim(p->field[COL_COMPARISON]), &x->comparison))
        return BAD(COL_COMPARISON,
                   "比较方式须为 exact、about、at_least、at_most、range、positive 或 synchronous",
                   "comparison is exact, about, at_least, at_most, range, positive or synchronous");
    if (!tier_parse(str_trim(p->field[COL_TIER]), t))
        return BAD(COL_TIER, "层级须为 assigned、set 或 strive", "tier is assigned, set or strive");
    if (!assess_parse(str_trim(p->field[COL_ASSESS]), &x->assess))
        return BAD(COL_ASSESS, "考核方式须为 level、growth 或 both",
                   "assess is level, growth or both");
    if (r.n && !cell_is_missing_mark(r)) {
        cell_read v = cell_parse(r, CELL_RANK);
        rank = v.state == CELL_VALUE && v.v.scale == 0 ? v.v.coef : 0;
        if (rank < 1 || rank > 60000)
            return BAD(COL_RANK, "位次须为正整数", "a rank is a positive whole number");
        x->rank_published = (uint32_t)rank;
    }
    if (rel.n) {
        int64_t us;
        if (period_parse_iso(rel, &day) && day.f == FREQ_D)
            x->released = day.ord;
        else if (time_parse(rel, &us))
            x->released = time_day(us);
        else
            return BAD(COL_RELEASED, "发布日期须为 2024-06-18 这样的日期",
                       "released is a date like 2024-06-18");
    }
    x->source = str_trim(p->field[COL_SOURCE]);
    x->note = str_trim(p->field[COL_NOTE]);
    x->series_basis = str_trim(p->field[COL_SERIES_BASIS]);
    x->unit = str_trim(p->field[COL_UNIT]);
    if (str_eq(x->unit, p->ind->unit))
        x->unit = S("");
    return true;
}

static bool read_bounds(struct part *p, uint32_t line, obs_extra *x)
{
    cell_read lo, hi;
    TRY(read_number(p, line, COL_LOW, CELL_LEVEL, &lo));
    TRY(read_number(p, line, COL_HIGH, CELL_LEVEL, &hi));
    if (lo.state == CELL_VALUE) {
        x->low = lo.v.coef;
        x->low_st = PART(PART_VALUE, lo.v.scale);
    }
    if (hi.state == CELL_VALUE) {
        x->high = hi.v.coef;
        x->high_st = PART(PART_VALUE, hi.v.scale);
    }
    return true;
}

static bool has_extras(const struct part *p)
{
    for (int col = COL_SERIES_BASIS; col < COL_MAX; col++)
        if (p->field[col].n)
            return true;
    return false;
}

/* Read one row into the batch. False: a finding was added, or memory ran out (p->c.err). */
static bool read_row(struct part *p, uint32_t line)
{
    period t;
    cell_read level, growth = {0}, base = {0};
    obs_extra x = obs_extra_none;
    tier tier = TIER_ASSIGNED;
    size_t at;
    TRY(read_area(p, line));
    TRY(read_indicator(p, line));
    TRY(read_kind(p, line));
    TRY(read_basis(p, line));
    TRY(read_period(p, line, &t));
    TRY(read_number(p, line, COL_LEVEL, CELL_LEVEL, &level));
    if (p->field[COL_GROWTH].n)
        TRY(read_number(p, line, COL_GROWTH, CELL_GROWTH, &growth));
    if (p->field[COL_BASE].n)
        TRY(read_number(p, line, COL_BASE, CELL_LEVEL, &base));
    bool extras = has_extras(p);
    if (extras) {
        TRY(read_words(p, line, &x, &tier));
        TRY(read_bounds(p, line, &x));
        if (level.state == CELL_VALUE)
            TRY(unit_fits(p, line, level.v));
        else if (base.state == CELL_VALUE)
            TRY(unit_fits(p, line, base.v));
    }
    obs_key key = obs_key_make(p->ind->id, p->basis, p->kind, tier, t, p->area);
    bool ok =
        obs_batch_add(p->b, key, &at) &&
        obs_batch_set_level(p->b, at, state_of(level.state), level.v) &&
        (growth.state == CELL_BLANK ||
         obs_batch_set_growth(p->b, at, state_of(growth.state), growth.v)) &&
        (base.state == CELL_BLANK || obs_batch_set_base(p->b, at, state_of(base.state), base.v)) &&
        (!extras || obs_batch_set_extra(p->b, at, &x));
    if (!ok)
        return fail_memory(&p->c);
    if (p->b->line)
        p->b->line[at] = line;
    p->taken = extras ? 0 : key;
    return true;
}

/* ---- a part of the text ---- */
static void take_fields(struct part *p, const str *fields, size_t n)
{
    for (int col = 0; col < COL_MAX; col++) {
        int f = p->h->field[col];
        p->field[col] = f >= 0 && (size_t)f < n ? fields[f] : (str){"", 0};
    }
}

/* Fields of one plain line (no quotes): slices of the text. */
static size_t split_line(str line, char sep, str fields[MAX_FIELDS])
{
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= line.n; i++)
        if (i == line.n || line.p[i] == sep) {
            if (n == MAX_FIELDS)
                return n + 1;
            fields[n++] = (str){line.p + from, i - from};
            from = i + 1;
        }
    return n;
}

static bool good_row(struct part *p, const str *fields, size_t n, uint32_t line)
{
    if (n > (size_t)p->h->n) {
        return issue_add(&p->c, &p->list, ISSUE_ERROR, line, S(""), (str){"", 0},
                         "该行有 %zu 列，表头只有 %d 列；逗号未加引号？",
                         "the row has %zu fields, the header %d; a comma without quotes?", n,
                         p->h->n) &&
               true;
    }
    bool blank = true;
    for (size_t i = 0; blank && i < n; i++)
        blank = str_trim(fields[i]).n == 0;
    if (blank)
        return true; /* a row that parts others: ,,,, */
    take_fields(p, fields, n);
    return read_row(p, line) || p->c.err.code == ERR_NONE;
}

/* From now on a row does not stand on the line of its number. */
static bool number_lines(struct part *p)
{
    if (!obs_batch_need_line(p->b))
        return fail_memory(&p->c);
    for (size_t r = 0; r < p->b->n; r++)
        p->b->line[r] = (uint32_t)r + 1;
    return true;
}

#define WINDOW (256 << 10)

/* So many more rows from so many bytes. How many there are is known at the end only; until then as
 * many as the rest holds if it is like what was read. False: stop. */
static bool tell(struct part *p, uint64_t rows, uint64_t bytes)
{
    struct whole *w = p->w;
    rows += atomic_fetch_add_explicit(&w->rows, rows, memory_order_relaxed);
    bytes += atomic_fetch_add_explicit(&w->bytes, bytes, memory_order_relaxed);
    double all = bytes ? (double)rows * ((double)w->all_bytes / (double)bytes) : 0;
    if (p->first && !cx_progress(w->teller, "read", rows, (uint64_t)all))
        atomic_store_explicit(&w->stop, true, memory_order_relaxed);
    return !atomic_load_explicit(&w->stop, memory_order_relaxed);
}

/* The lines of a window, none of them with quotes. */
static bool parse_lines(struct part *p, str rest)
{
    str fields[MAX_FIELDS];
    for (;;) {
        if (p->fast)
            rest = tidy_fast_rows(p->fast, rest, p->b, &p->lines);
        if (!rest.n)
            return true;
        const char *nl = memchr(rest.p, '\n', rest.n);
        str line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        rest = str_from(rest, line.n + (nl != NULL));
        p->lines++;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        size_t n = split_line(line, p->sep, fields);
        p->taken = 0;
        if (line.n)
            TRY(good_row(p, fields, n, p->lines));
        if (p->fast && p->taken)
            tidy_fast_learn(p->fast, fields, n, p->taken);
        if (!p->b->line && p->b->n != p->lines)
            TRY(number_lines(p));
    }
}

/* Window by window, so that looking for quotes costs no second way to memory. Stops when there are
 * quotes in this part or another: then lines need not be rows. */
static bool parse_plain(struct part *p)
{
    str rest = p->text;
    bool on = true;
    while (on && rest.n && !atomic_load_explicit(&p->w->quotes, memory_order_relaxed)) {
        uint32_t before = p->lines;
        const char *nl = rest.n > WINDOW ? memchr(rest.p + WINDOW, '\n', rest.n - WINDOW) : NULL;
        str w = {rest.p, nl ? (size_t)(nl - rest.p) + 1 : rest.n};
        rest = str_from(rest, w.n);
        if (memchr(w.p, '"', w.n))
            atomic_store(&p->w->quotes, true);
        else
            TRY(parse_lines(p, w));
        on = tell(p, p->lines - before, w.n);
    }
    return true;
}

/* Text with quotes goes through the general reader. */
static bool parse_quoted(struct part *p)
{
    csv r;
    bool ok = true;
    uint64_t rows = 0;
    size_t told = p->text.n;
    csv_init(&r, p->text);
    r.sep = p->sep;
    r.next_line = 2; /* errors name lines of the whole text; the header is the first */
    while (ok && csv_next(&p->c, &r)) {
        rows++;
        if (told - r.rest.n >= WINDOW) {
            if (!tell(p, rows, told - r.rest.n))
                break;
            rows = 0;
            told = r.rest.n;
        }
        /* the last row's text may live in the reader's buffer: nothing is remembered across rows */
        p->last_area = p->last_ind = p->last_kind = p->last_basis = (str){NULL, 0};
        ok = good_row(p, r.fields, r.n, r.line - 1);
        p->lines = r.next_line - 2;
    }
    csv_done(&r);
    return ok && p->c.err.code == ERR_NONE;
}

static tidy_fast *fast_of(const struct header *h, char sep, size_t areas)
{
    static const fast_role roles[] = {
        [COL_AREA] = FAST_AREA,     [COL_INDICATOR] = FAST_INDICATOR, [COL_PERIOD] = FAST_PERIOD,
        [COL_BASIS] = FAST_BASIS,   [COL_KIND] = FAST_KIND,           [COL_LEVEL] = FAST_LEVEL,
        [COL_GROWTH] = FAST_GROWTH, [COL_BASE] = FAST_BASE,
    };
    fast_role of[MAX_FIELDS];
    for (int i = 0; i < h->n; i++)
        of[i] = h->column[i] < 0                         ? FAST_OTHER
                : (size_t)h->column[i] < COUNT_OF(roles) ? roles[h->column[i]]
                                                         : FAST_EMPTY;
    return tidy_fast_new(of, (size_t)h->n, sep, areas);
}

/* How many rows there may be, from the length of the first ones. */
static size_t rows_of(str text)
{
    str head = str_sub(text, 0, 4096);
    size_t lines = 1;
    for (size_t i = 0; i < head.n; i++)
        lines += head.p[i] == '\n';
    return (size_t)((double)text.n / (double)(head.n + 1) * (double)lines * 1.02) + 16;
}

static void run_part(void *arg, int index)
{
    struct part *p = (struct part *)arg + index;
    if (!obs_batch_reserve(p->b, rows_of(p->text)) || (p->quoted && !obs_batch_need_line(p->b))) {
        fail_memory(&p->c);
        return;
    }
    p->fast = p->quoted || p->text.n < FAST_FROM ? NULL : fast_of(p->h, p->sep, p->k->n_areas);
    p->ok = p->quoted ? parse_quoted(p) : parse_plain(p);
    tidy_fast_free(p->fast);
}

/* ---- header ---- */
static bool read_header(cx *c, str line, char sep, issues *list, struct header *h)
{
    str fields[MAX_FIELDS];
    size_t n = split_line(line, sep, fields);
    *h = (struct header){.n = (int)n};
    if (n > MAX_FIELDS)
        return fail(c, ERR_DATA, "表头超过 %d 列", "the header has more than %d columns",
                    MAX_FIELDS);
    memset(h->field, 0xFF, sizeof h->field);
    for (size_t i = 0; i < n; i++) {
        str name = str_trim(fields[i]);
        if (name.n >= 2 && name.p[0] == '"')
            name = str_sub(name, 1, name.n - 2);
        int col = -1;
        for (int k = 0; k < COL_MAX; k++)
            if (str_ieqz(name, column_names[k]))
                col = k;
        h->column[i] = (int8_t)col;
        if (col >= 0 && h->field[col] >= 0)
            return fail(c, ERR_DATA, "表头中“%s”出现两次",
                        "column \"%s\" stands twice in the header", column_names[col]);
        if (col >= 0)
            h->field[col] = (int)i;
        else if (name.n && !issue_add(c, list, ISSUE_WARNING, 1, name, name, "未知的列，未读取",
                                      "unknown column, not read"))
            return false;
    }
    static const enum column required[] = {COL_AREA, COL_INDICATOR, COL_PERIOD, COL_KIND};
    for (size_t i = 0; i < COUNT_OF(required); i++)
        if (h->field[required[i]] < 0)
            return fail(c, ERR_DATA, "observations 表缺少必需的列“%s”",
                        "table observations lacks the required column \"%s\"",
                        column_names[required[i]]);
    return true;
}

static char separator(str line)
{
    size_t commas = 0, semis = 0, tabs = 0;
    for (size_t i = 0; i < line.n; i++) {
        commas += line.p[i] == ',';
        semis += line.p[i] == ';';
        tabs += line.p[i] == '\t';
    }
    return tabs > commas && tabs > semis ? '\t' : semis > commas ? ';' : ',';
}

/* ---- the whole text ---- */
static bool start_part(cx *c, struct part *p, tidy_obs *t, int i)
{
    if (!cx_init(&p->c, c->lang))
        return fail_memory(c);
    t->arenas[i] = p->c.a;
    issues_init(&p->list, p->c.a);
    obs_batch_init(&t->parts[i], p->c.a);
    p->b = &t->parts[i];
    return true;
}

/* Cut the text at line ends into about equal parts. */
static void cut(str text, int n, struct part *parts)
{
    size_t from = 0;
    for (int i = 0; i < n; i++) {
        size_t to = i == n - 1 ? text.n : text.n / (size_t)n * (size_t)(i + 1);
        if (to < from)
            to = from;
        const char *nl = to < text.n ? memchr(text.p + to, '\n', text.n - to) : NULL;
        to = nl ? (size_t)(nl - text.p) + 1 : text.n;
        parts[i].text = str_sub(text, from, to - from);
        from = to;
    }
}

/* What the reader of an office table said of a line is not said again in other words. */
static bool said_before(const issues *list, size_t n, const issue *x, uint32_t line)
{
    for (size_t i = 0; x->severity == ISSUE_ERROR && i < n; i++)
        if (list->list[i].refuses == line && list->list[i].part == list->part)
            return true;
    return false;
}

static bool collect(cx *c, struct part *parts, tidy_obs *t, uint32_t first_line, issues *list)
{
    uint32_t base = first_line;
    size_t before = list->n;
    for (int i = 0; i < t->n_parts; i++) {
        struct part *p = &parts[i];
        if (!p->ok)
            return p->c.err.code == ERR_NONE ? fail_memory(c) : (c->err = p->c.err, false);
        t->before[i] = base;
        for (size_t r = 0; p->b->line && r < p->b->n; r++)
            p->b->line[r] += base;
        for (size_t k = 0; k < p->list.n; k++) {
            const issue *x = &p->list.list[k];
            if (said_before(list, before, x, x->line + base))
                continue;
            TRY(issue_add(c, list, x->severity, x->line + base, x->column, x->text, "%s%.0s",
                          "%.0s%s", x->zh, x->en));
        }
        list->errors += p->list.errors > p->list.n ? p->list.errors - p->list.n : 0;
        t->rows += p->b->n;
        base += p->lines;
    }
    t->lines = base - first_line;
    return true;
}

/* Read the body in so many parts. *quotes comes back true when it has quotes after all: then
 * nothing was taken and the whole is one quoted part. */
static bool parse_body(cx *c, const catalog *k, const struct header *h, char sep, str body,
                       int threads, bool *quotes, issues *list, tidy_obs *t)
{
    struct whole w = {.all_bytes = body.n, .teller = c};
    struct part *parts = cx_alloc(c, (size_t)threads * sizeof *parts);
    t->parts = mem_zalloc((size_t)threads, sizeof *t->parts);
    t->arenas = mem_zalloc((size_t)threads, sizeof *t->arenas);
    t->before = mem_zalloc((size_t)threads, sizeof *t->before);
    bool ok = (parts && t->parts && t->arenas && t->before) || fail_memory(c);
    for (int i = 0; ok && i < threads; i++) {
        parts[i].k = k;
        parts[i].h = h;
        parts[i].sep = sep;
        parts[i].w = &w;
        parts[i].first = i == 0;
        parts[i].quoted = *quotes;
        ok = start_part(c, &parts[i], t, i);
        t->n_parts = i + 1;
    }
    if (!ok)
        return false;
    cut(body, threads, parts);
    os_parallel(threads, run_part, parts);
    *quotes = w.quotes;
    ok = !w.stop && (w.quotes || collect(c, parts, t, 1, list));
    for (int i = 0; i < threads; i++)
        issues_done(&parts[i].list);
    return ok;
}

bool tidy_obs_parse(cx *c, const catalog *k, str text, int threads, issues *list, tidy_obs *ret)
{
    struct header h;
    tidy_obs t = {0};
    const char *nl = text.n ? memchr(text.p, '\n', text.n) : NULL;
    str first = str_trim((str){text.p, nl ? (size_t)(nl - text.p) : text.n});
    str body = str_from(text, nl ? (size_t)(nl - text.p) + 1 : text.n);
    char sep = separator(first);
    bool quotes = false;
    TRY(read_header(c, first, sep, list, &h));
    bool ok = parse_body(c, k, &h, sep, body, threads < 1 || body.n < (1 << 20) ? 1 : threads,
                         &quotes, list, &t);
    if (ok && quotes) {
        tidy_obs_done(&t);
        ok = parse_body(c, k, &h, sep, body, 1, &quotes, list, &t);
    }
    if (!ok) {
        tidy_obs_done(&t);
        return false;
    }
    *ret = t;
    return true;
}

void tidy_obs_done(tidy_obs *t)
{
    for (int i = 0; i < t->n_parts; i++) {
        obs_batch_done(&t->parts[i]);
        arena_free(t->arenas[i]);
    }
    mem_free(t->parts);
    mem_free(t->arenas);
    mem_free(t->before);
    *t = (tidy_obs){0};
}
