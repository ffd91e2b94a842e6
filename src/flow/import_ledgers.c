/* Rows of ledgers from a file: type by type, every row by the rules that typing it in would meet. */
#include "base/csv.h"
#include "base/map.h"
#include "base/os.h"
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/ledger_steps.h"
#include "flow/ledger_writing.h"
#include "flow/ledgers_impl.h"

enum { COLUMN_SKIP = 1000000, COLUMN_CODE, COLUMN_TYPE, COLUMN_STAGE };

const char *import_ledger_columns(str table)
{
    if (str_eqz(table, "ledger_series"))
        return "*type *code *field *period plan actual";
    if (str_eqz(table, "milestones"))
        return "*type *code *milestone name plan forecast actual depends_on days owner started "
               "baseline";
    if (str_eqz(table, "ledgers"))
        return "*type code";
    return str_starts(table, S("ledger:")) ? "code" : NULL;
}

/* Rows of one type out of a file. */
typedef struct taking {
    cx *c;
    const uint32_t *no; /* lines that were refused before they came here, in order */
    size_t n_no, at_no;
    import_job *j;
    desk d;
    ledger_hold h;
    str type;       /* "" = the column says */
    size_t type_at; /* that column; SIZE_MAX */
    csv r;
    const uint32_t *columns; /* by column: a field or COLUMN_* */
    size_t n;
    ledger_line *lines;
    uint32_t *line_nos;
    size_t n_lines, cap;
    map codes; /* code -> its place in lines */
    map said;  /* rows without a code, by what they say -> their line, 0 = they stand */
    bool gathered;
    book_numbering numbers;
    bool numbered;
    size_t denied;
    uint32_t row;
    sb text;
    steps_plan steps; /* milestones as they will stand */
} taking;

/* What else the file says of a row that was refused is not asked for. */
static bool note_refused(taking *w, str code)
{
    str kept;
    return !code.n ||
           (arena_str(w->c->a, code, &kept) && map_put(&w->j->refused, kept, w->r.line)) ||
           fail_memory(w->c);
}

static bool bad(taking *w, str column, str text)
{
    cx *c = w->c;
    err why = c->err;
    if (why.code == ERR_MEMORY || why.code == ERR_DB)
        return false;
    cx_clear(c);
    w->denied += why.code == ERR_DENIED;
    return issue_add(c, &w->j->r->list, ISSUE_ERROR, w->r.line, column, text, "%s%.0s", "%.0s%s",
                     why.zh, why.en);
}

static str field_at(const taking *w, size_t i)
{
    return i < w->r.n ? str_trim(w->r.fields[i]) : (str){"", 0};
}

/* ---- the header ---- */
static uint32_t column_of(cx *c, const ledger_type *t, str name)
{
    if (str_ieqz(name, "code"))
        return COLUMN_CODE;
    if (str_ieqz(name, "type"))
        return COLUMN_TYPE;
    if (str_ieqz(name, "stage"))
        return COLUMN_STAGE;
    uint32_t f = type_field_by_heading(c, t, name);
    if (f != UINT32_MAX)
        return f;
    if (str_eqz(name, "编号") || str_eqz(name, "代码"))
        return COLUMN_CODE;
    return str_eqz(name, "阶段") ? COLUMN_STAGE : COLUMN_SKIP;
}

static bool read_header(taking *w)
{
    uint32_t *columns = cx_alloc(w->c, (w->r.n + 1) * sizeof *columns);
    TRY(columns);
    w->n = w->r.n;
    for (size_t i = 0; i < w->n; i++) {
        str name = str_trim(w->r.fields[i]);
        columns[i] = column_of(w->c, w->h.type, name);
        bool computed = columns[i] < w->h.type->n_fields && w->h.type->fields[columns[i]].formula;
        if (columns[i] == COLUMN_SKIP || computed)
            TRY(issue_add(w->c, &w->j->r->list, ISSUE_WARNING, w->r.line, name, S(""),
                          computed ? "由公式得出；未读" : "这种台账没有这一列；未读",
                          computed ? "is worked out; not read"
                                   : "the ledger has no such field; not read"));
        if (computed)
            columns[i] = COLUMN_SKIP;
    }
    w->columns = columns;
    return true;
}

/* ---- a row ---- */
/* How a stage is reached from the start by the fewest moves. */
typedef struct way {
    uint32_t move, from, steps; /* steps UINT32_MAX: not at all */
} way;

