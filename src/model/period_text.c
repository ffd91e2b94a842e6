#include "model/period.h"
#include "base/str.h"
#include "model/fold.h"

/* A spelling becomes a few tokens, the tokens are read by one small function a construct. */
enum { TEXT_MAX = 96, TOKENS_MAX = 24, YEAR_MIN = 1900, YEAR_MAX = 2199 };

typedef enum token_kind {
    T_END,
    T_NUM,    /* 2024, 十二 */
    T_DIGITS, /* 二〇二四, 二四: only a year is spelt so */
    T_DASH,
    T_DOT,
    T_SLASH,
    T_LETTER, /* q h w t m */
    T_YEAR,
    T_MONTH,
    T_DAY,
    T_QUARTER,
    T_DU,  /* 度 of 季度, 年度 */
    T_NTH, /* 第 */
    T_WEEK,
    T_HALF,    /* value 1 上半年, 2 下半年 */
    T_FULL,    /* 全年 */
    T_TENTH,   /* value 1..3 */
    T_FIRST,   /* 前 */
    T_PIECE,   /* 个 */
    T_FEN,     /* 份 */
    T_CLOSE,   /* 末 底 */
    T_ACCUM,   /* 累计 */
    T_ALONE,   /* 当月 单季 … */
    T_UNTIL,   /* 截至 */
    T_THIS,    /* 今年 */
    T_JANUARY, /* 元月 and 前两 are two tokens each */
    T_FIRST_TWO,
    T_SKIP
} token_kind;

typedef struct token {
    token_kind kind;
    int value, digits;
} token;

typedef struct parser {
    token t[TOKENS_MAX + 1];
    size_t n, at;
    bool until, accum, alone, close, bare; /* bare: a month or quarter named by itself */
    period_text r;
} parser;

/* Longer spellings before their own beginnings. */
static const struct {
    str text;
    token_kind kind;
    int value;
} words[] = {
    {S("元月"), T_JANUARY, 1}, {S("前两"), T_FIRST_TWO, 2}, {S("截至到"), T_UNTIL, 0},
    {S("截止到"), T_UNTIL, 0}, {S("截止至"), T_UNTIL, 0},   {S("截至"), T_UNTIL, 0},
    {S("截止"), T_UNTIL, 0},   {S("上半年"), T_HALF, 1},    {S("下半年"), T_HALF, 2},
    {S("全年"), T_FULL, 0},    {S("上旬"), T_TENTH, 1},     {S("中旬"), T_TENTH, 2},
    {S("下旬"), T_TENTH, 3},   {S("累计"), T_ACCUM, 0},     {S("当季度"), T_ALONE, 0},
    {S("本季度"), T_ALONE, 0}, {S("单季度"), T_ALONE, 0},   {S("当季"), T_ALONE, 0},
    {S("本季"), T_ALONE, 0},   {S("单季"), T_ALONE, 0},     {S("当月"), T_ALONE, 0},
    {S("本月"), T_ALONE, 0},   {S("单月"), T_ALONE, 0},     {S("当期"), T_ALONE, 0},
    {S("本年"), T_THIS, 0},    {S("今年"), T_THIS, 0},      {S("年"), T_YEAR, 0},
    {S("月"), T_MONTH, 0},     {S("日"), T_DAY, 0},         {S("号"), T_DAY, 0},
    {S("季"), T_QUARTER, 0},   {S("度"), T_DU, 0},          {S("第"), T_NTH, 0},
    {S("周"), T_WEEK, 0},      {S("前"), T_FIRST, 0},       {S("个"), T_PIECE, 0},
    {S("份"), T_FEN, 0},       {S("末"), T_CLOSE, 0},       {S("底"), T_CLOSE, 0},
    {S("至"), T_DASH, 0},      {S("到"), T_DASH, 0},        {S("-"), T_DASH, 0},
    {S("–"), T_DASH, 0},       {S("—"), T_DASH, 0},         {S("―"), T_DASH, 0},
    {S("−"), T_DASH, 0},       {S("‐"), T_DASH, 0},         {S("‑"), T_DASH, 0},
    {S("‒"), T_DASH, 0},       {S("~"), T_DASH, 0},         {S("〜"), T_DASH, 0},
    {S("∼"), T_DASH, 0},       {S("﹣"), T_DASH, 0},        {S("─"), T_DASH, 0},
    {S("."), T_DOT, 0},        {S("/"), T_SLASH, 0},        {S("q"), T_LETTER, 'q'},
    {S("h"), T_LETTER, 'h'},   {S("w"), T_LETTER, 'w'},     {S("t"), T_LETTER, 't'},
    {S("m"), T_LETTER, 'm'},   {S("("), T_SKIP, 0},         {S(")"), T_SKIP, 0},
};

