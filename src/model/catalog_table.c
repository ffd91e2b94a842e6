/* Rows of a table by column name: header, cells, keys, duplicates. */
#include "model/catalog_impl.h"
#include "base/csv.h"
#include "base/sb.h"

#define COLUMN_NAME(e, name) name " "
#define COLUMNS(list) list(COLUMN_NAME) "withdrawn"
const table_def catalog_tables[] = {
    [TABLE_AREAS] = {"areas", COLUMNS(AREA_COLUMNS)},
    [TABLE_INDICATORS] = {"indicators", COLUMNS(IND_COLUMNS)},
    [TABLE_SETS] = {"sets", COLUMNS(SET_COLUMNS)},
    [TABLE_ROSTERS] = {"rosters", COLUMNS(SET_COLUMNS)},
    [TABLE_BREAKS] = {"breaks", COLUMNS(BREAK_COLUMNS)},
    [TABLE_WEIGHTS] = {"weights", COLUMNS(WEIGHT_COLUMNS)},
    [TABLE_ORGS] = {"orgs", COLUMNS(ORG_COLUMNS)},
    [TABLE_POSTS] = {"posts", COLUMNS(POST_COLUMNS)},
    [TABLE_SHAPES] = {"shapes", COLUMNS(SHAPE_COLUMNS)},
    [TABLE_CAUSE_CODES] = {"cause_codes", COLUMNS(CODE_COLUMNS)},
    [TABLE_GAP_CAUSES] = {"gap_causes", COLUMNS(CAUSE_COLUMNS)},
    [TABLE_GAP_PLANS] = {"gap_plans", COLUMNS(PLAN_COLUMNS)},
    [TABLE_PEOPLE] = {"people", COLUMNS(PERSON_COLUMNS)},
    [TABLE_ROLES] = {"roles", COLUMNS(ROLE_COLUMNS)},
    [TABLE_GRANTS] = {"grants", COLUMNS(GRANT_COLUMNS)},
    [TABLE_FORMS] = {"forms", COLUMNS(FORM_COLUMNS)},
    [TABLE_FORM_UNITS] = {"form_units", COLUMNS(UNIT_COLUMNS)},
    [TABLE_WINDOWS] = {"windows", COLUMNS(WINDOW_COLUMNS)},
    [TABLE_DELEGATIONS] = {"delegations", COLUMNS(DELEGATION_COLUMNS)},
    [TABLE_MAX_] = {NULL, NULL},
};

const table_def *catalog_table(str name)
{
    for (const table_def *t = catalog_tables; t->name; t++)
        if (str_eqz(name, t->name))
            return t;
    return NULL;
}

const char *catalog_table_names(cx *c)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (const table_def *t = catalog_tables; t->name; t++)
        sb_printf(&b, "%s%s", t == catalog_tables ? "" : ", ", t->name);
    if (sb_ok(&b))
        return cx_strdup(c, sb_str(&b));
    (void)fail_memory(c);
    return NULL;
}

bool catalog_table_is_leaf(str name)
{
    return str_eqz(name, "gap_causes") || str_eqz(name, "gap_plans") || str_eqz(name, "shapes") ||
           str_eqz(name, "people") || str_eqz(name, "grants") || str_eqz(name, "form_units") ||
           str_eqz(name, "windows") || str_eqz(name, "delegations");
}

bool withdrawn_said(str cell)
{
    str w = str_trim(cell);
    return str_ieqz(w, "yes") || str_eqz(w, "是");
}

bool catalog_number_column(str table, str column)
{
    static const table_def numbers[] = {
        {"observations", "level growth base_level rank_published low high"},
        {"areas", "lon lat"},
        {"indicators", "decimals release_lag release_day"},
        {"breaks", "factor"},
        {"weights", "year weight"},
        {"gap_plans", "amount"},
        {"forms", "steps remind_days escalate_days"},
        {"commits", "rows"},
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        str rest = str_of(numbers[i].columns), one;
        while (str_eqz(table, numbers[i].name) && str_split(&rest, ' ', &one))
            if (str_eq(one, column))
                return true;
    }
    return false;
}

