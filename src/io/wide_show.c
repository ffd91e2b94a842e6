#include "base/os.h"
#include "io/wide_int.h"

/* ---- what a header says without its periods ---- */
/* Chinese numerals count only in front of 月 and 季: 第三产业 stays. */
static size_t numeral_period(str s)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六",
                                         "七", "八", "九", "十", "第"};
    size_t n = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < COUNT_OF(digits); i++)
            if (str_starts(str_from(s, n), str_of(digits[i]))) {
                n += 3;
                more = true;
            }
    }
    return n && (str_starts(str_from(s, n), S("月")) || str_starts(str_from(s, n), S("季"))) ? n
                                                                                             : 0;
}

static size_t period_word(str s)
{
    static const char *const words[] = {"前三季度", "上半年", "下半年", "季度", "全年", "年度",
                                        "年末",     "年",     "月末",   "月份", "月"};
    size_t n = numeral_period(s);
    for (size_t i = 0; !n && i < COUNT_OF(words); i++)
        if (str_starts(s, str_of(words[i])))
            n = strlen(words[i]);
    return n;
}

bool header_key(cx *c, str header, str *ret)
{
    str folded;
    char *out = cx_alloc(c, header.n + 1);
    if (!out)
        return false;
    TRY(str_fold(c->a, header, &folded) || fail_memory(c));
    size_t n = 0;
    for (size_t i = 0; i < folded.n;) {
        size_t skip = period_word(str_from(folded, i));
        unsigned char ch = (unsigned char)folded.p[i];
        if ((ch >= '0' && ch <= '9') || ch == '-' || ch == '.') {
            i++;
        } else if (str_starts(str_from(folded, i), S("—")) ||
                   str_starts(str_from(folded, i), S("–"))) {
            i += 3;
        } else if (skip) {
            i += skip;
        } else {
            out[n++] = folded.p[i++];
        }
    }
    *ret = (str){out, n};
    return true;
}

/* Headers of one kind in a row (months) count once, so that the next month does not change it. */
bool table_fingerprint(cx *c, wtable *t)
{
    CLEANUP(sb_done) sb b;
    sb_init(&b, 0);
    str before = {"\1", 1};
    for (uint32_t i = 0; i < t->n_cols; i++) {
        wcol *w = &t->cols[i];
        TRY(header_key(c, w->header, &w->key));
        if (str_eq(w->key, before))
            continue;
        before = w->key;
        sb_put(&b, w->key);
        sb_putc(&b, '\n');
    }
    if (!sb_ok(&b))
        return fail_memory(c);
    sha256 h = os_sha256(sb_str(&b));
    os_hex(h.b, sizeof(h.b), t->key);
    return true;
}

/* The rows of texts above the first figures of a sheet. */
static bool sheet_texts(cx *c, const sheet *s, sb *b)
{
    grid g;
    uint32_t d;
    TRY(grid_open_top(c, s, &g, &d));
    uint32_t h = d;
    while (h > 0 && (g.rows[h - 1].kind == ROW_TEXTS || g.rows[h - 1].kind == ROW_COUNT))
        h--;
    str before = {"\1", 1};
    for (uint32_t i = h; d < s->n_rows && i < d; i++) {
        for (uint32_t j = 0; j < s->rows[i].n; j++) {
            str label, key;
            if (grid_value(&s->rows[i].cells[j]) == VAL_NUMBER)
                continue;
            TRY(grid_label(c, &s->rows[i].cells[j], &label));
            TRY(header_key(c, label, &key));
            if (str_eq(key, before))
                continue;
            before = key;
            sb_put(b, key);
            sb_putc(b, '\t');
        }
        sb_putc(b, '\n');
    }
    sb_putc(b, '\f');
    return true;
}

bool wide_fingerprint(cx *c, const workbook *w, char out[65])
{
    CLEANUP(sb_done) sb b;
    sb_init(&b, 0);
    for (uint32_t i = 0; i < w->n_sheets; i++)
        if (!w->sheets[i].hidden)
            TRY(sheet_texts(c, &w->sheets[i], &b));
    if (!sb_ok(&b))
        return fail_memory(c);
    sha256 h = os_sha256(sb_str(&b));
    os_hex(h.b, sizeof(h.b), out);
    return true;
}