static void go_on(const ledger_type *t, way *to, uint32_t move)
{
    const type_move *m = &t->moves[move];
    for (uint32_t from = 0; from < t->n_stages; from++)
        if ((m->from >> from & 1) && to[from].steps != UINT32_MAX &&
            to[from].steps + 1 < to[m->to].steps)
            to[m->to] = (way){move, from, to[from].steps + 1};
}

static bool ways(cx *c, const ledger_type *t, way **ret)
{
    TRY(*ret = cx_alloc(c, (t->n_stages + 1) * sizeof **ret));
    for (uint32_t i = 0; i < t->n_stages; i++)
        (*ret)[i] = (way){0, 0, i ? UINT32_MAX : 0};
    for (uint32_t round = 1; round < t->n_stages; round++)
        for (uint32_t i = 0; i < t->n_moves; i++)
            go_on(t, *ret, i);
    return true;
}

static str role_of(const draft *r, uint32_t field)
{
    return field == UINT32_MAX ? S("") : draft_value(r, field);
}

static bool took_step(cx *c, draft *r, const type_move *m, bool last)
{
    const ledger_type *t = r->t;
    type_move asked = *m;
    uint32_t *needs = cx_alloc(c, (m->n_needs + 1) * sizeof *needs);
    TRY(needs);
    asked.n_needs = 0;
    for (uint32_t i = 0; i < m->n_needs; i++) {
        field_kind kind = t->fields[m->needs[i]].kind;
        bool asks = kind == FIELD_FILE        ? last && t->stages[m->to].final
                    : kind == FIELD_CHECKLIST ? last
                                              : true;
        if (asks)
            needs[asked.n_needs++] = m->needs[i];
    }
    asked.needs = needs;
    asked.when = last ? m->when : NULL;
    if (m->dispatch &&
        !ledger_may_for(r->h, ACT_DISPATCH, role_of(r, t->area), role_of(r, t->org)) &&
        !ledger_may_part(r->h, t, ACT_DISPATCH, role_of(r, t->belongs)))
        return fail(c, ERR_DENIED, "没有办理“" STR_FMT "”这一步的权限",
                    "the step " STR_FMT " is not yours to do",
                    STR_ARG(type_said(m->name, c->lang)));
    return ledger_move_ready(c, r, &asked);
}

/* A row that comes in further on than at the start has what every step on the way would have asked for:
 * no file steps over the issue of a task. Conditions are asked
 * by the last step only, and evidence only where the row would be at its end: papers of a past that
 * was kept elsewhere are there, its deadlines have passed, and nothing is closed by a file alone. */
static bool took_way(cx *c, draft *r, const way *to, uint32_t at)
{
    for (uint32_t stage = at; stage != r->stage; stage = to[stage].from)
        TRY(took_step(c, r, &r->t->moves[to[stage].move], stage == at));
    return true;
}

static bool take_stage(cx *c, draft *r, str text)
{
    uint32_t at = type_stage_of(r->t, text);
    way *to;
    for (uint32_t i = 0; at == UINT32_MAX && i < r->t->n_stages; i++)
        if (str_eq(r->t->stages[i].name.zh, text) || str_eq(r->t->stages[i].name.en, text))
            at = i;
    if (at == UINT32_MAX)
        return fail(c, ERR_DATA, "没有阶段 “" STR_FMT "”", "there is no stage “" STR_FMT "”",
                    STR_ARG(text));
    if (at == r->stage)
        return true;
    if (r->row != BOOK_NO_ROW)
        return fail(c, ERR_DATA, "已有的行不能靠导入改变阶段；请走流程（move）",
                    "an import does not move rows that are there: use move");
    TRY(ways(c, r->t, &to));
    if (to[at].steps == UINT32_MAX)
        return fail(c, ERR_DATA, "没有通向这个阶段的步骤", "no move leads to this stage");
    TRY(took_way(c, r, to, at));
    r->stage = at;
    return true;
}

static bool take_fields(taking *w, draft *r, bool *ret_good)
{
    *ret_good = true;
    for (size_t i = 0; i < w->n; i++) {
        str s = field_at(w, i);
        if (w->columns[i] >= w->h.type->n_fields || !s.n ||
            w->h.type->fields[w->columns[i]].kind == FIELD_FILE)
            continue;
        if (draft_take(w->c, r, w->columns[i], s, false))
            continue;
        *ret_good = false;
        TRY(bad(w, w->h.type->fields[w->columns[i]].code, s));
    }
    return true;
}

