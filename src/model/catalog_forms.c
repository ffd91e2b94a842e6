/* What units fill: forms, who fills them; when reporting nets are open; who stands in for a post. */
#include "model/catalog_impl.h"

/* ---- cells ---- */
/* "20": the 20th of the period's last month; a "+" in front: of the month after, each. */
static form_day read_day(reader *r, int column)
{
    form_day d = {0, 0};
    str s = r->cells[column], digits = s;
    int64_t day;
    if (!s.n)
        return d;
    while (digits.n && digits.p[0] == '+') {
        d.months++;
        digits = str_from(digits, 1);
    }
    if (d.months > 3 || !str_int(digits, &day) || day < 1 || day > 31) {
        BAD(r, column, "日子应写作 20（时期末月的20日）或 +5（次月5日）",
            "a day is written 20 (of the period's last month) or +5 (of the month after)");
        return (form_day){0, 0};
    }
    d.day = (int)day;
    return d;
}

static bool is_before(form_day a, form_day b)
{
    return a.months != b.months ? a.months < b.months : a.day < b.day;
}

/* 有效期至 names the last day on which the form may be issued, or the year or month that ends with it. */
static int64_t read_last_day(reader *r, int column)
{
    period p;
    int64_t first = read_date(r, column, INT64_MAX);
    return first != INT64_MAX && period_parse_iso(r->cells[column], &p) ? period_last_day(p) + 1
                                                                        : INT64_MAX;
}

static void read_form_days(reader *r, form *v)
{
    v->opens = read_day(r, F_OPENS);
    v->due = read_day(r, F_DUE);
    v->closes = read_day(r, F_CLOSES);
    if (v->opens.day && v->due.day && is_before(v->due, v->opens))
        BAD(r, F_DUE, "截止日不能早于开始日", "the due day may not lie before the opening day");
    if (v->closes.day && v->due.day && is_before(v->closes, v->due))
        BAD(r, F_CLOSES, "关闭日不能早于截止日", "the closing day may not lie before the due day");
}

void read_form(reader *r, void *item)
{
    form_row *row = item;
    form *v = &row->v;
    str s = r->cells[F_FREQUENCY];
    v->code = read_code(r, F_CODE, ";,: ");
    v->name = r->cells[F_NAME];
    v->name_en = r->cells[F_NAME_EN];
    if (!form_kind_parse(r->cells[F_KIND], &v->kind))
        BAD(r, F_KIND, "应为以下之一：%s", "must be one of: %s", "forecast dispatch");
    row->indicators = r->cells[F_INDICATORS];
    v->freq = s.n == 1 ? freq_parse(s.p[0]) : FREQ_NONE;
    if (v->freq != FREQ_M && v->freq != FREQ_Q && v->freq != FREQ_D)
        BAD(r, F_FREQUENCY, "应为以下之一：%s", "must be one of: %s", "M Q D");
    read_form_days(r, v);
    v->workday = read_yes(r, F_WORKDAY, false);
    v->steps = read_int(r, F_STEPS, 1, 3, 3);
    v->by_itself = str_ieqz(r->cells[F_ACCEPT], "auto");
    if (r->cells[F_ACCEPT].n && !v->by_itself && !str_ieqz(r->cells[F_ACCEPT], "statistics"))
        BAD(r, F_ACCEPT, "应为以下之一：%s", "must be one of: %s", "statistics auto");
    v->table_no = r->cells[F_TABLE_NO];
    v->authority = r->cells[F_AUTHORITY];
    v->approval = r->cells[F_APPROVAL];
    v->valid_to = read_last_day(r, F_VALID_TO);
    v->remind_days = read_int(r, F_REMIND, 0, 60, 3);
    v->escalate_days = read_int(r, F_ESCALATE, 0, 60, 2);
    v->note = r->cells[F_NOTE];
}

void read_form_unit(reader *r, void *item)
{
    form_unit_row *row = item;
    row->form = r->cells[N_FORM];
    row->v.org = r->cells[N_ORG];
    row->area = r->cells[N_AREA];
    row->indicators = r->cells[N_INDICATORS];
    row->v.valid = read_validity(r, N_FROM, N_TO);
    row->v.note = r->cells[N_NOTE];
}