/* str_starts() in line, last byte first: characters of one script differ there. */
static inline bool begins(str s, str word)
{
    return s.n >= word.n && s.p[word.n - 1] == word.p[word.n - 1] &&
           memcmp(s.p, word.p, word.n) == 0;
}

/* 0..9, 10 for 十, -1 when it is no numeral. */
static int numeral(str s)
{
    static const str all[] = {S("〇"), S("一"), S("二"), S("三"), S("四"), S("五"), S("六"),
                              S("七"), S("八"), S("九"), S("十"), S("零"), S("○")};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (begins(s, all[i]))
            return i <= 10 ? (int)i : 0;
    return -1;
}

static bool push(parser *p, token t)
{
    if (p->n >= TOKENS_MAX)
        return false;
    p->t[p->n++] = t;
    return true;
}

/* A run of Chinese numerals: 十二 is a number, 二〇二四 are digits. */
static bool spelt_number(parser *p, str *s)
{
    int v = 0, tens = -1, count = 0, d;
    for (; (d = numeral(*s)) >= 0; *s = str_from(*s, 3), count++) {
        if (count >= 4 || (d == 10 && (tens >= 0 || v > 9)))
            return false;
        if (d == 10) {
            tens = count ? v : 1;
            v = 0;
        } else {
            v = v * 10 + d;
        }
    }
    if (tens == 0 || (tens > 0 && v > 9))
        return false;
    if (tens > 0)
        return push(p, (token){T_NUM, tens * 10 + v, 0});
    return push(p, (token){count == 1 ? T_NUM : T_DIGITS, v, count});
}

static bool plain_number(parser *p, str *s)
{
    int v = 0, n = 0;
    for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; *s = str_from(*s, 1), n++) {
        if (n >= 8)
            return false;
        v = v * 10 + (s->p[0] - '0');
    }
    return push(p, (token){T_NUM, v, n});
}

static bool word(parser *p, str *s)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!begins(*s, words[i].text))
            continue;
        *s = str_from(*s, words[i].text.n);
        bool repeated = words[i].kind == T_DASH && p->n > 0 && p->t[p->n - 1].kind == T_DASH;
        if (words[i].kind == T_SKIP || repeated)
            return true;
        if (words[i].kind == T_JANUARY)
            return push(p, (token){T_NUM, 1, 1}) && push(p, (token){T_MONTH, 0, 0});
        if (words[i].kind == T_FIRST_TWO)
            return push(p, (token){T_FIRST, 0, 0}) && push(p, (token){T_NUM, 2, 1});
        return push(p, (token){words[i].kind, words[i].value, 0});
    }
    return false;
}

static bool tokenise(str s, parser *p)
{
    char buf[TEXT_MAX];
    str rest = {buf, 0};
    if (!fold_text(s, FOLD_LOWER, buf, sizeof(buf), &rest.n))
        return false;
    while (rest.n > 0) {
        if (rest.p[0] >= '0' && rest.p[0] <= '9')
            TRY(plain_number(p, &rest));
        else if (numeral(rest) >= 0)
            TRY(spelt_number(p, &rest));
        else
            TRY(word(p, &rest));
    }
    return p->n > 0;
}

/* ---- reading tokens ---- */

static token peek(const parser *p, size_t ahead)
{
    return p->at + ahead < p->n ? p->t[p->at + ahead] : (token){0};
}

static bool take(parser *p, token_kind k)
{
    if (peek(p, 0).kind != k)
        return false;
    p->at++;
    return true;
}