static str special(const taking *w, uint32_t which)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->columns[i] == which)
            return field_at(w, i);
    return S("");
}

/* Everything else that may be wrong with it. */
static bool finish_row(taking *w, draft *r)
{
    cx *c = w->c;
    str stage = special(w, COLUMN_STAGE), code = special(w, COLUMN_CODE);
    TRY(r->row != BOOK_NO_ROW || draft_start(c, r));
    TRY(!stage.n || take_stage(c, r, stage));
    TRY(draft_check(c, r, ACT_LEDGER));
    if (r->row != BOOK_NO_ROW)
        return true;
    if (code.n)
        return draft_code(c, code) && (arena_str(c->a, code, &r->code) || fail_memory(c));
    if (!w->numbered)
        TRY(book_numbering_begin(c, w->h.b, w->h.view.today, &w->numbers));
    w->numbered = true;
    return book_numbering_take(c, &w->numbers, &r->code);
}

static bool same_line(const ledger_line *a, const ledger_line *b, uint32_t n)
{
    for (uint32_t f = 0; f < n; f++)
        if (a->has[f] != b->has[f] || (a->has[f] && !str_eq(a->values[f].text, b->values[f].text)))
            return false;
    return str_eq(a->stage, b->stage);
}

/* Identical rows of one code count once, differing ones are refused. */
static bool keep_line(taking *w, draft *r)
{
    cx *c = w->c;
    import_result *to = w->j->r;
    ledger_line line = draft_line(r);
    uint32_t before = map_get(&w->codes, line.code);
    if (before != MAP_NONE) {
        if (same_line(&w->lines[before], &line, w->h.type->n_fields))
            return true;
        (void)fail(c, ERR_DATA, "与第 %u 行代码相同而内容不同",
                   "has the code of line %u and says something else", w->line_nos[before]);
        return bad(w, S("code"), line.code);
    }
    if (w->n_lines == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 256;
        ledger_line *lines = mem_realloc(w->lines, cap * sizeof *lines);
        if (lines)
            w->lines = lines;
        uint32_t *nos = lines ? mem_realloc(w->line_nos, cap * sizeof *nos) : NULL;
        if (!nos)
            return fail_memory(c);
        w->line_nos = nos;
        w->cap = cap;
    }
    if (!map_put(&w->codes, line.code, (uint32_t)w->n_lines))
        return fail_memory(c);
    w->line_nos[w->n_lines] = w->r.line;
    w->lines[w->n_lines++] = line;
    to->good++;
    if (r->row == BOOK_NO_ROW)
        to->added++;
    else
        *(draft_nothing(r) ? &to->unchanged : &to->changed) += 1;
    return true;
}

static bool still_there(const taking *w, uint32_t row)
{
    return !w->h.b->rows[row].withdrawn ||
           fail(w->c, ERR_DATA, "已撤除；要改动请先恢复", "was removed; restore it first");
}

/* ---- rows without a code ---- */
/* What the columns of the file say of a row, or would say: to find the same row by. */
static bool said_as(taking *w, const draft *r, uint32_t row, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 1 << 20);
    for (size_t i = 0; i < w->n; i++) {
        if (w->columns[i] >= w->h.type->n_fields)
            continue;
        sb_put(&b,
               r ? draft_value(r, w->columns[i]) : book_entered(w->h.b, row, w->columns[i])->text);
        sb_putc(&b, '\x1f');
    }
    return (sb_ok(&b) && arena_str(w->c->a, sb_str(&b), ret)) || fail_memory(w->c);
}

static bool gather_said(taking *w)
{
    str said;
    w->gathered = true;
    for (uint32_t i = 0; i < w->h.b->n; i++) {
        if (w->h.b->rows[i].withdrawn || !ledger_row_seen(&w->h, i))
            continue;
        TRY(said_as(w, NULL, i, &said));
        if (!map_put(&w->said, said, 0))
            return fail_memory(w->c);
    }
    return true;
}

