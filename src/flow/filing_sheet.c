/* The workbook of a submission: written. */
#include "base/dec.h"
#include "base/str.h"
#include "flow/filing_sheet_int.h"
#include "io/xlsx_form.h"

const sheet_column sheet_columns[COL_MAX_] = {
    [COL_AREA_CODE] = {"area_code", "area_code", 10},
    [COL_IND_CODE] = {"indicator_code", "indicator_code", 10},
    [COL_WAS_LEVEL] = {"was_level", "was_level", 10},
    [COL_WAS_GROWTH] = {"was_growth", "was_growth", 10},
    [COL_WAS_NOTE] = {"was_note", "was_note", 10},
    [COL_AREA] = {"地区", "Area", 14},
    [COL_IND] = {"指标", "Indicator", 26},
    [COL_UNIT] = {"计量单位", "Unit", 15},
    [COL_LAST_YEAR] = {"上年同期", "A year ago", 12},
    [COL_LAST] = {"上期累计", "Last period", 12},
    [COL_LAST_GROWTH] = {"上期增速%", "Last growth %", 11},
    [COL_TARGET] = {"年度目标", "Year's target", 12},
    [COL_TARGET_GROWTH] = {"目标增速%", "Target growth %", 11},
    [COL_EXPECTED] = {"预期增速%", "Expected growth %", 11},
    [COL_LEVEL] = {"本期数", "This period", 14},
    [COL_GROWTH] = {"增速%", "Growth %", 11},
    [COL_NOTE] = {"情况说明", "Explanation", 36},
    [COL_FOUND] = {"检查结果", "Findings", 46},
};

enum { ROW_TITLE, ROW_UNIT, ROW_ISSUED, ROW_HELP, ROW_HEAD, ROW_FIRST };

typedef struct sheet_out {
    cx *c;
    const desk *d;
    const submission *s;
    const sheet_in *in; /* NULL = nothing came */
    bool zh, empty, may_fill, forecast;
    int at[COL_MAX_]; /* its column in the file, -1 = left out */
    uint32_t cols;
    form_cell *cells;
    uint32_t rows;
    uint8_t widths[COL_MAX_];
} sheet_out;

static form_cell *at(sheet_out *w, uint32_t row, sheet_col col)
{
    MUST(w->at[col] >= 0 && row < w->rows);
    return &w->cells[(size_t)row * w->cols + (uint32_t)w->at[col]];
}

/* ---- texts ---- */
static str exact(cx *c, double v)
{
    str ret = S("");
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 64);
    if (has(v))
        sb_double(&b, v);
    return sb_ok(&b) && arena_str(c->a, sb_str(&b), &ret) ? ret : S("");
}

void sheet_shown(cx *c, const filing_facts *f, const filing_cell *x, str ret[PART_MAX_])
{
    bool held = filing_held(f, x);
    ret[PART_LEVEL] = held ? exact(c, f->held_level) : x->level;
    ret[PART_GROWTH] = held ? exact(c, f->held_growth) : x->growth;
    ret[PART_NOTE] = x->note;
}

static void columns(sheet_out *w)
{
    w->cols = 0;
    for (sheet_col i = 0; i < COL_MAX_; i++) {
        bool left = !w->forecast && i >= COL_TARGET && i <= COL_EXPECTED;
        w->at[i] = left ? -1 : (int)w->cols;
        if (!left)
            w->widths[w->cols++] = sheet_columns[i].width;
    }
}

static str day_text(cx *c, int64_t day)
{
    char text[PERIOD_TEXT_MAX];
    str ret;
    if (day == INT64_MAX)
        return S("—");
    period_print((period){FREQ_D, (int32_t)day}, text);
    return arena_str(c->a, str_of(text), &ret) ? ret : S("");
}

static str or_none(str s)
{
    return s.n ? s : S("—");
}