/* ---- for people ---- */
static const char *const role_zh[] = {"数值", "地区", "指标", "时期",
                                      "单位", "名称", "代码", "不读"};
static const char *const role_en[] = {"value", "area", "indicator", "period",
                                      "unit",  "stub", "code",      "ignore"};
static const char *const measure_zh[] = {"",     "总量", "增速", "指数(−100为增速)",
                                         "同期", "位次", "不读"};
static const char *const measure_en[] = {"",     "level", "growth", "index less 100",
                                         "base", "rank",  "ignore"};

const char *col_role_name(col_role r)
{
    MUST((size_t)r < COUNT_OF(role_en));
    return role_en[r];
}

const char *measure_name(measure m)
{
    static const char *const names[] = {"",     "level", "growth", "index_growth",
                                        "base", "rank",  "ignore"};
    MUST((size_t)m < COUNT_OF(names));
    return names[m];
}

void column_letters(uint32_t col, char out[8])
{
    char rev[8];
    size_t n = 0;
    for (uint64_t v = (uint64_t)col + 1; v && n < 7; v = (v - 1) / 26)
        rev[n++] = (char)('A' + (v - 1) % 26);
    for (size_t i = 0; i < n; i++)
        out[i] = rev[n - 1 - i];
    out[n] = '\0';
}

static void put_padded(sb *b, str s, size_t width)
{
    size_t w = 0;
    while (s.n) {
        uint32_t cp;
        size_t len = utf8_decode(s, &cp);
        if (!len)
            len = 1;
        str one = str_sub(s, 0, len);
        size_t cw = utf8_width(one);
        if (w + cw > width)
            break;
        if (cp >= 0x20)
            sb_put(b, one);
        else
            sb_putc(b, ' ');
        w += cp >= 0x20 ? cw : 1;
        s = str_from(s, len);
    }
    sb_pad(b, w < width ? width - w : 0);
    sb_putz(b, "  ");
}

static void put_when(sb *b, const facet *f, const wcol *w)
{
    char p[PERIOD_TEXT_MAX];
    if (w && w->pin_period)
        sb_put(b, (str){p, period_print(w->pin, p)});
    else if (f->has_period && f->when.year)
        sb_put(b, (str){p, period_print(f->when.p, p)});
    else if (f->has_period)
        sb_printf(b, "%d", period_last_month(f->when.p));
}

static void show_column(const cx *c, const catalog *k, const wcol *w, sb *b)
{
    bool zh = c->lang == LANG_ZH;
    char letters[8];
    column_letters(w->col, letters);
    sb_putz(b, "  ");
    put_padded(b, str_of(letters), 4);
    put_padded(b, w->header, 34);
    put_padded(b, str_of(zh ? role_zh[w->role] : role_en[w->role]), 9);
    if (w->role == COL_VALUE && w->ms != MS_IGNORE) {
        CLEANUP(sb_done) sb when;
        sb_init(&when, 256);
        put_when(&when, &w->f, w);
        put_padded(b, str_of(zh ? measure_zh[w->ms] : measure_en[w->ms]), 8);
        put_padded(b, w->f.ind == ID_NONE ? S("") : k->inds[w->f.ind].name, 24);
        put_padded(b, w->f.area == ID_NONE ? S("") : k->areas[w->f.area].name, 10);
        put_padded(b, sb_str(&when), 9);
        put_padded(b, w->f.basis ? str_of(basis_name((basis)w->f.basis)) : S(""), 6);
        put_padded(b, w->f.n_units ? w->f.unit[0] : S(""), 8);
    }
    if ((w->role == COL_IGNORE || w->ms == MS_IGNORE) && w->why)
        sb_putz(b, ignored_text((ignored)w->why, c->lang));
    if (w->role == COL_VALUE && w->f.left.n)
        sb_printf(b, zh ? "没看懂“" STR_FMT "”" : "not understood: \"" STR_FMT "\"",
                  STR_ARG(w->f.left));
    while (b->n && b->p[b->n - 1] == ' ')
        b->n--;
    sb_putc(b, '\n');
}