/* The same row said again, in another file or further up in this one, is no other row. */
static bool said_before(taking *w, const draft *r, bool *ret)
{
    str said;
    TRY((w->gathered || gather_said(w)) && said_as(w, r, 0, &said));
    uint32_t line = map_get(&w->said, said);
    *ret = line != MAP_NONE;
    if (!*ret)
        return map_put(&w->said, said, w->r.line) || fail_memory(w->c);
    w->j->r->good++;
    w->j->r->unchanged++;
    return !line ||
           issue_add(w->c, &w->j->r->list, ISSUE_WARNING, w->r.line, S("code"), S(""),
                     "与第 %u 行相同，只记一次；确为两条的请写编号",
                     "says what line %u says and counts once; give codes if they are two", line);
}

static bool take_row(taking *w)
{
    cx *c = w->c;
    draft r;
    bool good;
    str code = special(w, COLUMN_CODE);
    uint32_t row = code.n ? book_find(w->h.b, code) : BOOK_NO_ROW;
    if (row != BOOK_NO_ROW && !ledger_may(&w->h, ACT_LEDGER, row)) {
        (void)fail(c, ERR_DENIED, "没有改动这一行的权限", "this row is not yours to change");
        return bad(w, S("code"), code);
    }
    if (row != BOOK_NO_ROW && !still_there(w, row))
        return bad(w, S("code"), code);
    TRY(draft_begin(c, &w->h, w->h.b, row, NULL, &r) && take_fields(w, &r, &good));
    if (!good)
        return true;
    bool again = false;
    TRY(code.n || said_before(w, &r, &again));
    if (again)
        return true;
    if (!finish_row(w, &r))
        return bad(w, S(""), code);
    return keep_line(w, &r);
}

/* ---- series and milestones: columns by their names ---- */
static bool is_of(const taking *w)
{
    return w->type_at == SIZE_MAX || str_eq(field_at(w, w->type_at), w->type);
}

static str named(const taking *w, const csv *head, const char *name)
{
    for (size_t i = 0; i < head->n; i++)
        if (str_ieqz(str_trim(head->fields[i]), name))
            return field_at(w, i);
    return S("");
}

static str given(str s) /* an empty cell leaves what stands */
{
    return s.n ? s : (str){NULL, 0};
}

static ledger_step step_of(const taking *w, const csv *head)
{
    return (ledger_step){.milestone = named(w, head, "milestone"),
                         .name = given(named(w, head, "name")),
                         .plan = given(named(w, head, "plan")),
                         .forecast = given(named(w, head, "forecast")),
                         .actual = given(named(w, head, "actual")),
                         .depends_on = given(named(w, head, "depends_on")),
                         .days = given(named(w, head, "days")),
                         .owner = given(named(w, head, "owner")),
                         .started = given(named(w, head, "started")),
                         .baseline = given(named(w, head, "baseline"))};
}

/* All milestones of the file first: what depends on what may stand in any order. */
static bool plan_parts(taking *w, str text)
{
    bool ok = true;
    csv head;
    csv_init(&head, text);
    csv_init(&w->r, text);
    ok = csv_next(w->c, &head) && csv_next(w->c, &w->r);
    while (ok && csv_next(w->c, &w->r)) {
        str code = named(w, &head, "code"), kept[3];
        uint32_t row = is_of(w) ? book_find(w->h.b, code) : BOOK_NO_ROW;
        if (row == BOOK_NO_ROW)
            continue;                      /* said when it is read */
        ledger_step x = step_of(w, &head); /* the reader's texts last until its next line */
        ok = (arena_str(w->c->a, x.milestone, &kept[0]) &&
              arena_str(w->c->a, x.depends_on, &kept[1]) && arena_str(w->c->a, x.days, &kept[2])) ||
             fail_memory(w->c);
        ledger_step y = {.milestone = kept[0],
                         .depends_on = x.depends_on.p ? kept[1] : x.depends_on,
                         .days = x.days.p ? kept[2] : x.days};
        ok = ok && steps_take(w->c, &w->steps, w->h.b, row, &y);
    }
    csv_done(&w->r);
    csv_done(&head);
    return ok && !w->c->err.code;
}