/* ---- the head ---- */
static const char *help_text(const sheet_out *w)
{
    return w->may_fill
               ? w->zh
                     ? "黄色格填写；灰色格系统已有，不必填；红色格有问题，见批注和“检查结果”。可以"
                       "排序、筛选，请勿增删列。"
                     : "Fill the yellow cells; the system has the grey ones; red ones are wrong, "
                       "see "
                       "their comments and the last column. Sort and filter as you like; leave the "
                       "columns as they are."
           : w->zh ? "本表现在不能填报，只供查看。"
                   : "The form cannot be filled now: it is for looking at only.";
}

static bool put_head(sheet_out *w)
{
    const form *f = w->s->form;
    char when[PERIOD_TEXT_MAX], name[64];
    period_print(w->s->period, when);
    period_name(w->s->period, w->s->period.f == FREQ_D ? BASIS_PERIOD : BASIS_YTD, w->c->lang,
                name);
    const char *marks[] = {SHEET_MARK, cx_strdup(w->c, f->code), cx_strdup(w->c, w->s->org->code),
                           cx_strdup(w->c, str_of(when))};
    const char *unit = cx_printf(
        w->c, w->zh ? "填报单位：" STR_FMT "　　时期：%s" : "Unit: " STR_FMT "    Period: %s",
        STR_ARG(w->s->org->name), name);
    const char *issued =
        cx_printf(w->c,
                  w->zh ? "表号：" STR_FMT "　　制定机关：" STR_FMT "　　批准（备案）文号：" STR_FMT
                          "　　有效期至：" STR_FMT
                        : "Form no.: " STR_FMT "    Issued by: " STR_FMT "    Approval: " STR_FMT
                          "    Valid to: " STR_FMT,
                  STR_ARG(or_none(f->table_no)), STR_ARG(or_none(f->authority)),
                  STR_ARG(or_none(f->approval)),
                  STR_ARG(day_text(w->c, f->valid_to == INT64_MAX ? INT64_MAX : f->valid_to - 1)));
    for (uint32_t i = 0; i < COUNT_OF(marks); i++) {
        TRY(marks[i]);
        *at(w, i, COL_AREA_CODE) = (form_cell){.look = FORM_CODE, .text = str_of(marks[i])};
    }
    TRY(unit && issued);
    str title = w->zh || !f->name_en.n ? f->name : f->name_en;
    *at(w, ROW_TITLE, COL_AREA) = (form_cell){.look = FORM_TITLE, .text = title};
    *at(w, ROW_UNIT, COL_AREA) = (form_cell){.look = FORM_WORDS, .text = str_of(unit)};
    *at(w, ROW_ISSUED, COL_AREA) = (form_cell){.look = FORM_WORDS, .text = str_of(issued)};
    *at(w, ROW_HELP, COL_AREA) = (form_cell){.look = FORM_WORDS, .text = str_of(help_text(w))};
    for (sheet_col i = 0; i < COL_MAX_; i++)
        if (w->at[i] >= 0)
            *at(w, ROW_HEAD, i) =
                (form_cell){.look = i < COL_HIDDEN ? FORM_CODE : FORM_HEAD,
                            .text = str_of(w->zh ? sheet_columns[i].zh : sheet_columns[i].en)};
    return true;
}

/* ---- the rows ---- */
static void put_code(sheet_out *w, uint32_t row, sheet_col col, str text)
{
    *at(w, row, col) = (form_cell){.look = FORM_CODE, .text = text};
}

static void put_text(sheet_out *w, uint32_t row, sheet_col col, str text)
{
    *at(w, row, col) = (form_cell){.look = FORM_FIXED, .text = text};
}

static void put_figure(sheet_out *w, uint32_t row, sheet_col col, double v, int decimals)
{
    char text[DEC_TEXT_MAX];
    dec shown;
    str said = S("—");
    if (has(v) && dec_from_double(v, 15, &shown)) { /* as many digits as a workbook holds */
        dec_print(shown, text);
        if (!arena_str(w->c->a, str_of(text), &said))
            said = S("");
    }
    if (w->at[col] >= 0)
        *at(w, row, col) =
            (form_cell){.look = FORM_FIXED, .text = said, .number = true, .decimals = decimals};
}

