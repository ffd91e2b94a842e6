/* Values as people write them, and as they are stored; automatic codes. */
#include "base/dec.h"
#include "base/sb.h"
#include "ledger/book_impl.h"
#include "model/cell.h"
#include <math.h>

double book_number(const type_field *f, str text)
{
    char room[64], *end;
    double v;
    period p;
    if (!text.n)
        return NAN;
    switch (f->kind) {
    case FIELD_NUMBER:
        if (text.n >= sizeof room)
            return NAN;
        memcpy(room, text.p, text.n);
        room[text.n] = 0;
        v = strtod(room,
                   &end); /* what a field held before its type was defined anew may be a text */
        return *end || isinf(v) ? NAN : v;
    case FIELD_DATE:
        return period_parse_iso(text, &p) && p.f == FREQ_D ? p.ord : NAN;
    case FIELD_FLAG:
        return str_eqz(text, "yes");
    default:
        return NAN;
    }
}

/* ---- one value ---- */
static bool read_text(cx *c, const type_field *f, str text, str *ret)
{
    if (!utf8_valid(text))
        return fail(c, ERR_DATA, "不是 UTF-8 文字", "is not UTF-8");
    if (utf8_count(text) > f->max_chars)
        return fail(c, ERR_DATA, "过长（至多 %u 字）", "is too long (at most %u characters)",
                    f->max_chars);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\t' &&
            !(f->lines > 1 && (text.p[i] == '\n' || text.p[i] == '\r')))
            return fail(c, ERR_DATA, "含有换行或控制字符", "has a line break or control character");
    *ret = text;
    return true;
}

/* "12.5万元" in a field of 亿元 is 0.00125. */
static bool with_unit(const type_field *f, const unit_table *units, str text, dec *ret)
{
    size_t n = text.n;
    while (n && ((unsigned char)text.p[n - 1] >= 0x80 || text.p[n - 1] == '%' ||
                 (text.p[n - 1] >= 'A' && text.p[n - 1] <= 'z')))
        n--;
    if (!f->unit.n || n == text.n || !n)
        return false;
    str unit = str_trim(str_from(text, n));
    cell_read r = cell_parse(str_trim(str_sub(text, 0, n)), CELL_LEVEL);
    if (r.state != CELL_VALUE)
        return false;
    *ret = r.v;
    if (str_eq(unit, f->unit))
        return true;
    return units && unit_convert(units, r.v, unit, f->unit, ret) == UNIT_OK;
}

static bool read_number(cx *c, const type_field *f, const unit_table *units, str text, str *ret)
{
    char out[DEC_TEXT_MAX];
    cell_read r = cell_parse(text, CELL_LEVEL);
    if (r.state != CELL_VALUE && !with_unit(f, units, text, &r.v))
        return fail(c, ERR_DATA, "不是数：“" STR_FMT "”", "is no number: “" STR_FMT "”",
                    STR_ARG(str_sub(text, 0, 60)));
    dec_print(r.v, out);
    if (!arena_str(c->a, str_of(out), ret))
        return fail_memory(c);
    double v = book_number(f, *ret);
    if (v < f->min)
        return fail(c, ERR_DATA, "不能小于 %g", "may not be below %g", f->min);
    if (v > f->max)
        return fail(c, ERR_DATA, "不能大于 %g", "may not be above %g", f->max);
    return true;
}

static bool read_period(cx *c, bool day, str text, str *ret)
{
    period_text t;
    period p;
    char out[PERIOD_TEXT_MAX];
    bool ok =
        period_parse_iso(text, &p) || (period_parse_text(text, &t) && t.year && (p = t.p, true));
    if (!ok || (day && p.f != FREQ_D))
        return day ? fail(c, ERR_DATA, "不是日期：“" STR_FMT "”（如 2024-06-18）",
                          "is no date: “" STR_FMT "” (such as 2024-06-18)",
                          STR_ARG(str_sub(text, 0, 60)))
                   : fail(c, ERR_DATA, "不是时期：“" STR_FMT "”（如 2024-06、2024-Q2）",
                          "is no period: “" STR_FMT "” (such as 2024-06, 2024-Q2)",
                          STR_ARG(str_sub(text, 0, 60)));
    size_t n = period_print(p, out);
    return arena_str(c->a, (str){out, n}, ret) || fail_memory(c);
}