static const table_def *def_of(const table_spec *spec)
{
    return &catalog_tables[spec - table_specs];
}

/* Name of a column without its star; the one after the last is `withdrawn`. */
static str nth_column(const table_spec *spec, int column, bool *required)
{
    str rest = str_of(def_of(spec)->columns), name = {0};
    *required = false;
    for (int i = 0; i <= column; i++)
        if (!str_split(&rest, ' ', &name))
            return (str){0};
    *required = name.n && name.p[0] == '*';
    return str_from(name, *required);
}

str column_name(const table_spec *spec, int column)
{
    bool required;
    return nth_column(spec, column, &required);
}

/* ---- staging: all rows of one call, before any of them counts ---- */
typedef struct stage_row {
    str key;
    void *item;
    uint32_t line;
    bool bad, withdrawn, repeated;
} stage_row;
typedef struct stage {
    cx *c;
    catalog_builder *b;
    issues *list;
    const table_spec *spec;
    csv in;
    str text;
    int *columns; /* of the file -> of the table; -1 unknown, n_columns = withdrawn */
    size_t n_columns;
    bool can_withdraw;
    issues *torn;      /* of a stored text: where its torn rows are told; else NULL */
    uint64_t required; /* bit per column of the table */
    stage_row *rows;
    size_t n, cap;
    str *cells; /* (n_columns + 1) a row; the last is `withdrawn` */
    size_t cells_cap;
    map keys;
    bool all_new; /* no row was refused, repeated or withdrawn */
} stage;

static void stage_done(stage *s)
{
    csv_done(&s->in);
    mem_free(s->columns);
    mem_free(s->rows);
    mem_free(s->cells);
    map_done(&s->keys);
}

static size_t stride(const stage *s)
{
    return (size_t)s->spec->n_columns + 1;
}

static str *cells_of(const stage *s, size_t row)
{
    return s->cells + row * stride(s);
}

/* str_trim() for the many cells that need no trimming. */
static str trimmed(str s)
{
    if (s.n == 0)
        return s;
    unsigned char a = (unsigned char)s.p[0], z = (unsigned char)s.p[s.n - 1];
    bool head = a > 0x20 && a != 0xC2 && a != 0xE2 && a != 0xE3 && a != 0xEF;
    bool tail = z > 0x20 && z != 0x80 && z != 0x8B && z != 0xA0 && z != 0xBF;
    return head && tail ? s : str_trim(s);
}

/* A field as a slice of the builder's own copy of the text. */
static bool own(stage *s, str *field)
{
    uintptr_t p = (uintptr_t)field->p, lo = (uintptr_t)s->text.p;
    if (field->n == 0 || (p >= lo && p < lo + s->text.n))
        return true;
    return arena_str(s->b->a, *field, field) || fail_memory(s->c);
}

/* What the reader of records says about the file's syntax is a finding, not a failure. */
static bool csv_complaint(stage *s)
{
    err_code code = s->c->err.code;
    if (code == ERR_NONE)
        return true;
    if (code != ERR_FORMAT && code != ERR_LIMIT && code != ERR_DATA)
        return false;
    err e = s->c->err;
    cx_clear(s->c);
    if (s->torn)
        return issue_add(s->c, s->torn, ISSUE_WARNING, s->in.line, S(""), S(""),
                         "%1$s%2$.0s；此后的行未读取，请再导入一次原表",
                         "%1$.0s%2$s; the rows from there on are not read, import the table they "
                         "came from again",
                         e.zh, e.en);
    return issue_add(s->c, s->list, ISSUE_ERROR, s->in.line, S(""), S(""), "%1$s%2$.0s",
                     "%1$.0s%2$s", e.zh, e.en);
}

static int find_column(const table_spec *spec, str name)
{
    for (int i = 0; i <= spec->n_columns; i++) {
        str col = column_name(spec, i);
        if (name.n == col.n && strncasecmp(name.p, col.p, col.n) == 0)
            return i;
    }
    return -1;
}