/* Appends to what the last column says, and marks the cell. */
static bool put_fault(sheet_out *w, uint32_t row, sheet_col col, const char *text, sb *found)
{
    form_cell *x = at(w, row, col);
    bool open = x->look == FORM_FILL || x->look == FORM_WRONG;
    x->look = open ? FORM_WRONG : FORM_BAD;
    const char *all =
        cx_printf(w->c, STR_FMT "%s%s", STR_ARG(x->comment), x->comment.n ? "\n" : "", text);
    TRY(all);
    x->comment = str_of(all);
    sb_printf(found, "%s%s", found->n ? "；" : "", text);
    return true;
}

/* At which of the two figures a finding is shown. */
static sheet_col place_of(const entry_finding *f, const filing_cell *x)
{
    static const char *const growths[] = {"growth_floor", "growth_jump", "growth_differs"};
    for (size_t i = 0; i < COUNT_OF(growths); i++)
        if (!strcmp(f->rule, growths[i]))
            return COL_GROWTH;
    return x->level.n || !x->growth.n ? COL_LEVEL : COL_GROWTH;
}

static bool put_findings(sheet_out *w, uint32_t row, const filing_facts *f, const filing_cell *x,
                         sb *found)
{
    entry_finding list[ENTRY_MAX];
    size_t n = filing_findings(f, x, list);
    bool explained = entry_explained(x->note);
    if (!w->empty && !x->level.n && !x->growth.n)
        return true;
    for (size_t i = 0; i < n; i++) {
        bool must = list[i].grade == ENTRY_MANDATORY;
        const char *grade = must ? w->zh ? "须改正" : "to mend" : w->zh ? "须说明" : "to explain";
        const char *text =
            cx_printf(w->c, w->zh ? "%s：%s" : "%s: %s", grade, w->zh ? list[i].zh : list[i].en);
        TRY(text);
        if (must || !explained)
            TRY(put_fault(w, row, place_of(&list[i], x), text, found));
    }
    return true;
}

static bool put_came(sheet_out *w, uint32_t row, const sheet_row_in *r, sb *found)
{
    static const sheet_col cols[] = {COL_LEVEL, COL_GROWTH, COL_NOTE};
    for (sheet_part p = 0; p < PART_MAX_; p++) {
        at(w, row, cols[p])->text = r->text[p];
        if (r->fault[p])
            TRY(put_fault(w, row, cols[p], r->fault[p], found));
    }
    return true;
}

static bool put_row(sheet_out *w, uint32_t row, uint32_t i)
{
    const catalog *k = w->d->k;
    const filing_cell *x = &w->s->cells[i];
    const indicator *n = &k->inds[x->ind];
    filing_facts f = filing_facts_of(w->d, w->s, x);
    const sheet_row_in *came = w->in && w->in->rows[i].there ? &w->in->rows[i] : NULL;
    str shown[PART_MAX_];
    sb found CLEANUP(sb_done) = {0};
    sb_init(&found, 16 << 10);
    sheet_shown(w->c, &f, x, shown);
    form_look look = filing_held(&f, x)                              ? FORM_KNOWN
                     : w->may_fill && x->verdict != VERDICT_ACCEPTED ? FORM_FILL
                                                                     : FORM_FIXED;
    put_code(w, row, COL_AREA_CODE, k->areas[x->area].code);
    put_code(w, row, COL_IND_CODE, n->code);
    for (sheet_part p = 0; p < PART_MAX_; p++)
        put_code(w, row, COL_WAS_LEVEL + p, shown[p]);
    put_text(w, row, COL_AREA, area_said(&k->areas[x->area], w->c->lang));
    put_text(w, row, COL_IND, w->zh || !n->name_en.n ? n->name : n->name_en);
    put_text(w, row, COL_UNIT, unit_said(k->units, n->unit, w->c->lang));
    put_figure(w, row, COL_LAST_YEAR, f.x.last_year, n->decimals);
    put_figure(w, row, COL_LAST, f.x.last_level, n->decimals);
    put_figure(w, row, COL_LAST_GROWTH, f.x.last_growth, 1);
    put_figure(w, row, COL_TARGET, f.target, n->decimals);
    put_figure(w, row, COL_TARGET_GROWTH, f.target_growth, 1);
    put_figure(w, row, COL_EXPECTED, f.expected, 1);
    *at(w, row, COL_LEVEL) =
        (form_cell){.look = look, .text = shown[PART_LEVEL], .number = true, .decimals = -1};
    *at(w, row, COL_GROWTH) =
        (form_cell){.look = look, .text = shown[PART_GROWTH], .number = true, .decimals = -1};
    *at(w, row, COL_NOTE) = (form_cell){.look = look, .text = shown[PART_NOTE]};
    if (x->verdict == VERDICT_RETURNED) {
        const char *why =
            cx_printf(w->c, w->zh ? "退回：" STR_FMT : "returned: " STR_FMT, STR_ARG(x->reason));
        TRY(why && put_fault(w, row, COL_LEVEL, why, &found));
    }
    TRY(came ? put_came(w, row, came, &found) : put_findings(w, row, &f, x, &found));
    str said;
    TRY((sb_ok(&found) && arena_str(w->c->a, sb_str(&found), &said)) || fail_memory(w->c));
    put_text(w, row, COL_FOUND, said);
    return true;
}