/* A number lo..hi of at most two digits. */
static bool number(parser *p, int lo, int hi, int *ret)
{
    token t = peek(p, 0);
    if (t.kind != T_NUM || t.digits > 2 || t.value < lo || t.value > hi)
        return false;
    *ret = t.value;
    p->at++;
    return true;
}

static bool year_ok(int y)
{
    return y >= YEAR_MIN && y <= YEAR_MAX;
}

/* Blanks are gone, so "2024 5月" reads 20245: cut the year off in front of the rest. */
static bool cut_year(parser *p)
{
    token *t = &p->t[p->at];
    if (peek(p, 0).kind != T_NUM || t->digits < 5 || t->digits > 6)
        return true;
    int rest = t->digits - 4, unit = rest == 1 ? 10 : 100;
    if (p->n >= TOKENS_MAX || !year_ok(t->value / unit))
        return false;
    memmove(t + 1, t, (p->n - p->at) * sizeof(*t));
    p->n++;
    t[1] = (token){T_NUM, t[1].value % unit, rest};
    t[0] = (token){T_NUM, t[0].value / unit, 4};
    return true;
}

/* 2024年, 24年, 二〇二四年; 2024 before something else. Leaves year 0 when none is said. */
static bool year(parser *p)
{
    token t = peek(p, 0);
    bool marked = peek(p, 1).kind == T_YEAR;
    if ((t.kind != T_NUM && t.kind != T_DIGITS) || (t.digits != 4 && !(marked && t.digits == 2)))
        return true;
    int y = t.digits == 4 ? t.value : t.value + (t.value < 50 ? 2000 : 1900);
    if (!year_ok(y) || (p->r.year != 0 && p->r.year != y))
        return false;
    p->r.year = y;
    p->at += marked ? 2 : 1;
    return true;
}

static bool found(parser *p, freq f, int ord)
{
    int per = f == FREQ_W || f == FREQ_D ? 0 : freq_per_year(f);
    p->r.p = (period){f, p->r.year * per + ord};
    return true;
}

static bool found_month(parser *p, int m)
{
    return found(p, FREQ_M, m - 1);
}

/* By their canonical spellings, which know how many days and weeks a year has; without a year the
 * place in year 0, a leap year of 52 weeks. */
static bool found_day(parser *p, int m, int d)
{
    char iso[32];
    snprintf(iso, sizeof(iso), "%04d-%02d-%02d", p->r.year ? p->r.year : 2000, m, d);
    TRY(period_parse_iso(str_of(iso), &p->r.p));
    if (p->r.year == 0)
        p->r.p.ord = (int)date_ord(0, m, d);
    return true;
}

static bool found_week(parser *p, int w)
{
    char iso[32];
    snprintf(iso, sizeof(iso), "%04d-W%02d", p->r.year ? p->r.year : 2000, w);
    TRY(period_parse_iso(str_of(iso), &p->r.p));
    if (p->r.year == 0)
        p->r.p.ord = w - 1;
    return true;
}

/* What may follow a month: 份, 上旬, 18日, and nothing. */
static bool after_month(parser *p, int m)
{
    int d;
    token t = peek(p, 0);
    if (take(p, T_TENTH))
        return found(p, FREQ_T, (m - 1) * 3 + t.value - 1);
    if (t.kind == T_NUM) {
        TRY(number(p, 1, 31, &d) && take(p, T_DAY));
        return found_day(p, m, d);
    }
    p->bare = true;
    return found_month(p, m);
}

/* The right side of 1-5月, 1月-5月, 2024年1月-2024年5月: the left was January. */
static bool range_end(parser *p, bool must_say)
{
    int m;
    TRY(cut_year(p));
    token t = peek(p, 0);
    bool again = t.digits == 4 || peek(p, 1).kind == T_YEAR;
    if (again) {
        TRY(p->r.year != 0 && year(p));
        (void)(take(p, T_DOT) || take(p, T_SLASH) || take(p, T_DASH));
    }
    TRY(number(p, 1, 12, &m));
    bool said = take(p, T_MONTH);
    if (said)
        (void)take(p, T_FEN);
    p->r.cumulative = true;
    return (said || again || !must_say) && found_month(p, m);
}