static bool is_key(const table_spec *spec, int column)
{
    for (int k = 0; spec->key[k].column >= 0; k++)
        if (spec->key[k].column == column)
            return true;
    return false;
}

static bool header_gaps(stage *s, bool *ok)
{
    for (int i = 0; i < s->spec->n_columns; i++) {
        bool required, there = false;
        str name = nth_column(s->spec, i, &required);
        s->required |= (uint64_t)required << i;
        for (size_t k = 0; k < s->n_columns; k++)
            there = there || s->columns[k] == i;
        if (there || !required || (s->can_withdraw && !is_key(s->spec, i)))
            continue;
        *ok = false;
        TRY(issue_add(s->c, s->list, ISSUE_ERROR, s->in.line, name, S(""),
                      "表 %s 缺少必需的列 " STR_FMT "：请在首行加上这一列",
                      "table %s lacks the required column " STR_FMT ": add it to the header line",
                      def_of(s->spec)->name, STR_ARG(name)));
    }
    return true;
}

/* The header line. *ok false: nothing below it can be read. */
static bool read_header(stage *s, bool *ok)
{
    *ok = false;
    if (!csv_next(s->c, &s->in)) {
        if (s->c->err.code != ERR_NONE)
            return csv_complaint(s);
        return issue_add(s->c, s->list, ISSUE_ERROR, 1, S(""), S(""), "文件是空的：首行应为列名",
                         "the file is empty: its first line must name the columns");
    }
    *ok = true;
    s->n_columns = s->in.n;
    s->columns = mem_alloc(s->in.n * sizeof *s->columns);
    if (!s->columns)
        return fail_memory(s->c);
    for (size_t i = 0; i < s->in.n; i++) {
        str name = trimmed(s->in.fields[i]);
        int col = s->columns[i] = name.n ? find_column(s->spec, name) : -1;
        s->can_withdraw = s->can_withdraw || col == s->spec->n_columns;
        if (name.n && col < 0)
            TRY(issue_add(s->c, s->list, ISSUE_WARNING, s->in.line, name, name,
                          "不认识的列，未读取；表 %s 的列有：%s（* 为必需）",
                          "unknown column, not read; table %s has: %s (* = required)",
                          def_of(s->spec)->name, def_of(s->spec)->columns));
        for (size_t k = 0; col >= 0 && k < i; k++)
            if (s->columns[k] == col) {
                *ok = false;
                TRY(issue_add(s->c, s->list, ISSUE_ERROR, s->in.line, name, name,
                              "同名的列出现了两次：请删去一列",
                              "the same column stands twice: remove one"));
                break;
            }
    }
    return header_gaps(s, ok);
}

/* ---- rows ---- */
/* The key as text; one plain column is used as it stands. */
static bool make_key(reader *r, arena *a, str *ret)
{
    const table_spec *spec = r->spec;
    *ret = r->cells[spec->key[0].column];
    if (spec->key[1].column < 0)
        return true;
    char buf[1024];
    size_t n = 0;
    for (int k = 0; spec->key[k].column >= 0 && !r->bad; k++) {
        int col = spec->key[k].column;
        str t = r->cells[col];
        char number[32];
        if (strchr("dym", spec->key[k].how)) {
            int64_t v = spec->key[k].how == 'd'   ? read_date(r, col, INT64_MIN)
                        : spec->key[k].how == 'y' ? read_int(r, col, 1900, 2200, 0)
                                                  : read_month(r, col).ord;
            t = (str){number, (size_t)snprintf(number, sizeof number, "%lld", (long long)v)};
        }
        if (n + t.n + 1 > sizeof buf) {
            BAD(r, col, "编码过长", "this code is too long");
            break;
        }
        for (size_t i = 0; i < t.n; i++)
            buf[n++] = spec->key[k].how == 'w' && t.p[i] >= 'A' && t.p[i] <= 'Z'
                           ? (char)(t.p[i] + 32)
                           : t.p[i];
        buf[n++] = '\x1f';
    }
    return r->bad || arena_str(a, (str){buf, n}, ret) || fail_memory(r->c);
}

