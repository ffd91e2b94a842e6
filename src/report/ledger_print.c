/* Rows of a ledger as a table. */
#include "report/ledger_print.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "io/csv_out.h"

#define WIDE 6   /* columns that an upright page takes */
#define DENSE 12 /* … and a turned one with its margins */
#define LONG 14  /* half characters of a text that stands left */

/* ---- columns ---- */
typedef struct column {
    str name;
    const expr *e;  /* of a form */
    uint32_t field; /* of a list: a name */
    str unit;
} column;

typedef struct columns {
    column list[TYPE_MAX_FIELDS + 8];
    uint32_t n;
} columns;

static str unit_of(const ledger_type *t, uint32_t name)
{
    return name < t->n_fields && t->fields[name].kind == FIELD_NUMBER ? t->fields[name].unit
                                                                      : S("");
}

static void put_builtin(const cx *c, columns *w, uint32_t name, const char *zh, const char *en)
{
    w->list[w->n++] =
        (column){.name = str_of(c->lang == LANG_ZH ? zh : en), .field = name, .unit = S("")};
}

static void form_columns(const cx *c, const ledger_type *t, const type_print *form, columns *w)
{
    for (uint32_t i = 0; i < form->n_columns; i++) {
        expr_top top = expr_top_of(form->columns[i].value);
        bool plain = !top.called && top.id < t->n_fields;
        w->list[w->n++] = (column){.name = type_said(form->columns[i].name, c->lang),
                                   .e = form->columns[i].value,
                                   .unit = plain ? unit_of(t, top.id) : S("")};
    }
}

static void list_columns(const cx *c, const ledger_type *t, const print_wanted *p, columns *w)
{
    const uint32_t *list = p->columns ? p->columns : t->list;
    uint32_t n = p->columns ? p->n_columns : t->n_list;
    put_builtin(c, w, TYPE_NAME_CODE, "编号", "Code");
    for (uint32_t i = 0; i < n && i < TYPE_MAX_FIELDS; i++)
        w->list[w->n++] = (column){.name = type_said(t->fields[list[i]].name, c->lang),
                                   .field = list[i],
                                   .unit = unit_of(t, list[i])};
    if (p->columns)
        return;
    put_builtin(c, w, TYPE_NAME_STAGE, "阶段", "Stage");
    put_builtin(c, w, TYPE_NAME_LIGHT, "亮灯", "Light");
}

/* The unit of all figures, said once above the table; else each heading says its own. */
static str common_unit(const columns *w)
{
    str ret = S("");
    for (uint32_t i = 0; i < w->n; i++) {
        if (!w->list[i].unit.n)
            continue;
        if (ret.n && !str_eq(ret, w->list[i].unit))
            return S("");
        ret = w->list[i].unit;
    }
    return ret;
}

static bool head_said(cx *c, const column *k, bool with_unit, str *ret)
{
    *ret = k->name;
    if (!with_unit || !k->unit.n || str_find(k->name, k->unit) >= 0)
        return true;
    char *z =
        cx_printf(c, c->lang == LANG_ZH ? STR_FMT "（" STR_FMT "）" : STR_FMT " (" STR_FMT ")",
                  STR_ARG(k->name), STR_ARG(k->unit));
    *ret = str_of(z);
    return z != NULL;
}

/* ---- the document ---- */
static bool put_origin(cx *c, const ledger_hold *h, const print_wanted *p, str unit, doc *d)
{
    bool zh = c->lang == LANG_ZH;
    sb b CLEANUP(sb_done) = {0};
    str day;
    sb_init(&b, 0);
    TRY(ledger_said_day(c, (double)h->view.today, SAID_PAPER, &day));
    if (p->office.n)
        sb_printf(&b, zh ? "制表单位：" STR_FMT "　" : "Made by: " STR_FMT "   ",
                  STR_ARG(p->office));
    sb_printf(&b, zh ? "数据截止：" STR_FMT "　" : "As of: " STR_FMT "   ", STR_ARG(day));
    if (unit.n)
        sb_printf(&b, zh ? "单位：" STR_FMT "　" : "Unit: " STR_FMT "   ", STR_ARG(unit));
    sb_printf(&b, zh ? "共 %zu 条" : "Rows: %zu", p->n);
    return (sb_ok(&b) || fail_memory(c)) && doc_text(d, DOC_NOTE, sb_str(&b));
}

static bool put_cell(cx *c, ledger_hold *h, const column *k, uint32_t row, doc *d, doc_table *t,
                     uint32_t line, uint32_t col, bool *ret_long)
{
    ledger_told told;
    TRY(k->e ? ledger_tell(c, h, h->b, row, k->e, SAID_TABLE, &told)
             : ledger_tell_name(c, h, h->b, row, k->field, SAID_TABLE, &told));
    if (told.number) {
        doc_put_number(t, line, col, told.v, told.decimals);
        return true;
    }
    *ret_long |= utf8_width(told.text) > LONG;
    return doc_put_text(d, t, line, col, told.text);
}