/* A line of words: as a row of its own it would be refused again. */
static bool put_stray(sheet_out *w, uint32_t row, const sheet_stray *x)
{
    const char *text =
        cx_printf(w->c, w->zh ? "%s（" STR_FMT "，" STR_FMT "）" : "%s (" STR_FMT ", " STR_FMT ")",
                  x->fault, STR_ARG(x->area), STR_ARG(x->ind));
    TRY(text);
    *at(w, row, COL_FOUND) = (form_cell){.look = FORM_BAD, .text = str_of(text)};
    return true;
}

bool sheet_write(cx *c, const desk *d, const submission *s, bool empty, const sheet_in *in, sb *out)
{
    sheet_out w = {.c = c,
                   .d = d,
                   .s = s,
                   .in = in,
                   .zh = c->lang == LANG_ZH,
                   .empty = empty,
                   .may_fill = filing_may(d, s, FILING_SAVE, NULL),
                   .forecast = s->form->kind == FORM_FORECAST};
    size_t strays = in ? in->n_strays : 0;
    columns(&w);
    w.rows = ROW_FIRST + s->n + (uint32_t)strays;
    TRY(w.cells = cx_alloc(c, (size_t)w.rows * w.cols * sizeof *w.cells));
    TRY(put_head(&w));
    for (uint32_t i = 0; i < s->n; i++)
        TRY(put_row(&w, ROW_FIRST + i, i));
    for (size_t i = 0; i < strays; i++)
        TRY(put_stray(&w, ROW_FIRST + s->n + (uint32_t)i, &in->strays[i]));
    xlsx_form f = {.name = w.zh ? S("报表") : S("Form"),
                   .rows = w.rows,
                   .cols = w.cols,
                   .hidden = COL_HIDDEN,
                   .header = ROW_HEAD,
                   .widths = w.widths,
                   .cells = w.cells};
    return xlsx_form_write(c, &f, out);
}

bool filing_sheet(cx *c, const desk *d, const submission *s, bool empty, sb *out)
{
    return sheet_write(c, d, s, empty, NULL, out);
}

bool filing_has_findings(const desk *d, const submission *s)
{
    entry_finding list[ENTRY_MAX];
    for (uint32_t i = 0; i < s->n; i++) {
        filing_facts f = filing_facts_of(d, s, &s->cells[i]);
        size_t n = filing_findings(&f, &s->cells[i], list);
        if (n && (list[0].grade == ENTRY_MANDATORY || !entry_explained(s->cells[i].note)))
            return true;
    }
    return false;
}
