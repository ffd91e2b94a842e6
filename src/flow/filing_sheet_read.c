/* The workbook of a submission: what it says when it comes back. */
#include "base/dec.h"
#include "base/str.h"
#include "flow/filing_sheet_int.h"
#include "io/sheet.h"
#include "model/cell.h"

#define ROWS_MAX 100000 /* rows of the sheet that are looked at */
#define STRAYS_MAX 200
#define NAME_ROWS 40 /* rows among which the names of the columns stand */

typedef struct sheet_reader {
    cx *c;
    const desk *d;
    const submission *s;
    const sheet *t;
    int at[COL_MAX_]; /* -1 = not there */
    sheet_in in;
    filing_entry *entries;
    size_t n;
} sheet_reader;

static str text_at(const sheet *t, uint32_t row, int col)
{
    const cell *x = col < 0 ? NULL : sheet_cell(t, row, (uint32_t)col);
    return x ? str_trim(x->text) : S("");
}

/* ---- is it ours ---- */
static bool names_in(sheet_reader *r, uint32_t row)
{
    for (sheet_col i = 0; i < COL_MAX_; i++)
        r->at[i] = -1;
    for (uint32_t k = 0; k < r->t->n_cols; k++) {
        str s = text_at(r->t, row, (int)k);
        for (sheet_col i = 0; s.n && i < COL_MAX_; i++)
            if (r->at[i] < 0 &&
                (str_eqz(s, sheet_columns[i].zh) || str_eqz(s, sheet_columns[i].en))) {
                r->at[i] = (int)k;
                break;
            }
    }
    bool named = (r->at[COL_AREA_CODE] >= 0 && r->at[COL_IND_CODE] >= 0) ||
                 (r->at[COL_AREA] >= 0 && r->at[COL_IND] >= 0);
    return named && (r->at[COL_LEVEL] >= 0 || r->at[COL_GROWTH] >= 0);
}

static bool find_names(sheet_reader *r, const workbook *w, uint32_t *ret_row)
{
    for (uint32_t n = 0; n < w->n_sheets; n++) {
        r->t = &w->sheets[n];
        for (uint32_t i = 0; i < r->t->n_rows && i < NAME_ROWS; i++)
            if (names_in(r, r->t->rows[i].row)) {
                *ret_row = r->t->rows[i].row;
                return true;
            }
    }
    return fail(r->c, ERR_FORMAT,
                "这不是本台发出的填报表：没有“地区、指标、本期数”的表头；请先下载填报表再填",
                "this is no form of this desk: it has no header of area, indicator and figure; "
                "download the form and fill that one");
}

/* A sheet that says whose it is must be this submission's; one that was made by hand says nothing. */
static bool is_this_one(const sheet_reader *r)
{
    char when[PERIOD_TEXT_MAX];
    str form = text_at(r->t, 1, 0), org = text_at(r->t, 2, 0), at = text_at(r->t, 3, 0);
    period_print(r->s->period, when);
    if (!str_eqz(text_at(r->t, 0, 0), SHEET_MARK) ||
        (str_eq(form, r->s->form->code) && str_eq(org, r->s->org->code) && str_eqz(at, when)))
        return true;
    return fail(
        r->c, ERR_DATA,
        "这是另一份表：报表“" STR_FMT "”、单位“" STR_FMT "”、时期 " STR_FMT "；什么也没有保存",
        "this is another one: form \"" STR_FMT "\" of \"" STR_FMT "\" for " STR_FMT
        "; nothing was saved",
        STR_ARG(str_sub(form, 0, 40)), STR_ARG(str_sub(org, 0, 40)), STR_ARG(str_sub(at, 0, 40)));
}

/* ---- a row ---- */
static uint32_t cell_of(const sheet_reader *r, str of, str ind, bool codes)
{
    const catalog *k = r->d->k;
    for (uint32_t i = 0; i < r->s->n; i++) {
        const area *a = &k->areas[r->s->cells[i].area];
        const indicator *n = &k->inds[r->s->cells[i].ind];
        if (codes ? str_eq(a->code, of) && str_eq(n->code, ind)
                  : (str_eq(area_said(a, LANG_ZH), of) || str_eq(area_said(a, LANG_EN), of)) &&
                        (str_eq(n->name, ind) || str_eq(n->name_en, ind)))
            return i;
    }
    return ID_NONE;
}