static bool put_table(cx *c, ledger_hold *h, const print_wanted *p, const columns *w, bool units,
                      doc *d)
{
    doc_table *t;
    str head;
    TRY(doc_table_new(d, S(""), w->n, (uint32_t)p->n + 1, 1, &t));
    for (uint32_t k = 0; k < w->n; k++) {
        TRY(head_said(c, &w->list[k], units, &head) && doc_put_text(d, t, 0, k, head));
        bool texts = false;
        for (uint32_t i = 0; i < p->n; i++)
            TRY(put_cell(c, h, &w->list[k], p->rows[i], d, t, i + 1, k, &texts));
        for (uint32_t i = 0; i < p->n && texts; i++)
            doc_at(t, i + 1, k)->left = true;
    }
    return true;
}

bool ledger_print(cx *c, ledger_hold *h, const print_wanted *p, doc *d)
{
    const ledger_type *t = h->type;
    const type_print *form = p->columns ? NULL : p->form;
    bool zh = c->lang == LANG_ZH;
    columns *w = CX_NEW(c, columns);
    TRY(w);
    if (form)
        form_columns(c, t, form, w);
    else
        list_columns(c, t, p, w);
    str unit = common_unit(w), note = form ? type_said(form->note, c->lang) : S("");
    doc_init(d, c);
    d->mark = zh ? S("内部资料　注意保存") : S("Internal");
    d->landscape = w->n > WIDE;
    d->dense = w->n > DENSE;
    TRY(doc_text(d, DOC_TITLE, type_said(form ? form->title : t->name, c->lang)) &&
        put_origin(c, h, p, unit, d) && put_table(c, h, p, w, !unit.n, d));
    if (!p->n)
        TRY(doc_text(d, DOC_NOTE, zh ? S("没有符合条件的条目。") : S("No rows.")));
    return !note.n || doc_text(d, DOC_NOTE, note);
}

bool ledger_print_file(cx *c, ledger_hold *h, const print_wanted *p, report_format f, sb *out)
{
    bool paged = f == REPORT_DOCX || f == REPORT_PDF;
    size_t most = paged ? LEDGER_PRINT_ROWS : LEDGER_SHEET_ROWS;
    doc d;
    if (p->n > most)
        return fail(c, ERR_LIMIT, "%zu 条过多：%s 至多 %zu 条；请缩小范围，或导出 %s",
                    "%zu rows are too many: %s takes at most %zu; narrow the filter, or export %s",
                    p->n, report_format_name(f), most, paged ? "xlsx, csv" : "csv");
    TRY(ledger_print(c, h, p, &d));
    for (doc_block *b = d.first; b; b = b->next)
        if (b->kind == DOC_TABLE && f == REPORT_XLSX) /* names the sheet */
            b->table->name = d.first->text;
    ledger_done(h);
    return report_file(c, &d, f, out);
}

/* ---- CSV ---- */
/* A heading that names this field and nothing else; else its code. */
static str heading(cx *c, const ledger_type *t, uint32_t field)
{
    static const char *const taken[] = {"编号", "代码", "台账", "阶段", "code", "type", "stage"};
    str name = type_said(t->fields[field].name, c->lang);
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (str_ieqz(name, taken[i]))
            return t->fields[field].code;
    return type_field_by_heading(c, t, name) == field ? name : t->fields[field].code;
}

static bool csv_value(cx *c, const ledger_hold *h, uint32_t row, uint32_t field, str *ret)
{
    const type_field *f = &h->type->fields[field];
    if (f->formula)
        return ledger_value_text(c, book_get(h->b, row, field), ret);
    *ret = book_entered(h->b, row, field)->text;
    return true;
}

static bool csv_fields(cx *c, const ledger_type *t, const print_wanted *p, const uint32_t **ret,
                       uint32_t *ret_n)
{
    uint32_t *list = cx_alloc(c, (t->n_fields + 1) * sizeof *list), n = 0;
    TRY(list);
    for (uint32_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].formula && t->fields[i].kind != FIELD_FILE)
            list[n++] = i;
    *ret = p->columns ? p->columns : list;
    *ret_n = p->columns ? p->n_columns : n;
    return true;
}

bool ledger_print_csv(cx *c, const ledger_hold *h, const print_wanted *p, sb *out)
{
    const ledger_type *t = h->type;
    const uint32_t *list;
    uint32_t n;
    bool zh = c->lang == LANG_ZH;
    TRY(csv_fields(c, t, p, &list, &n));
    str *cells = cx_alloc(c, (n + 2) * sizeof *cells);
    TRY(cells);
    cells[0] = zh ? S("编号") : S("code");
    cells[1] = zh ? S("阶段") : S("stage");
    for (uint32_t k = 0; k < n; k++)
        cells[k + 2] = heading(c, t, list[k]);
    csv_out_begin(out, true);
    csv_out_row(out, cells, n + 2);
    for (size_t i = 0; i < p->n; i++) {
        const book_row *r = &h->b->rows[p->rows[i]];
        cells[0] = r->code;
        cells[1] = t->stages[r->stage].code;
        for (uint32_t k = 0; k < n; k++)
            TRY(csv_value(c, h, p->rows[i], list[k], &cells[k + 2]));
        csv_out_row(out, cells, n + 2);
    }
    return sb_ok(out) || fail_memory(c);
}
