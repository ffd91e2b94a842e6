#include "model/cell.h"
#include "base/str.h"
#include "model/fold.h"

enum { TEXT_MAX = 96, DIGITS_MAX = 18 };

typedef enum why {
    NOT_A_NUMBER,
    COMMAS,
    UNIT_HERE,
    UNIT_ALONE,
    WORD_ALONE,
    TWO_SIGNS,
    LEVEL_WORD,
    LEVEL_FLAT,
    TIMES,
    TOO_LONG,
    NOT_A_RANK,
    FORMULA
} why;

static const struct {
    const char *zh, *en;
} reasons[] = {
    [NOT_A_NUMBER] = {"不是数字", "is not a number"},
    [COMMAS] = {"千分位逗号或空格的位置不对",
                "thousands separators or blanks stand in the wrong place"},
    [UNIT_HERE] = {"数字后面有单位，单位应单列一栏",
                   "a unit follows the number: units are a column"},
    [UNIT_ALONE] = {"有单位没有数字", "a unit without a number"},
    [WORD_ALONE] = {"有增减文字没有数字", "says up or down but not by how much"},
    [TWO_SIGNS] = {"增减文字或箭头与正负号重复或相反",
                   "a word or arrow and a sign contradict each other"},
    [LEVEL_WORD] = {"增减文字或箭头只能用于增速栏",
                    "words and arrows of change belong in a growth column"},
    [LEVEL_FLAT] = {"“持平”只能用于增速栏", "\"unchanged\" belongs in a growth column"},
    [TIMES] = {"倍数请换算成百分数（增长1.2倍即120）",
               "give a multiple as percent (1.2 times more is 120)"},
    [TOO_LONG] = {"数字超过18位", "more than 18 digits"},
    [NOT_A_RANK] = {"位次应是不小于1的整数", "a rank is a whole number from 1 on"},
    [FORMULA] = {"公式出错", "is the error of a formula"},
};