static bool read_flag(cx *c, str text, str *ret)
{
    static const char *const yes[] = {"yes", "true", "1", "是", "√", "✓", "y"};
    static const char *const no[] = {"no", "false", "0", "否", "×", "n"};
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        if (str_ieqz(text, yes[i])) {
            *ret = S("yes");
            return true;
        }
    for (size_t i = 0; i < COUNT_OF(no); i++)
        if (str_ieqz(text, no[i])) {
            *ret = S("no");
            return true;
        }
    return fail(c, ERR_DATA, "须为 是 或 否", "must be yes or no");
}

static bool option_named(cx *c, const type_choice *o, str folded, bool *ret)
{
    str zh, en;
    if (!str_fold(c->a, o->name.zh, &zh) || !str_fold(c->a, o->name.en, &en))
        return fail_memory(c);
    *ret = str_eq(folded, zh) || str_eq(folded, en);
    return true;
}

static bool read_option(cx *c, const type_field *f, str text, str *ret)
{
    str folded;
    for (uint32_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i].code, text)) {
            *ret = f->options[i].code;
            return true;
        }
    if (!str_fold(c->a, text, &folded))
        return fail_memory(c);
    for (uint32_t i = 0; i < f->n_options; i++) {
        bool is = false;
        TRY(option_named(c, &f->options[i], folded, &is));
        if (is) {
            *ret = f->options[i].code;
            return true;
        }
    }
    return fail(c, ERR_DATA, "没有这个选项：“" STR_FMT "”（如 " STR_FMT "）",
                "is not one of the options: “" STR_FMT "” (such as " STR_FMT ")",
                STR_ARG(str_sub(text, 0, 60)), STR_ARG(f->options[0].name.zh));
}

static bool read_one(cx *c, const type_field *f, const unit_table *units, str text, str *ret)
{
    switch (f->kind) {
    case FIELD_NUMBER:
        return read_number(c, f, units, text, ret);
    case FIELD_DATE:
        return read_period(c, true, text, ret);
    case FIELD_PERIOD:
        return read_period(c, false, text, ret);
    case FIELD_FLAG:
        return read_flag(c, text, ret);
    case FIELD_CHOICE:
    case FIELD_CHECKLIST:
        return read_option(c, f, text, ret);
    case FIELD_TEXT:
        return read_text(c, f, text, ret);
    case FIELD_AREA:
    case FIELD_ORG:
    case FIELD_POST:
    case FIELD_PERSON:
    case FIELD_INDICATOR:
    case FIELD_LINK:
        if (text.n > 200 || !utf8_valid(text))
            return fail(c, ERR_DATA, "过长，或不是 UTF-8", "is too long, or not UTF-8");
        if (str_contains(text, ";"))
            return fail(c, ERR_DATA, "只能填一个", "takes one value");
        *ret = text;
        return true;
    case FIELD_FILE:
    case FIELD_KIND_MAX_:
        break;
    }
    return fail(c, ERR_DATA, "附件不能当作文字填写", "a file is not entered as text");
}

/* The next of several; they are set apart by ; ； 、 or a line end. */
static bool next_part(str *rest, str *ret)
{
    static const char *const marks[] = {";", "；", "、", "\n"};
    size_t at = rest->n, width = 0;
    if (!rest->n)
        return false;
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        ptrdiff_t here = str_find(*rest, str_of(marks[i]));
        if (here >= 0 && (size_t)here < at) {
            at = (size_t)here;
            width = strlen(marks[i]);
        }
    }
    *ret = str_trim(str_sub(*rest, 0, at));
    *rest = str_from(*rest, at + width);
    return true;
}

bool book_list_has(str list, str code)
{
    str rest = list, one;
    while (list.n && str_split(&rest, ';', &one))
        if (str_eq(one, code))
            return true;
    return false;
}