static const char *cannot_read(const sheet_reader *r, const cell *x, sheet_part p, str unit)
{
    bool zh = r->c->lang == LANG_ZH;
    switch (x->type) {
    case CELL_T_ERROR:
        return zh ? "公式出错，读不出数" : "the formula failed: no number";
    case CELL_T_NO_CACHE:
        return zh ? "公式没有算出的值：请在 Excel 中重新计算并保存"
                  : "the formula has no value: let Excel calculate and save again";
    case CELL_T_DATE:
    case CELL_T_BOOL:
        return p == PART_NOTE ? NULL
               : zh           ? "这是日期或真假值，不是数"
                              : "a date or truth, no number";
    case CELL_T_PERCENT:
        return p == PART_LEVEL && !str_eqz(unit, "%")
                   ? zh ? "此格为百分数格式，而指标单位不是%"
                        : "formatted as percent, the unit is not %"
                   : NULL;
    default:
        return NULL;
    }
}

static bool same(str a, str b, sheet_part p)
{
    cell_column column = p == PART_GROWTH ? CELL_GROWTH : CELL_LEVEL;
    if (str_eq(str_trim(a), str_trim(b)))
        return true;
    if (p == PART_NOTE)
        return false;
    cell_read x = cell_parse(a, column), y = cell_parse(b, column);
    return x.state == CELL_VALUE && y.state == CELL_VALUE && dec_same(x.v, y.v);
}

/* Why a figure that they changed cannot be taken; *ret NULL = it can. */
static bool cannot_take(const sheet_reader *r, const filing_cell *x, bool stands, str now,
                        const char **ret)
{
    bool zh = r->c->lang == LANG_ZH;
    *ret = NULL;
    if (x->verdict == VERDICT_ACCEPTED)
        *ret = zh ? "统计部门已接收，不能再改" : "accepted by statistics: it stands";
    else if (!stands)
        TRY(*ret = cx_printf(r->c,
                             zh ? "下发之后别人已改为“" STR_FMT "”：请看过再定"
                                : "somebody made it \"" STR_FMT "\" since: look and decide again",
                             STR_ARG(str_sub(now, 0, 200))));
    return true;
}

static void put_entry(filing_entry *e, sheet_part p, str text)
{
    str *const texts[] = {&e->level, &e->growth, &e->note};
    bool *const given[] = {&e->has_level, &e->has_growth, &e->has_note};
    *texts[p] = text;
    *given[p] = true;
}

/* Did they change it, and does what they saw still stand? */
static bool look_at_part(sheet_reader *r, uint32_t row, uint32_t i, sheet_part p, str now,
                         filing_entry *e)
{
    static const sheet_col cols[] = {COL_LEVEL, COL_GROWTH, COL_NOTE};
    const filing_cell *x = &r->s->cells[i];
    sheet_row_in *in = &r->in.rows[i];
    int col = r->at[cols[p]], was_col = r->at[COL_WAS_LEVEL + p];
    in->text[p] = now;
    if (col < 0)
        return true;
    const cell *v = sheet_cell(r->t, row, (uint32_t)col);
    str text = text_at(r->t, row, col), was = was_col < 0 ? now : text_at(r->t, row, was_col);
    TRY(arena_str(r->c->a, text, &in->text[p]) || fail_memory(r->c));
    const char *fault = v ? cannot_read(r, v, p, r->d->k->inds[x->ind].unit) : NULL;
    bool changed = !same(text, was, p) && !same(text, now, p);
    if (!fault && changed)
        TRY(cannot_take(r, x, same(was, now, p), now, &fault));
    in->fault[p] = fault;
    r->in.faults += fault != NULL;
    if (!fault && changed)
        put_entry(e, p, in->text[p]);
    return true;
}

static bool stray(sheet_reader *r, uint32_t row, str area, str ind, const char *why)
{
    sheet_stray *x = &r->in.strays[r->in.n_strays];
    if (r->in.n_strays >= STRAYS_MAX)
        return true;
    *x = (sheet_stray){
        .fault =
            cx_printf(r->c, r->c->lang == LANG_ZH ? "第 %u 行：%s" : "row %u: %s", row + 1, why)};
    r->in.n_strays++;
    r->in.faults++;
    return x->fault && ((arena_str(r->c->a, area, &x->area) && arena_str(r->c->a, ind, &x->ind)) ||
                        fail_memory(r->c));
}