static void check_required(reader *r, uint64_t required, bool keys_only)
{
    for (int i = 0; i < r->spec->n_columns; i++)
        if (required >> i & 1 && r->cells[i].n == 0 && (!keys_only || is_key(r->spec, i))) {
            str name = column_name(r->spec, i);
            BAD(r, i, "必填：" STR_FMT " 不能为空", "required: " STR_FMT " must not be empty",
                STR_ARG(name));
        }
}

static bool same_row(const stage *s, size_t x, size_t y)
{
    const str *a = cells_of(s, x), *b = cells_of(s, y);
    if (s->rows[x].withdrawn != s->rows[y].withdrawn)
        return false;
    for (int i = 0; i < s->spec->n_columns; i++)
        if (!str_eq(a[i], b[i]) && !is_key(s->spec, i))
            return false;
    return true;
}

/* The same key a second time: equal rows count once, others are both refused. */
static void meet_again(reader *r, stage *s, size_t first, size_t second)
{
    stage_row *a = &s->rows[first], *b = &s->rows[second];
    int col = s->spec->key[0].column;
    b->repeated = true;
    if (same_row(s, first, second))
        return;
    static const char zh[] = "同一编码（键）的另一行在第 %u 行，内容不同，两行都未采用：请只留一行";
    static const char en[] =
        "line %u has the same key with different content; neither was taken: keep one of them";
    BAD(r, col, zh, en, a->line);
    if (a->bad && a->repeated)
        return;
    a->repeated = true;
    reader first_reader = *r;
    first_reader.line = a->line;
    first_reader.cells = cells_of(s, first);
    BAD(&first_reader, col, zh, en, b->line);
    r->failed = r->failed || first_reader.failed;
    a->bad = true;
}

static void read_withdrawn(reader *r, stage_row *row)
{
    int col = r->spec->n_columns;
    str w = r->cells[col];
    row->withdrawn = withdrawn_said(w);
    if (w.n && !row->withdrawn && !str_ieqz(w, "no") && !str_eqz(w, "否"))
        BAD(r, col, "应为 yes 或 no", "must be yes or no");
}

static bool is_control(char ch)
{
    return (unsigned char)ch < ' ' || ch == 0x7F;
}

/* People break the lines of a definition (Alt+Enter): a row is one line, so line breaks and tabs become
 * one blank. *other: a control byte that no one types; a stored one is a blank too. */
static bool one_line(stage *s, str *cell, bool *other)
{
    size_t at = 0, n = 0;
    while (at < cell->n && !is_control(cell->p[at]))
        at++;
    if (at == cell->n)
        return true;
    char *p = arena_alloc(s->b->a, cell->n);
    if (!p)
        return fail_memory(s->c);
    for (size_t i = 0; i < cell->n; i++) {
        char ch = cell->p[i];
        bool control = is_control(ch);
        *other |= control && !s->torn && ch != '\n' && ch != '\r' && ch != '\t';
        if (!control)
            p[n++] = ch;
        else if (n && p[n - 1] != ' ')
            p[n++] = ' ';
    }
    *cell = trimmed((str){p, n});
    return true;
}

static bool take_cells(stage *s, str *cells, bool *empty, bool *extra, bool *other)
{
    memset(cells, 0, stride(s) * sizeof *cells);
    *empty = true;
    *extra = *other = false;
    for (size_t i = 0; i < s->in.n; i++) {
        str t = trimmed(s->in.fields[i]);
        if (t.n == 0)
            continue;
        *empty = false;
        if (i >= s->n_columns)
            *extra = true;
        else if (s->columns[i] >= 0) {
            TRY(one_line(s, &t, other) && own(s, &t));
            cells[s->columns[i]] = t;
        }
    }
    return true;
}