static int64_t read_time(reader *r, int column)
{
    int64_t us = 0;
    if (!time_parse(r->cells[column], &us))
        BAD(r, column, "时间应写作 2024-06-18T09:00 或 2024-06-18",
            "a time is written 2024-06-18T09:00 or 2024-06-18");
    return us;
}

void read_window(reader *r, void *item)
{
    net_window *v = item;
    v->code = read_code(r, V_CODE, ";,: ");
    v->name = r->cells[V_NAME];
    v->opens = read_time(r, V_OPENS);
    v->closes = read_time(r, V_CLOSES);
    if (!r->bad && v->closes <= v->opens)
        BAD(r, V_CLOSES, "关网时间须晚于开网时间", "it must close later than it opens");
    v->level = r->cells[V_LEVEL];
    v->source = r->cells[V_SOURCE];
    v->indicators = r->cells[V_INDICATORS];
    v->note = r->cells[V_NOTE];
}

void read_delegation(reader *r, void *item)
{
    delegation *v = item;
    v->post = r->cells[D_POST];
    v->to = r->cells[D_TO];
    v->valid = read_validity(r, D_FROM, D_UNTIL);
    v->note = r->cells[D_NOTE];
}

/* ---- finishing ---- */
static const void *item_of(const finisher *f, enum table_no t, size_t i)
{
    return f->b->t[t].rows[i].item;
}

static bool among(const ind_id *list, uint32_t n, ind_id i)
{
    for (uint32_t k = 0; k < n; k++)
        if (list[k] == i)
            return true;
    return false;
}

/* `;`-separated codes as ids, each once, in the order written; unknown ones are told. */
static ind_id *refs_of(finisher *f, enum table_no t, size_t row, int column, str codes,
                       uint32_t *ret_n)
{
    str rest = codes, one;
    uint32_t n = 1;
    for (size_t i = 0; i < codes.n; i++)
        n += codes.p[i] == ';';
    ind_id *list = keep_array(f, n, sizeof *list);
    *ret_n = 0;
    while (!f->failed && rest.n && str_split(&rest, ';', &one)) {
        one = str_trim(one);
        ind_id id = one.n ? ref_ind(f, t, row, column, one) : ID_NONE;
        if (id != ID_NONE && !among(list, *ret_n, id))
            list[(*ret_n)++] = id;
    }
    return list;
}

static void keep_texts(finisher *f, str *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *texts[i] = keep(f, *texts[i]);
}

static void finish_each_form(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_FORMS;
    k->forms = keep_array(f, f->b->t[t].n, sizeof *k->forms);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const form_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        form v = row->v;
        v.inds = refs_of(f, t, i, F_INDICATORS, row->indicators, &v.n_inds);
        keep_texts(f,
                   (str *const[]){&v.code, &v.name, &v.name_en, &v.table_no, &v.authority,
                                  &v.approval, &v.note},
                   7);
        k->forms[k->n_forms++] = v;
    }
}

static uint32_t form_at(const catalog *k, str code)
{
    for (uint32_t i = 0; i < k->n_forms; i++)
        if (str_eq(k->forms[i].code, code))
            return i;
    return ID_NONE;
}

static int by_unit(const void *x, const void *y)
{
    const form_unit *a = x, *b = y;
    int d;
    if (a->form != b->form)
        return a->form < b->form ? -1 : 1;
    d = str_cmp(a->org, b->org);
    if (d)
        return d;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return (a->valid.from > b->valid.from) - (a->valid.from < b->valid.from);
}