static bool look_at_row(sheet_reader *r, uint32_t row)
{
    bool zh = r->c->lang == LANG_ZH;
    str area = text_at(r->t, row, r->at[COL_AREA_CODE]),
        ind = text_at(r->t, row, r->at[COL_IND_CODE]);
    bool codes = area.n && ind.n;
    if (!codes) {
        area = text_at(r->t, row, r->at[COL_AREA]);
        ind = text_at(r->t, row, r->at[COL_IND]);
    }
    if ((!area.n || !ind.n) && !text_at(r->t, row, r->at[COL_LEVEL]).n)
        return true; /* a line of words below */
    uint32_t i = cell_of(r, area, ind, codes);
    if (i == ID_NONE)
        return stray(r, row, area, ind,
                     zh ? "本表不填这一格" : "the form does not ask for this figure");
    if (r->in.rows[i].there)
        return stray(r, row, area, ind, zh ? "这一格在表中出现两次" : "this figure stands twice");
    r->in.rows[i].there = true;
    const filing_cell *x = &r->s->cells[i];
    filing_facts f = filing_facts_of(r->d, r->s, x);
    str now[PART_MAX_];
    filing_entry e = {.area = r->d->k->areas[x->area].code, .ind = r->d->k->inds[x->ind].code};
    sheet_shown(r->c, &f, x, now);
    for (sheet_part p = 0; p < PART_MAX_; p++)
        TRY(look_at_part(r, row, i, p, now[p], &e));
    if (e.has_level || e.has_growth || e.has_note)
        r->entries[r->n++] = e;
    return true;
}

static bool read_rows(sheet_reader *r, const workbook *w)
{
    uint32_t head = 0, n = r->s->n + 1;
    TRY(find_names(r, w, &head) && is_this_one(r));
    TRY((r->in.rows = cx_alloc(r->c, n * sizeof *r->in.rows)) &&
        (r->entries = cx_alloc(r->c, n * sizeof *r->entries)) &&
        (r->in.strays = cx_alloc(r->c, STRAYS_MAX * sizeof *r->in.strays)));
    for (uint32_t i = 0; i < r->t->n_rows; i++) {
        if (r->t->rows[i].row <= head)
            continue;
        if (i > ROWS_MAX)
            return fail(r->c, ERR_LIMIT, "工作表超过 %d 行", "the sheet has more than %d rows",
                        ROWS_MAX);
        TRY(look_at_row(r, r->t->rows[i].row));
    }
    return true;
}

/* ---- saving ---- */
static bool refuse(cx *c, const sheet_reader *r, sb *marked)
{
    const char *first = r->in.n_strays ? r->in.strays[0].fault : NULL;
    for (uint32_t i = 0; !first && i < r->s->n; i++)
        for (sheet_part p = 0; !first && p < PART_MAX_; p++)
            first = r->in.rows[i].fault[p];
    TRY(sheet_write(c, r->d, r->s, false, &r->in, marked));
    return fail(c, ERR_DATA, "有 %u 处不能采用，什么也没有保存；见退回的工作簿中标红处。第一处：%s",
                "%u places cannot be taken and nothing was saved: see what is red in the workbook "
                "that comes back. The first: %s",
                r->in.faults, first);
}

bool filing_sheet_save(cx *c, const desk *d, const filing_order *o, str data, uint32_t *ret_saved,
                       sb *marked)
{
    static const sheet_limits limits = {
        .file_bytes = FILING_SHEET_MAX, .total_bytes = (uint64_t)128 << 20, .cells = 2000000};
    submission s;
    workbook *w;
    filing_order say = *o;
    *ret_saved = 0;
    TRY(filing_open(c, d, o->key.form, o->key.org, o->key.period, &s));
    TRY(workbook_parse(c, data, c->lang == LANG_ZH ? "填报表" : "form", &limits, &w));
    sheet_reader r = {.c = c, .d = d, .s = &s};
    bool ok = read_rows(&r, w);
    workbook_free(w); /* all texts that are kept were copied */
    TRY(ok);
    bool theirs =
        filing_may(d, &s, FILING_SAVE, NULL) && (o->version < 0 || o->version == s.row.version);
    if (r.in.faults && theirs)
        return refuse(c, &r, marked);
    say.entries = r.entries;
    say.n = r.n;
    /* nothing changed is nothing written; who may not, or comes too late, is told so */
    TRY((!r.n && theirs) || filing_fill(c, d, &say));
    *ret_saved = (uint32_t)r.n;
    return true;
}