static cell_read bad(why w)
{
    return (cell_read){.state = CELL_BAD, .why_zh = reasons[w].zh, .why_en = reasons[w].en};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip(str *s, const char *z)
{
    if (s->n == 0 || *s->p != *z || !str_starts(*s, str_of(z)))
        return false;
    *s = str_from(*s, strlen(z));
    return true;
}

static bool skip_one(str *s, const char *const *list)
{
    for (; *list; list++)
        if (skip(s, *list))
            return true;
    return false;
}

/* ---- the common case ---- */

/* -?digits[.digits] of at most 18 digits: nearly every cell there is. */
static bool plain_number(str s, dec *ret)
{
    bool minus = s.n > 0 && *s.p == '-';
    if (s.n < 1u + minus || s.n > DIGITS_MAX + 1u + minus)
        return false;
    const char *first = s.p + minus, *end = s.p + s.n, *point = NULL;
    uint64_t v = 0;
    for (const char *p = first; p < end; p++) {
        unsigned d = (unsigned char)*p - '0';
        if (d <= 9)
            v = v * 10 + d;
        else if (*p == '.' && !point && p > first)
            point = p;
        else
            return false;
    }
    if (point == end - 1 || (!point && end - first > DIGITS_MAX))
        return false;
    *ret = (dec){minus ? -(int64_t)v : (int64_t)v, (int8_t)(point ? end - point - 1 : 0)};
    return true;
}

/* ---- marks ---- */

/* Nothing but characters of the list. */
static bool only(str s, const char *const *list)
{
    while (s.n > 0)
        if (!skip_one(&s, list))
            return false;
    return true;
}

static bool is_word(str s, const char *const *list)
{
    for (; *list; list++)
        if (str_ieqz(s, *list))
            return true;
    return false;
}

/* CELL_BAD when it is no mark. */
static cell_state mark(str s)
{
    static const char *const masks[] = {"*", "X", "x", "×", NULL};
    static const char *const none[] = {"—", "―", "–", "─", NULL};
    static const char *const dashes[] = {"-", "−", "﹣", "—", "―", "–", "─", NULL};
    static const char *const slight[] = {"…", "⋯", NULL};
    static const char *const masked[] = {"/",      "//",     "N/A",      "NA",     "N.A.",
                                         "不详",   "暂无",   "暂缺",     "未公布", "未发布",
                                         "不适用", "无数据", "暂无数据", NULL};
    if (s.n == 0)
        return CELL_BLANK;
    if (is_digit(s.p[0]))
        return CELL_BAD;
    if (only(s, none))
        return CELL_NONE;
    if (only(s, slight) || str_eqz(s, "...") || str_eqz(s, "......"))
        return CELL_NEGLIGIBLE;
    if (only(s, masks) || only(s, dashes) || is_word(s, masked))
        return CELL_MASKED;
    return CELL_BAD;
}

/* ---- numbers with what offices put around them ---- */

/* Groups of three from the first comma on: 1,234,567. */
static bool commas_ok(const char *p, size_t n)
{
    size_t group = 0;
    bool seen = false;
    for (size_t i = 0; i < n; i++) {
        if (p[i] != ',') {
            group++;
            continue;
        }
        if (seen ? group != 3 : group < 1 || group > 3 || p[0] == '0')
            return false;
        seen = true;
        group = 0;
    }
    return !seen || group == 3;
}

/* Unsigned digits with commas, point and exponent; what follows stays in *s. */
static bool number(str *s, bool exponent, bool minus, cell_read *r)
{
    char text[TEXT_MAX + 2] = "-";
    size_t n = 1, i = 0, whole;
    while (i < s->n && (is_digit(s->p[i]) || s->p[i] == ','))
        i++;
    whole = i;
    if (i < s->n && s->p[i] == '.') {
        i++;
        while (i < s->n && is_digit(s->p[i]))
            i++;
    }
    if (i == 0 || (i > whole && i < whole + 2) || s->p[0] == ',') {
        *r = bad(NOT_A_NUMBER);
        return false;
    }
    if (!commas_ok(s->p, whole) || (i < s->n && s->p[i] == ',')) {
        *r = bad(COMMAS);
        return false;
    }
    size_t e = i + 1;
    if (exponent && i < s->n && (s->p[i] == 'e' || s->p[i] == 'E')) {
        e += e < s->n && (s->p[e] == '+' || s->p[e] == '-');
        if (e < s->n && is_digit(s->p[e]))
            for (i = e; i < s->n && is_digit(s->p[i]);)
                i++;
    }
    for (size_t k = 0; k < i; k++)
        if (s->p[k] != ',')
            text[n++] = s->p[k];
    dec_status st = dec_parse(minus ? (str){text, n} : (str){text + 1, n - 1}, &r->v);
    *s = str_from(*s, i);
    if (st != DEC_OK)
        *r = bad(st == DEC_RANGE ? TOO_LONG : NOT_A_NUMBER);
    return st == DEC_OK;
}

typedef enum sign { SIGN_NONE, SIGN_PLUS, SIGN_MINUS } sign;

static sign take_sign(str *s)
{
    static const char *const plus[] = {"+", NULL};
    static const char *const minus[] = {"-", "−", "﹣", "–", "—", NULL};
    return skip_one(s, plus) ? SIGN_PLUS : skip_one(s, minus) ? SIGN_MINUS : SIGN_NONE;
}

static sign take_arrow(str *s)
{
    static const char *const up[] = {"↑", "▲", "△", NULL};
    static const char *const down[] = {"↓", "▼", "▽", NULL};
    return skip_one(s, up) ? SIGN_PLUS : skip_one(s, down) ? SIGN_MINUS : SIGN_NONE;
}

static sign take_word(str *s)
{
    static const char *const up[] = {"增长", "上升", "提高", "上涨", "增加", NULL};
    static const char *const down[] = {"下降", "减少", "回落", "下跌", "降低", "下滑", NULL};
    (void)skip(s, "同比");
    sign r = skip_one(s, up) ? SIGN_PLUS : skip_one(s, down) ? SIGN_MINUS : SIGN_NONE;
    return r == SIGN_NONE ? take_arrow(s) : r;
}

/* 持平, 与上年持平, 与去年同期持平, 同比持平; not 与全省持平. */
static bool is_flat(str s)
{
    if (!str_ends(s, S("持平")))
        return false;
    s = str_sub(s, 0, s.n - S("持平").n);
    if (str_eqz(s, "同比") || s.n == 0)
        return true;
    static const char *const with[] = {"与", "和", "同", "较", "比", NULL};
    static const char *const then[] = {"上年", "去年", "上月", NULL};
    (void)skip_one(&s, with);
    bool said = skip_one(&s, then);
    (void)skip(&s, "同期");
    return said && s.n == 0;
}

static cell_read value(cell_read r)
{
    r.state = CELL_VALUE;
    return r;
}

/* What is wrong where a number should begin. */
static cell_read no_number(str s, bool word)
{
    static const char *const units[] = {"%", "‰", "个百分点", "百分点", "倍", NULL};
    if (s.n > 0 && s.p[0] == '#')
        return bad(FORMULA);
    if (is_word(s, units))
        return bad(UNIT_ALONE);
    return bad(word && s.n == 0 ? WORD_ALONE : NOT_A_NUMBER);
}

/* What is wrong behind a number. */
static cell_read leftover(str s, bool growth)
{
    unsigned char c = (unsigned char)s.p[0];
    if (growth && str_starts(s, S("倍")))
        return bad(TIMES);
    return bad(c >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? UNIT_HERE
                                                                             : NOT_A_NUMBER);
}

static bool starts_number(str s)
{
    return s.n > 0 && (is_digit(s.p[0]) || (s.p[0] == '.' && s.n > 1 && is_digit(s.p[1])));
}

/* (1,234), (3.2%), (3.2)% as a bookkeeper's minus. */
static cell_read bracketed(str s, bool exponent)
{
    cell_read r = {0};
    (void)skip(&s, "(");
    if (!starts_number(s))
        return take_sign(&s) != SIGN_NONE && starts_number(s) ? bad(TWO_SIGNS) : bad(NOT_A_NUMBER);
    if (!number(&s, exponent, true, &r))
        return r;
    r.percent = skip(&s, "%");
    if (!skip(&s, ")"))
        return s.n > 0 ? leftover(s, false) : bad(NOT_A_NUMBER);
    if (!r.percent)
        r.percent = skip(&s, "%");
    return s.n == 0 ? value(r) : leftover(s, false);
}

static cell_read read_level(str s)
{
    cell_read r = {0};
    str rest = s;
    if (s.p[0] == '(')
        return bracketed(s, true);
    if (!is_digit(s.p[0]) && is_flat(s))
        return bad(LEVEL_FLAT);
    if (!is_digit(s.p[0]) && take_word(&rest) != SIGN_NONE)
        return bad(LEVEL_WORD);
    sign mine = take_sign(&s);
    if (!starts_number(s))
        return take_sign(&s) != SIGN_NONE && starts_number(s) ? bad(TWO_SIGNS)
                                                              : no_number(s, false);
    if (!number(&s, true, mine == SIGN_MINUS, &r))
        return r;
    r.percent = skip(&s, "%");
    if (s.n == 0)
        return value(r);
    return take_arrow(&s) != SIGN_NONE ? bad(LEVEL_WORD) : leftover(s, false);
}

static cell_read read_growth(str s)
{
    cell_read r = {0};
    if (is_flat(s))
        return value(r);
    if (s.p[0] == '(')
        return bracketed(s, false);
    sign word = take_word(&s), mine = take_sign(&s);
    if (!starts_number(s)) {
        bool again = take_sign(&s) != SIGN_NONE || take_word(&s) != SIGN_NONE;
        return again && starts_number(s) ? bad(TWO_SIGNS) : no_number(s, word != SIGN_NONE);
    }
    if (!number(&s, false, word == SIGN_MINUS || mine == SIGN_MINUS, &r))
        return r;
    r.percent = skip(&s, "%");
    if (!r.percent)
        r.points = skip(&s, "个百分点") || skip(&s, "百分点");
    sign behind = take_arrow(&s);
    if (s.n > 0)
        return leftover(s, true);
    bool twice = word == SIGN_MINUS ? mine != SIGN_NONE : word == SIGN_PLUS && mine == SIGN_MINUS;
    if (twice || (behind != SIGN_NONE && (word != SIGN_NONE || mine != SIGN_NONE)))
        return bad(TWO_SIGNS);
    if (behind == SIGN_MINUS)
        r.v.coef = -r.v.coef;
    return value(r);
}

/* ---- ranks ---- */

/* 一 to 九十九 from *s; 0 when there is none. */
static int64_t spelt(str *s)
{
    static const char *const digit[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    int64_t v = 0;
    for (size_t i = 0; i < COUNT_OF(digit) && v == 0; i++)
        if (skip(s, digit[i]))
            v = (int64_t)i + 1;
    if (!skip(s, "十"))
        return v;
    v = v ? v * 10 : 10;
    for (size_t i = 0; i < COUNT_OF(digit); i++)
        if (skip(s, digit[i]))
            return v + (int64_t)i + 1;
    return v;
}

static cell_read read_rank(str s)
{
    cell_read r = {0};
    static const char *const behind[] = {"位", "名", NULL};
    (void)skip(&s, "并列");
    (void)skip(&s, "第");
    int64_t v = spelt(&s);
    r.v = (dec){v, 0};
    if (v == 0 && (!starts_number(s) || !number(&s, false, false, &r)))
        return s.n > 0 && s.p[0] == '#' ? bad(FORMULA) : bad(NOT_A_RANK);
    for (; r.v.scale > 0 && r.v.coef % 10 == 0; r.v.scale--)
        r.v.coef /= 10;
    (void)skip_one(&s, behind);
    (void)(skip(&s, "(并列)") || skip(&s, "并列"));
    return s.n > 0 || r.v.scale > 0 || r.v.coef < 1 ? bad(NOT_A_RANK) : value(r);
}

/* ---- the cell ---- */

/* Half-width, without blanks; one between two digits counts as a separator: 1 234 is 1,234. */
static bool tighten(str text, char buf[TEXT_MAX], str *ret)
{
    size_t n, k = 0;
    if (!fold_text(text, FOLD_GAPS, buf, TEXT_MAX, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (buf[i] != ' ')
            buf[k++] = buf[i];
        else if (is_digit(buf[i - 1]) && is_digit(buf[i + 1]))
            buf[k++] = ',';
    }
    *ret = (str){buf, k};
    return true;
}

cell_read cell_parse(str text, cell_column column)
{
    cell_read r = {.state = CELL_VALUE};
    if (plain_number(text, &r.v) && (column != CELL_RANK || (r.v.scale == 0 && r.v.coef > 0)))
        return r;
    char buf[TEXT_MAX];
    str s;
    if (!tighten(text, buf, &s))
        return bad(NOT_A_NUMBER);
    r.state = mark(s);
    if (r.state != CELL_BAD)
        return (cell_read){.state = r.state};
    if (column == CELL_RANK)
        return read_rank(s);
    return column == CELL_GROWTH ? read_growth(s) : read_level(s);
}

bool cell_is_missing_mark(str text)
{
    char buf[TEXT_MAX];
    str s;
    return tighten(text, buf, &s) && mark(s) != CELL_BAD;
}