/* Key and noun of a row; what is wrong with its cells makes it bad. */
static bool read_row(reader *r, const stage *s, stage_row *row)
{
    read_withdrawn(r, row);
    check_required(r, s->required, row->withdrawn);
    if (!r->bad && !r->failed)
        TRY(make_key(r, s->b->a, &row->key));
    if (row->withdrawn || r->bad || r->failed)
        return true;
    row->item = arena_alloc(s->b->a, s->spec->item_size);
    if (!row->item)
        return fail_memory(s->c);
    s->spec->read(r, row->item);
    return true;
}

/* Is the record something else than a row as it is written (csv_put)? */
static bool uneven(stage *s, str record, bool *ret)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; i < s->in.n; i++) {
        sb_putz(&b, i ? "," : "");
        csv_put(&b, s->in.fields[i]);
    }
    while (record.n && (record.p[record.n - 1] == '\n' || record.p[record.n - 1] == '\r'))
        record.n--;
    *ret = s->in.n != s->n_columns || !str_eq(sb_str(&b), record);
    return sb_ok(&b) || fail_memory(s->c);
}

/* Programs before 0.1 cut rows with a line break in two when they stored them. The half that is no
 * row is left out, as nothing can refer to it: they could not go on from there. */
static bool torn(stage *s, str record, bool *ret)
{
    issues scratch;
    stage_row row = {0};
    TRY(uneven(s, record, ret));
    if (!*ret)
        return true;
    issues_init(&scratch, s->c->a);
    reader r = {.c = s->c,
                .list = &scratch,
                .units = s->b->units,
                .spec = s->spec,
                .cells = cells_of(s, s->n),
                .line = s->in.line};
    bool ok = read_row(&r, s, &row);
    *ret = r.bad;
    issues_done(&scratch);
    return ok &&
           (!*ret || issue_add(s->c, s->torn, ISSUE_WARNING, s->in.line, S(""), S(""),
                               "这一行在换行处断开，未读取；请再导入一次原表",
                               "this row was torn at a line break and is not read; import the "
                               "table it came from again"));
}

/* `record` is the text of the row. */
static bool take_row(stage *s, str record)
{
    if (!MEM_GROW(s->rows, s->cap, s->n + 1) ||
        !MEM_GROW(s->cells, s->cells_cap, (s->n + 1) * stride(s)))
        return fail_memory(s->c);
    bool empty, extra, other, left_out = false;
    TRY(take_cells(s, cells_of(s, s->n), &empty, &extra, &other));
    if (empty)
        return true;
    if (s->torn && (extra || s->in.n != s->n_columns || memchr(record.p, '"', record.n)))
        TRY(torn(s, record, &left_out));
    if (left_out)
        return true;
    stage_row *row = &s->rows[s->n];
    *row = (stage_row){.line = s->in.line};
    reader r = {.c = s->c,
                .list = s->list,
                .units = s->b->units,
                .spec = s->spec,
                .cells = cells_of(s, s->n),
                .line = s->in.line};
    if (extra)
        BAD(&r, s->spec->key[0].column, "这一行的单元格比首行的列多：请检查逗号和引号",
            "this row has more cells than the header has columns: check commas and quotes");
    if (other)
        BAD(&r, s->spec->key[0].column, "单元格中有控制符：请删去",
            "a cell holds a control byte: remove it");
    TRY(read_row(&r, s, row));
    if (row->key.n) {
        uint32_t first = map_get(&s->keys, row->key);
        if (first != MAP_NONE)
            meet_again(&r, s, first, s->n);
        else if (!map_put(&s->keys, row->key, (uint32_t)s->n))
            return fail_memory(s->c);
    }
    row->bad = r.bad;
    s->all_new = s->all_new && !row->bad && !row->repeated && !row->withdrawn;
    s->n++;
    return !r.failed;
}

/* ---- the good rows count from here ---- */
static bool over_limit(stage *s, const stage_row *row, size_t max)
{
    return issue_add(s->c, s->list, ISSUE_ERROR, row->line, S(""), row->key,
                     "表 %s 超过 %zu 行的上限：其余的行未采用",
                     "table %s passes its limit of %zu rows: the rest was not taken",
                     def_of(s->spec)->name, max);
}