/* Whom and what a unit's row speaks of; false where it names what is not there. */
static bool unit_refs(finisher *f, size_t i, const form_unit_row *row, form_unit *v)
{
    const enum table_no t = TABLE_FORM_UNITS;
    v->form = form_at(f->k, row->form);
    if (v->form == ID_NONE)
        TELL(f, ISSUE_ERROR, t, i, N_FORM, row->form, "没有报表“" STR_FMT "”：请先导入表 forms",
             "there is no form \"" STR_FMT "\": import table forms first", STR_ARG(row->form));
    if (!org_exists(f, v->org))
        TELL(f, ISSUE_ERROR, t, i, N_ORG, v->org, "没有单位“" STR_FMT "”：请先导入表 orgs",
             "there is no organisation \"" STR_FMT "\": import table orgs first", STR_ARG(v->org));
    v->area = ref_area(f, t, i, N_AREA, row->area);
    if (v->form == ID_NONE || v->area == ID_NONE)
        return false;
    const form *of = &f->k->forms[v->form];
    v->inds = refs_of(f, t, i, N_INDICATORS, row->indicators, &v->n_inds);
    for (uint32_t n = 0; n < v->n_inds; n++)
        if (!among(of->inds, of->n_inds, v->inds[n]))
            TELL(f, ISSUE_ERROR, t, i, N_INDICATORS, f->k->inds[v->inds[n]].code,
                 "报表“" STR_FMT "”中没有这个指标",
                 "form \"" STR_FMT "\" does not ask for this indicator", STR_ARG(of->code));
    if (!row->indicators.n) {
        v->inds = of->inds;
        v->n_inds = of->n_inds;
    }
    return true;
}

static void finish_units(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_FORM_UNITS;
    k->form_units = keep_array(f, f->b->t[t].n, sizeof *k->form_units);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const form_unit_row *row = item_of(f, t, i);
        form_unit v = usable(f, t, i) ? row->v : (form_unit){0};
        if (!usable(f, t, i) || !unit_refs(f, i, row, &v))
            continue;
        v.org = keep(f, v.org);
        v.note = keep(f, v.note);
        k->form_units[k->n_form_units++] = v;
    }
    if (k->n_form_units && !f->failed)
        qsort(k->form_units, k->n_form_units, sizeof *k->form_units, by_unit);
}

static int by_window(const void *x, const void *y)
{
    const net_window *a = x, *b = y;
    if (a->opens != b->opens)
        return a->opens < b->opens ? -1 : 1;
    return str_cmp(a->code, b->code);
}

static void finish_windows(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_WINDOWS;
    k->windows = keep_array(f, f->b->t[t].n, sizeof *k->windows);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        if (!usable(f, t, i))
            continue;
        net_window v = *(const net_window *)item_of(f, t, i);
        keep_texts(f, (str *const[]){&v.code, &v.name, &v.level, &v.source, &v.note, &v.indicators},
                   6);
        k->windows[k->n_windows++] = v;
    }
    if (k->n_windows && !f->failed)
        qsort(k->windows, k->n_windows, sizeof *k->windows, by_window);
}

static int by_delegation(const void *x, const void *y)
{
    const delegation *a = x, *b = y;
    int d = str_cmp(a->post, b->post);
    if (!d)
        d = str_cmp(a->to, b->to);
    return d ? d : (a->valid.from > b->valid.from) - (a->valid.from < b->valid.from);
}

static void finish_delegations(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_DELEGATIONS;
    k->delegations = keep_array(f, f->b->t[t].n, sizeof *k->delegations);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        if (!usable(f, t, i))
            continue;
        delegation v = *(const delegation *)item_of(f, t, i);
        keep_texts(f, (str *const[]){&v.post, &v.to, &v.note}, 3);
        k->delegations[k->n_delegations++] = v;
    }
    if (k->n_delegations && !f->failed)
        qsort(k->delegations, k->n_delegations, sizeof *k->delegations, by_delegation);
}

void finish_forms(finisher *f)
{
    finish_each_form(f);
    if (!f->failed)
        finish_units(f);
    if (!f->failed)
        finish_windows(f);
    if (!f->failed)
        finish_delegations(f);
}

/* ---- asking ---- */
const form *catalog_form(const catalog *k, str code)
{
    uint32_t i = form_at(k, code);
    return i == ID_NONE ? NULL : &k->forms[i];
}

const org *catalog_org(const catalog *k, str code)
{
    for (uint32_t i = 0; i < k->n_orgs; i++)
        if (str_eq(k->orgs[i].code, code))
            return &k->orgs[i];
    return NULL;
}