static bool take_part(taking *w, const csv *head, bool series)
{
    cx *c = w->c;
    uint32_t row;
    size_t before = w->text.n;
    str code = named(w, head, "code");
    if (map_get(&w->j->refused, code) != MAP_NONE)
        return true;
    if (!draft_find(c, &w->h, code, &row) || !writing_may(c, &w->h, row, ACT_LEDGER) ||
        !still_there(w, row))
        return bad(w, S("code"), code);
    if (!series && !w->h.type->milestones) {
        (void)fail(c, ERR_DATA, "这种台账没有节点", "rows of this ledger have no milestones");
        return bad(w, S("type"), w->type);
    }
    ledger_cell x = {named(w, head, "field"), named(w, head, "period"),
                     given(named(w, head, "plan")), given(named(w, head, "actual"))};
    ledger_step y = step_of(w, head);
    if (!(series ? ledger_cell_line(c, &w->h, row, &x, &w->text)
                 : steps_check(c, &w->steps, row) && ledger_step_line(c, &w->h, row, &y, &w->text)))
        return bad(w, S(""), code);
    w->j->r->good++;
    *(w->text.n > before ? &w->j->r->changed : &w->j->r->unchanged) += 1;
    return true;
}

/* ---- a type ---- */
/* Lines come in order. */
static bool was_refused(taking *w)
{
    while (w->at_no < w->n_no && w->no[w->at_no] < w->r.line)
        w->at_no++;
    return w->at_no < w->n_no && w->no[w->at_no] == w->r.line;
}

static bool take_rows(taking *w, str text)
{
    bool ok = true, header = true;
    csv_init(&w->r, text);
    while (ok && csv_next(w->c, &w->r)) {
        if (header)
            ok = read_header(w);
        else if (is_of(w)) {
            size_t errors = w->j->r->list.errors;
            w->j->r->rows++;
            ok = was_refused(w) ? note_refused(w, special(w, COLUMN_CODE)) : take_row(w);
            if (w->j->r->list.errors > errors)
                ok = ok && note_refused(w, special(w, COLUMN_CODE));
        }
        header = false;
    }
    csv_done(&w->r);
    return ok && !w->c->err.code;
}

/* Rows that come with this file are there for what it says of their figures and nodes. */
static bool see_rows(taking *w)
{
    book_commit k = {.id = w->d.head.id + 1, .at = os_now_us(), .by = ledger_me(&w->d, S(""))};
    for (size_t i = 0; i < w->j->n_rows; i++)
        if (str_eq(w->j->rows[i].name, w->type))
            TRY(book_apply(w->c, w->h.b, S("rows"), &k, w->j->rows[i].csv) &&
                ledger_rows_seen(w->c, &w->h));
    return true;
}

static bool take_parts(taking *w, str text, bool series)
{
    bool ok = true;
    csv head;
    TRY(see_rows(w));
    if (!series)
        TRY(plan_parts(w, text));
    csv_init(&head, text);
    csv_init(&w->r, text);
    ok = csv_next(w->c, &head) && csv_next(w->c, &w->r);
    sb_putz(&w->text, series ? LEDGER_SERIES_HEAD : LEDGER_MILESTONES_HEAD);
    while (ok && csv_next(w->c, &w->r))
        if (is_of(w)) {
            w->j->r->rows++;
            ok = take_part(w, &head, series);
        }
    csv_done(&w->r);
    csv_done(&head);
    return ok && !w->c->err.code;
}

/* What says what stands is not written. */
static void drop_unchanged(taking *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->n_lines; i++) {
        bool any = !strcmp(w->lines[i].act, "add");
        for (uint32_t f = 0; !any && f < w->h.type->n_fields; f++)
            any = w->lines[i].has[f];
        if (any)
            w->lines[kept++] = w->lines[i];
    }
    w->n_lines = kept;
}

static bool keep_rows(taking *w)
{
    import_job *j = w->j;
    table_text *all = cx_alloc(w->c, (j->n_rows + 1) * sizeof *all);
    TRY(all);
    for (size_t i = 0; i < j->n_rows; i++)
        all[i] = j->rows[i];
    j->rows = all;
    all = &j->rows[j->n_rows++];
    return (arena_str(w->c->a, w->type, &all->name) &&
            arena_str(w->c->a, sb_str(&w->text), &all->csv)) ||
           fail_memory(w->c);
}