static bool read_many(cx *c, const type_field *f, str text, book_resolve_fn resolve, void *user,
                      str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    str rest = text, one, v;
    sb_init(&b, (size_t)1 << 20);
    while (next_part(&rest, &one)) {
        if (!one.n)
            continue;
        TRY(read_one(c, f, NULL, one, &v) && (!resolve || resolve(c, user, f, v, &v)));
        if (book_list_has(sb_str(&b), v))
            continue;
        sb_putz(&b, b.n ? ";" : "");
        sb_put(&b, v);
    }
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

/* A dash in the place of a number is no number; a text may well say “暂无”, a code may be "x", and × is
 * no. "-" is how a value that was taken away is written down. */
static bool says_nothing(const type_field *f, str text)
{
    if (!text.n || str_eqz(text, "-"))
        return true;
    if (f->kind == FIELD_TEXT || !cell_is_missing_mark(text))
        return false;
    if (f->kind == FIELD_NUMBER || f->kind == FIELD_DATE || f->kind == FIELD_PERIOD)
        return true;
    return !(text.p[0] >= 'A' && text.p[0] <= 'z') &&
           !(f->kind == FIELD_FLAG && str_eqz(text, "×"));
}

bool book_read_value(cx *c, const type_field *f, const unit_table *units, str text,
                     book_resolve_fn resolve, void *user, str *ret)
{
    text = str_trim(text);
    *ret = S("");
    if (says_nothing(f, text))
        return true;
    if (f->formula)
        return fail(c, ERR_DATA, "由公式得出，不能填写", "is worked out, not entered");
    if (f->many || f->kind == FIELD_CHECKLIST)
        return read_many(c, f, text, resolve, user, ret);
    return read_one(c, f, units, text, ret) && (!resolve || resolve(c, user, f, *ret, ret));
}

/* ---- codes ---- */
/* {year} and {month} of a piece of the pattern. */
static bool dated(cx *c, str pattern, int64_t day, str *ret)
{
    sb out CLEANUP(sb_done) = {0};
    int y, m, d;
    date_split(day, &y, &m, &d);
    sb_init(&out, 256);
    for (str rest = pattern; rest.n;) {
        size_t skip = 1;
        if (str_starts(rest, S("{year}"))) {
            sb_printf(&out, "%04d", y);
            skip = 6;
        } else if (str_starts(rest, S("{month}"))) {
            sb_printf(&out, "%02d", m);
            skip = 7;
        } else {
            sb_putc(&out, rest.p[0]);
        }
        rest = str_from(rest, skip);
    }
    return (sb_ok(&out) && arena_str(c->a, sb_str(&out), ret)) || fail_memory(c);
}

bool book_numbering_begin(cx *c, const book *b, int64_t day, book_numbering *ret)
{
    str pattern = b->type->codes.n ? b->type->codes : S("{n5}");
    ptrdiff_t at = str_find(pattern, S("{n"));
    size_t n = at < 0 ? pattern.n : (size_t)at;
    *ret = (book_numbering){.width = at >= 0 && n + 2 < pattern.n ? pattern.p[n + 2] - '0' : 1,
                            .next = 1};
    TRY(dated(c, str_sub(pattern, 0, n), day, &ret->prefix) &&
        dated(c, at < 0 ? S("") : str_from(pattern, n + 4), day, &ret->suffix));
    for (size_t i = 0; i < b->n; i++) {
        str code = b->rows[i].code;
        int64_t v;
        if (code.n > ret->prefix.n + ret->suffix.n && str_starts(code, ret->prefix) &&
            str_ends(code, ret->suffix) &&
            str_int(str_sub(code, ret->prefix.n, code.n - ret->prefix.n - ret->suffix.n), &v) &&
            v >= ret->next && v < 999999999)
            ret->next = (uint32_t)v + 1;
    }
    return true;
}

bool book_numbering_take(cx *c, book_numbering *n, str *ret)
{
    char *z = cx_printf(c, STR_FMT "%0*u" STR_FMT, STR_ARG(n->prefix), n->width, n->next++,
                        STR_ARG(n->suffix));
    *ret = str_of(z);
    return z != NULL;
}