static bool quarters(parser *p, int n, bool cumulative)
{
    (void)take(p, T_DU);
    p->r.cumulative = cumulative || n == 1;
    p->bare = !p->r.cumulative;
    return found(p, FREQ_Q, n - 1);
}

/* 第12周, 第一季度, 前三季度, 前5个月: a number with its measure word. */
static bool ordinal(parser *p)
{
    int n;
    if (take(p, T_NTH)) {
        TRY(number(p, 1, 53, &n));
        if (take(p, T_WEEK))
            return found_week(p, n);
        return n <= 4 && take(p, T_QUARTER) && quarters(p, n, false);
    }
    TRY(take(p, T_FIRST) && number(p, 1, 12, &n));
    (void)take(p, T_PIECE);
    if (take(p, T_QUARTER))
        return n <= 4 && quarters(p, n, true);
    p->r.cumulative = true;
    return take(p, T_MONTH) && found_month(p, n);
}

/* Starts with a number that is not a year: 5月…, 1-5月, 1-3季度, 二季度, 12周. */
static bool counted(parser *p)
{
    int n, last;
    TRY(number(p, 1, 53, &n));
    if (take(p, T_QUARTER))
        return n <= 4 && quarters(p, n, false);
    if (take(p, T_WEEK))
        return p->r.year != 0 && found_week(p, n);
    if (take(p, T_MONTH)) {
        TRY(n <= 12);
        (void)take(p, T_FEN);
        if (!take(p, T_DASH))
            return after_month(p, n);
        return n == 1 && range_end(p, true);
    }
    TRY(n == 1 && take(p, T_DASH));
    if (peek(p, 1).kind == T_QUARTER) {
        TRY(number(p, 1, 4, &last) && take(p, T_QUARTER));
        return quarters(p, last, true);
    }
    return range_end(p, true);
}

/* The year may follow: Q1 2024 reads 12024. */
static void cut_last_year(parser *p)
{
    token *t = &p->t[p->at];
    if (peek(p, 0).kind == T_NUM && t->digits == 5 && p->r.year == 0 && year_ok(t->value % 10000)) {
        p->r.year = t->value % 10000;
        *t = (token){T_NUM, t->value / 10000, 1};
    }
}

/* Q1, q1-q3, H1, M05, W12. */
static bool lettered(parser *p)
{
    int letter = peek(p, 0).value, n, last;
    p->at++;
    cut_last_year(p);
    TRY(number(p, 1, 53, &n));
    if (letter == 'h')
        return n <= 2 && found(p, FREQ_H, n - 1);
    if (letter == 'w')
        return found_week(p, n);
    if (letter == 'm')
        return p->r.year != 0 && n <= 12 && found_month(p, n);
    TRY(letter == 'q' && n <= 4);
    if (take(p, T_DASH)) {
        token q = peek(p, 0);
        if (q.kind == T_LETTER && q.value == 'q')
            p->at++;
        cut_last_year(p);
        TRY(n == 1 && number(p, 1, 4, &last));
        p->r.cumulative = true;
        return found(p, FREQ_Q, last - 1);
    }
    return found(p, FREQ_Q, n - 1);
}

/* After 2024. 2024/ 2024-: 5, 05月, 3.18, 1-5, Q1, W12, 3-T1, 第一季度 is not written so. */
static bool separated(parser *p, token_kind sep)
{
    int m, d;
    if (peek(p, 0).kind == T_LETTER)
        return sep == T_DASH && lettered(p);
    TRY(number(p, 1, 12, &m));
    token_kind next = peek(p, 0).kind;
    bool range =
        next == T_DASH && (sep != T_DASH || peek(p, 2).kind == T_MONTH || peek(p, 1).digits > 2);
    if (range) {
        p->at++;
        return m == 1 && range_end(p, false);
    }
    if (next != sep) {
        (void)(take(p, T_MONTH) && take(p, T_FEN));
        return found_month(p, m);
    }
    p->at++;
    if (peek(p, 0).kind == T_LETTER && peek(p, 0).value == 't') {
        p->at++;
        return number(p, 1, 3, &d) && found(p, FREQ_T, (m - 1) * 3 + d - 1);
    }
    return number(p, 1, 31, &d) && found_day(p, m, d);
}