static bool put_type(taking *w, store *s)
{
    cx *c = w->c;
    str name;
    size_t nothing = str_starts(sb_str(&w->text), S(LEDGER_SERIES_HEAD))
                         ? sizeof LEDGER_SERIES_HEAD - 1
                     : !w->text.n ? 0
                                  : sizeof LEDGER_MILESTONES_HEAD - 1;
    drop_unchanged(w);
    nothing = w->n_lines ? 0 : nothing;
    if (w->n_lines)
        TRY(ledger_text_rows(c, w->h.type, w->lines, w->n_lines, &w->text));
    if (!sb_ok(&w->text))
        return fail_memory(c);
    if (w->n_lines)
        TRY(keep_rows(w));
    bool refused = w->j->r->list.errors > 0 && !w->j->o->partial;
    return refused || w->j->o->dry_run || w->text.n == nothing ||
           (ledger_named(c, LEDGER_TEXT_PREFIX, w->type, &name) &&
            store_put_table(c, s, name, sb_str(&w->text)));
}

static bool take_type(cx *c, store *s, const desk *d, str table, str type, size_t type_at, str text,
                      import_job *j)
{
    taking w = {.c = c, .j = j, .d = *d, .type = type, .type_at = type_at};
    bool series = str_eqz(table, "ledger_series");
    uint32_t *no;
    sb_init(&w.text, 0);
    TRY(import_refused_lines(c, &j->r->list, j->r->list.part, &no, &w.n_no));
    w.no = no;
    TRY(ledger_open(c, &w.d, type, &w.h));
    bool ok = (series || str_eqz(table, "milestones") ? take_parts(&w, text, series)
                                                      : take_rows(&w, text)) &&
              put_type(&w, s);
    if (ok && w.denied)
        ok = fail(c, ERR_DENIED,
                  "台账中有 %zu 行无权写入，整个文件没有导入；请去掉这些行，或由有权者导入",
                  "%zu rows of ledgers are not yours to write, nothing was imported; leave them "
                  "out, or let "
                  "somebody import them who may",
                  w.denied);
    ledger_done(&w.h);
    map_done(&w.codes);
    map_done(&w.said);
    steps_done(&w.steps);
    mem_free(w.lines);
    mem_free(w.line_nos);
    sb_done(&w.text);
    return ok;
}

/* Types of the file in the order in which they come; one that there is not is an error of its rows. */
static bool types_of(cx *c, str text, import_job *j, size_t *ret_at, str **ret, size_t *ret_n)
{
    csv r;
    bool ok = true, header = true;
    map seen = {0};
    size_t cap = 16;
    *ret = cx_alloc(c, cap * sizeof **ret);
    *ret_n = 0;
    *ret_at = SIZE_MAX;
    TRY(*ret);
    csv_init(&r, text);
    while (ok && csv_next(c, &r)) {
        for (size_t i = 0; header && i < r.n; i++)
            if (str_ieqz(str_trim(r.fields[i]), "type"))
                *ret_at = i;
        str type = !header && *ret_at < r.n ? str_trim(r.fields[*ret_at]) : S("");
        if (!header && !type.n)
            ok = issue_add(c, &j->r->list, ISSUE_ERROR, r.line, S("type"), S(""), "须写明台账代码",
                           "must name a ledger");
        header = false;
        if (!ok || !type.n || map_get(&seen, type) != MAP_NONE)
            continue;
        if (*ret_n == cap)
            ok = fail(c, ERR_LIMIT, "一个文件至多 %zu 种台账", "a file has at most %zu ledgers",
                      cap);
        ok = ok && (arena_str(c->a, type, &(*ret)[*ret_n]) || fail_memory(c)) &&
             (map_put(&seen, (*ret)[*ret_n], 1) || fail_memory(c));
        *ret_n += ok;
    }
    csv_done(&r);
    map_done(&seen);
    return ok && !c->err.code;
}

bool import_put_ledgers(cx *c, store *s, const catalog *k, str table, str text, import_job *j)
{
    desk d = {.s = s, .k = (catalog *)k, .as_of = STORE_NOW, .home = ID_NONE, .who = j->o->who};
    str home = {"", 0}, *types, one = str_starts(table, S("ledger:")) ? str_from(table, 7) : S("");
    size_t n = 1, at = SIZE_MAX;
    TRY(store_meta_get(c, s, "home", &home));
    d.home = catalog_area(k, home);
    TRY(store_head(c, s, STORE_NOW, &d.head) && ledgers_new(c, &d.books));
    bool ok = one.n ? (types = &one, true) : types_of(c, text, j, &at, &types, &n);
    for (size_t i = 0; ok && i < n; i++)
        ok = take_type(c, s, &d, table, types[i], at, text, j);
    ledgers_release(d.books);
    return ok;
}