static bool commit_row(stage *s, btable *t, const stage_row *row, size_t max, bool *full)
{
    uint32_t at = map_get(&t->keys, row->key);
    if (at == MAP_NONE) {
        if (row->withdrawn)
            return issue_add(s->c, s->list, ISSUE_WARNING, row->line, S("withdrawn"), row->key,
                             "没有这一编码（键）的行，无可撤销",
                             "there is no row of this key to withdraw");
        if (t->n >= max) {
            bool first = !*full;
            *full = true;
            return !first || over_limit(s, row, max);
        }
        if (!MEM_GROW(t->rows, t->cap, t->n + 1))
            return fail_memory(s->c);
        at = (uint32_t)t->n;
        t->rows[at] = (brow){0};
        if (!map_put(&t->keys, row->key, at))
            return fail_memory(s->c);
        t->n++;
    }
    brow *b = &t->rows[at];
    b->line = row->line;
    b->batch = s->b->batch;
    b->withdrawn = row->withdrawn;
    if (!row->withdrawn)
        b->item = row->item;
    return true;
}

static bool commit(stage *s)
{
    enum table_no no = (enum table_no)(s->spec - table_specs);
    btable *t = &s->b->t[no];
    size_t max = no == TABLE_AREAS ? AREA_MAX : no == TABLE_INDICATORS ? IND_MAX : UINT32_MAX / 2;
    bool full = false;
    if (t->n == 0 && s->n <= max && s->all_new) {
        /* the first table of its kind, nothing refused: positions are final, keep the map */
        map empty = t->keys;
        t->keys = s->keys;
        s->keys = empty;
        if (!MEM_GROW(t->rows, t->cap, s->n))
            return fail_memory(s->c);
        for (size_t i = 0; i < s->n; i++)
            t->rows[i] = (brow){s->rows[i].item, s->rows[i].line, s->b->batch, false};
        t->n = s->n;
        return true;
    }
    for (size_t i = 0; i < s->n; i++)
        if (!s->rows[i].bad && !s->rows[i].repeated)
            TRY(commit_row(s, t, &s->rows[i], max, &full));
    return true;
}

static bool add_rows(stage *s)
{
    bool ok;
    TRY(read_header(s, &ok));
    if (!ok)
        return true;
    for (str from = s->in.rest; csv_next(s->c, &s->in); from = s->in.rest)
        TRY(take_row(s, (str){from.p, (size_t)(s->in.rest.p - from.p)}));
    TRY(csv_complaint(s));
    return commit(s);
}

static bool add_table(cx *c, catalog_builder *b, str table, str text, issues *list, issues *torn)
{
    const table_def *def = catalog_table(table);
    if (!def)
        return fail(c, ERR_UNKNOWN, "没有名为“" STR_FMT "”的目录表",
                    "there is no catalogue table \"" STR_FMT "\"", STR_ARG(table));
    b->batch++;
    if (str_starts(text, S("\xEF\xBB\xBF")))
        text = str_from(text, 3);
    if (!utf8_valid(text))
        return issue_add(c, list, ISSUE_ERROR, 0, S(""), S(""), "文件不是 UTF-8 编码",
                         "the text is not UTF-8");
    stage s = {.c = c,
               .b = b,
               .list = list,
               .torn = torn,
               .all_new = true,
               .spec = &table_specs[def - catalog_tables]};
    if (!arena_str(b->a, text, &s.text))
        return fail_memory(c);
    csv_init(&s.in, s.text);
    bool ok = add_rows(&s);
    stage_done(&s);
    return ok;
}

bool catalog_add_table(cx *c, catalog_builder *b, str table, str text, issues *list)
{
    return add_table(c, b, table, text, list, NULL);
}

bool catalog_add_stored(cx *c, catalog_builder *b, str table, str text, issues *list,
                        issues *ret_torn)
{
    return add_table(c, b, table, text, list, ret_torn);
}