/* 2024, 202405, 20240318 and nothing else. */
static bool digits_only(parser *p)
{
    token t = p->t[0];
    if (t.digits == 8) {
        p->r.year = t.value / 10000;
        return year_ok(p->r.year) && found_day(p, t.value / 100 % 100, t.value % 100);
    }
    if (t.digits == 6) {
        p->r.year = t.value / 100;
        int m = t.value % 100;
        return year_ok(p->r.year) && m >= 1 && m <= 12 && found_month(p, m);
    }
    p->r.year = t.value;
    return t.digits == 4 && year_ok(t.value) && found(p, FREQ_Y, 0);
}

/* The spelling without what stands around it (截至, 累计, 当月, 末). */
static bool core(parser *p)
{
    if (p->n == 1 && p->t[0].kind == T_NUM) {
        p->at = 1;
        return digits_only(p);
    }
    TRY(cut_year(p) && year(p));
    token t = peek(p, 0);
    bool marked = p->at > 0 && p->t[p->at - 1].kind == T_YEAR;
    switch (t.kind) {
    case T_NUM:
        return counted(p);
    case T_NTH:
    case T_FIRST:
        return ordinal(p);
    case T_LETTER:
        return lettered(p);
    case T_HALF:
        p->at++;
        (void)take(p, T_DU);
        p->r.cumulative = t.value == 1;
        return found(p, FREQ_H, t.value - 1);
    case T_FULL:
        p->at++;
        (void)take(p, T_DU);
        p->r.cumulative = true;
        return found(p, FREQ_Y, 0);
    case T_YEAR: /* 年末 */
        p->at++;
        return p->r.year == 0 && peek(p, 0).kind == T_CLOSE && found_month(p, 12);
    case T_CLOSE: /* 2023年末, 今年末 */
        return p->at > 0 && (marked || p->t[p->at - 1].kind == T_THIS) && found_month(p, 12);
    case T_DOT:
    case T_SLASH:
    case T_DASH:
        p->at++;
        return p->r.year != 0 && !marked && separated(p, t.kind);
    case T_DU:
        p->at++;
        return marked && peek(p, 0).kind == T_END && found(p, FREQ_Y, 0);
    default:
        return marked && t.kind == T_END && found(p, FREQ_Y, 0);
    }
}

/* 截至, 今年, 累计, 当月 in front. */
static void before(parser *p)
{
    p->until = take(p, T_UNTIL);
    (void)take(p, T_THIS);
    p->accum = take(p, T_ACCUM);
    p->alone = take(p, T_ALONE);
}

/* 末, 累计, 当月 behind. */
static bool after(parser *p)
{
    p->close = take(p, T_CLOSE);
    if (!p->accum)
        p->accum = take(p, T_ACCUM);
    if (!p->alone)
        p->alone = take(p, T_ALONE);
    return p->at == p->n;
}

static bool settle(parser *p)
{
    period_text *r = &p->r;
    freq f = r->p.f;
    if (p->accum && (p->alone || (f == FREQ_Y && !r->cumulative)))
        return false;
    if (p->close && (p->alone || f == FREQ_Y || f == FREQ_D))
        return false;
    if (p->alone && ((f != FREQ_M && f != FREQ_Q) || p->until ||
                     (r->cumulative && !(f == FREQ_Q && r->p.ord % 4 == 0))))
        return false;
    r->end = p->close && !p->accum;
    r->cumulative = p->accum || (r->cumulative && !p->close && !p->alone);
    r->single = !r->cumulative && !r->end && !p->until && (p->alone || p->bare);
    return true;
}