static void show_table(const cx *c, const catalog *k, const wtable *t, sb *b)
{
    bool zh = c->lang == LANG_ZH;
    uint32_t data = 0, totals = 0;
    for (size_t i = 0; i < (size_t)t->n_rows * t->n_panels; i++) {
        data += t->rows[i].role == RR_DATA;
        totals += t->rows[i].role == RR_TOTAL;
    }
    sb_printf(b,
              zh          ? "表“" STR_FMT "”  %u 行数据"
              : data == 1 ? "Sheet \"" STR_FMT "\"  %u row of figures"
                          : "Sheet \"" STR_FMT "\"  %u rows of figures",
              STR_ARG(t->sheet_name), data);
    if (totals)
        sb_printf(b,
                  zh            ? "，%u 行合计（核对，不入库）"
                  : totals == 1 ? ", %u row of totals (checked, not stored)"
                                : ", %u rows of totals (checked, not stored)",
                  totals);
    if (t->skip)
        sb_putz(b, zh ? "  不读" : "  left out");
    sb_putc(b, '\n');
    sb_printf(b, "  %s: ", zh ? "地区" : "area");
    sb_put(b, t->area == ID_NONE ? S("?") : k->areas[t->area].name);
    if (t->ctx.ind != ID_NONE)
        sb_printf(b, "  %s: " STR_FMT, zh ? "指标" : "indicator",
                  STR_ARG(k->inds[t->ctx.ind].name));
    sb_printf(b, "  %s: ", zh ? "时期" : "period");
    if (t->pin_period) {
        char p[PERIOD_TEXT_MAX];
        sb_put(b, (str){p, period_print(t->pin, p)});
    } else {
        put_when(b, &t->ctx, NULL);
    }
    sb_printf(b, "  %s: %s", zh ? "类别" : "kind", kind_name((kind)t->kind));
    for (uint8_t i = 0; i < t->ctx.n_units; i++)
        sb_printf(b, "%s" STR_FMT,
                  i    ? zh ? "、" : ", "
                  : zh ? "  单位: "
                       : "  unit: ",
                  STR_ARG(t->ctx.unit[i]));
    sb_putc(b, '\n');
    for (uint32_t i = 0; i < t->n_cols; i++)
        if (t->cols[i].header.n || t->cols[i].has_figures)
            show_column(c, k, &t->cols[i], b);
}

bool mapping_describe(cx *c, const mapping *m, const catalog *k, sb *out)
{
    for (uint32_t i = 0; i < m->n_tables; i++)
        show_table(c, k, &m->tables[i], out);
    return sb_ok(out) || fail_memory(c);
}

/* ---- one cell ---- */
static const char *data_role(const wtable *t, const sheet *s, uint32_t row, const wcol *w)
{
    const wrow *r = t->rows ? &t->rows[(size_t)w->panel * t->n_rows] : NULL;
    for (uint32_t i = 0; r && i < t->n_rows; i++)
        if (r[i].i < s->n_rows && s->rows[r[i].i].row == row && r[i].role != RR_DATA)
            return r[i].role == RR_TOTAL ? "total" : r[i].role == RR_SKIP ? "skip" : "header";
    return w->role == COL_VALUE && w->ms == MS_IGNORE ? "ignore" : col_role_name(w->role);
}

static bool between(const sheet *s, uint32_t from, uint32_t to, uint32_t row)
{
    return from < to && from < s->n_rows && row >= s->rows[from].row &&
           row <= s->rows[(to < s->n_rows ? to : s->n_rows) - 1].row;
}

const char *mapping_role(const mapping *m, const workbook *w, uint32_t sheet_no, uint32_t row,
                         uint32_t col)
{
    const sheet *s = &w->sheets[sheet_no];
    for (uint32_t i = 0; i < m->n_tables; i++) {
        const wtable *t = &m->tables[i];
        if (t->sheet != sheet_no || t->skip)
            continue;
        for (uint32_t k = 0; k < t->n_cols; k++) {
            if (t->cols[k].col != col)
                continue;
            if (between(s, t->header_from, t->header_to, row))
                return "header";
            if (between(s, t->data_from, t->data_to, row))
                return data_role(t, s, row, &t->cols[k]);
        }
    }
    return "";
}