bool period_parse_text(str s, period_text *ret)
{
    period iso;
    if (s.n <= 10 && period_parse_iso(s, &iso)) {
        int y = (s.p[0] - '0') * 1000 + (s.p[1] - '0') * 100 + (s.p[2] - '0') * 10 + s.p[3] - '0';
        *ret = (period_text){.p = iso, .year = y};
        return year_ok(y);
    }
    parser p;
    p.n = p.at = 0;
    p.close = p.bare = false;
    p.r = (period_text){0};
    if (!tokenise(s, &p))
        return false;
    before(&p);
    if (!core(&p) || !after(&p) || !settle(&p))
        return false;
    *ret = p.r;
    return true;
}

bool period_text_in(period_text t, int year, period *ret)
{
    int y, m, d;
    if (t.year != 0 || (t.p.f != FREQ_D && t.p.f != FREQ_W)) {
        *ret = t.year != 0 ? t.p : period_years(t.p, year);
        return ret->f != FREQ_NONE;
    }
    parser p;
    p.r.year = year;
    date_split(t.p.ord, &y, &m, &d);
    TRY(t.p.f == FREQ_D ? found_day(&p, m, d) : found_week(&p, t.p.ord + 1));
    *ret = p.r.p;
    return true;
}

/* ---- in running text ---- */

typedef struct piece {
    size_t n;   /* bytes in the text; 0 = no part of any period */
    bool glue;  /* continues a number, a word or a range: no period starts or ends beside it */
    bool first; /* a period may start with it */
} piece;

/* What a spelling never starts with. */
static bool never_first(token_kind k)
{
    return k == T_DASH || k == T_DOT || k == T_SLASH || k == T_MONTH || k == T_DAY ||
           k == T_QUARTER || k == T_DU || k == T_WEEK || k == T_TENTH || k == T_PIECE ||
           k == T_FEN || k == T_CLOSE || k == T_SKIP;
}

static piece piece_at(str s)
{
    char buf[4];
    uint32_t cp;
    size_t len = utf8_decode(s, &cp);
    str c = {buf, 0}, whole = s;
    parser p;
    p.n = 0;
    if (len == 0 || !fold_text(str_sub(s, 0, len), FOLD_LOWER, buf, sizeof(buf), &c.n) || c.n == 0)
        return (piece){len, false, false};
    if ((*buf >= '0' && *buf <= '9') || numeral(c) >= 0)
        return (piece){len, true, true};
    bool letter = *buf >= 'a' && *buf <= 'z';
    if (!word(&p, &c) && !word(&p, &whole))
        return (piece){0, letter, false};
    token_kind k = p.n ? p.t[0].kind : T_SKIP;
    return (piece){whole.n < s.n ? s.n - whole.n : len,
                   letter || k == T_DASH || k == T_DOT || k == T_SLASH, !never_first(k)};
}

static size_t char_before(str s, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80);
    return at;
}

static bool brackets_close(str s)
{
    int open = 0;
    for (; s.n > 0 && open >= 0; s = str_from(s, 1)) {
        open += *s.p == '(' || str_starts(s, S("（"));
        open -= *s.p == ')' || str_starts(s, S("）"));
    }
    return open == 0;
}

/* 2024 may be any number and 10年 a span of ten years. */
static bool says_period(str part, period_text *ret)
{
    int64_t v;
    if (!brackets_close(part) || str_trim(part).n != part.n || str_int(part, &v) ||
        !period_parse_text(part, ret))
        return false;
    return ret->p.f != FREQ_Y || ret->cumulative || utf8_count(part) >= 5;
}

bool period_find(str s, period_text *ret, str *where)
{
    if (!utf8_valid(s))
        return false;
    uint32_t cp;
    bool glue = false;
    for (size_t from = 0; from < s.n; from += utf8_decode(str_from(s, from), &cp)) {
        bool inside = glue;
        piece here = piece_at(str_from(s, from));
        glue = here.glue;
        if (inside || !here.first)
            continue;
        size_t to = from;
        for (size_t n; to < s.n && to - from < TEXT_MAX; to += n)
            if ((n = piece_at(str_from(s, to)).n) == 0)
                break;
        for (; to > from; to = char_before(s, to)) {
            *where = str_sub(s, from, to - from);
            if ((to == s.n || !piece_at(str_from(s, to)).glue) && says_period(*where, ret))
                return true;
        }
    }
    return false;
}
