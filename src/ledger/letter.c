/* "letters" of a type file. */
#include "ledger/letter.h"
#include "base/sb.h"
#include "ledger/type_json.h"

static const char *const kinds[LETTER_KIND_MAX_] = {"form",   "letter", "notice",  "minutes",
                                                    "agenda", "script", "circular"};

const char *letter_kind_name(letter_kind k)
{
    return kinds[k];
}

const type_letter *type_letter_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_letters; i++)
        if (str_eq(t->letters[i].code, code))
            return &t->letters[i];
    return NULL;
}

/* ---- texts ---- */
static bool read_piece(reading *r, const char *member, str inner, bool over, letter_piece *p)
{
    inner = str_trim(inner);
    p->office = str_eqz(inner, "office");
    p->to = over && str_eqz(inner, "to");
    if (!inner.n)
        return type_bad(r, member, "空的 {}", "has an empty {}");
    return p->office || p->to || type_expr_text(r, member, inner, over, &p->e);
}

/* "words{expression}words" */
static bool read_pieces(reading *r, const char *member, str s, bool over, letter_text *ret)
{
    uint32_t n = 1;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '{';
    letter_piece *out = TYPE_NEW(r, n, letter_piece);
    TRY(out);
    ret->list = out;
    while (s.n) {
        ptrdiff_t from = str_find(s, S("{")), to;
        letter_piece *p = &out[ret->n++];
        if (from < 0) {
            p->words = s;
            break;
        }
        p->words = str_sub(s, 0, (size_t)from);
        s = str_from(s, (size_t)from + 1);
        if ((to = str_find(s, S("}"))) < 0)
            return type_bad(r, member, "{ 没有配对的 }", "has a { without its }");
        TRY(read_piece(r, member, str_sub(s, 0, (size_t)to), over, p));
        s = str_from(s, (size_t)to + 1);
    }
    return true;
}

static bool has_cjk(const letter_text *t)
{
    uint32_t ch;
    for (uint32_t i = 0; i < t->n; i++)
        for (size_t at = 0, n; at < t->list[i].words.n; at += n) {
            n = utf8_decode(str_from(t->list[i].words, at), &ch);
            if (!n || (ch >= 0x3400 && ch < 0xFF00))
                return true;
        }
    return false;
}

/* Both languages; one without its English stays as it is, and the letter Chinese. */
static bool read_words(reading *r, const char *member, str zh, str en, type_letter *l,
                       letter_words *ret)
{
    str kept;
    if (!arena_str(r->a, zh, &kept))
        return fail_memory(r->c);
    TRY(read_pieces(r, member, kept, l->over, &ret->zh));
    ret->en = ret->zh;
    if (!en.n) {
        l->english &= !has_cjk(&ret->zh);
        return true;
    }
    if (!arena_str(r->a, en, &kept))
        return fail_memory(r->c);
    ret->en = (letter_text){0};
    return read_pieces(r, member, kept, l->over, &ret->en);
}

static bool read_said(reading *r, json_t *o, const char *member, type_letter *l, letter_words *ret)
{
    char member_en[24];
    str zh, en;
    snprintf(member_en, sizeof member_en, "%s_en", member);
    return type_text(r, o, member, false, &zh) && type_text(r, o, member_en, false, &en) &&
           read_words(r, member, zh, en, l, ret);
}

/* ---- blocks ---- */
/* ["label", "value"], and perhaps "label in English", "value in English". */
static bool read_line(reading *r, json_t *one, type_letter *l, letter_line *ret)
{
    str text[4] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
    size_t n = json_array_size(one);
    if (!json_is_array(one) || n < 2 || n > COUNT_OF(text))
        return type_bad(r, "", "须为 [\"名称\", \"内容\"]（后面可再加英文）",
                        "must be [\"label\", \"value\"], with their English behind it");
    for (size_t i = 0; i < n; i++) {
        json_t *v = json_array_get(one, i);
        if (!json_is_string(v))
            return type_bad(r, "", "须为文字", "must be text");
        text[i] = (str){json_string_value(v), json_string_length(v)};
    }
    return read_words(r, "", text[0], text[2], l, &ret->label) &&
           read_words(r, "", text[1], text[3], l, &ret->value);
}

static bool read_table(reading *r, json_t *o, type_letter *l, letter_block *b)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "table", LETTER_MAX_LINES, &list, &n));
    letter_line *out = TYPE_NEW(r, n, letter_line);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "table", (int)i);
        TRY(read_line(r, json_array_get(list, i), l, &out[i]));
        type_out(r, at);
    }
    b->lines = out;
    b->n_lines = (uint32_t)n;
    return n > 0 || type_bad(r, "table", "至少要有一行", "needs at least one line");
}

static bool read_columns(reading *r, json_t *o, const char *member, type_letter *l, letter_block *b)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, member, 30, &list, &n));
    letter_column *out = TYPE_NEW(r, n, letter_column);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t at = type_in(r, member, (int)i);
        TRY(type_known(r, one, "name name_en value") &&
            type_named(r, one, "name", true, &out[i].name) &&
            type_text(r, one, "value", true, &out[i].value) &&
            (b->part != PART_LIST || type_expr(r, one, "value", false, &out[i].e)));
        l->english &= json_object_get(one, "name_en") != NULL;
        type_out(r, at);
    }
    b->columns = out;
    b->n_columns = (uint32_t)n;
    return n > 0 || type_bad(r, member, "至少要有一列", "needs at least one column");
}

static bool read_rows(reading *r, json_t *o, type_letter *l, letter_block *b)
{
    json_t *rows = json_object_get(o, "rows");
    size_t at = type_in(r, "rows", -1);
    TRY(type_known(r, rows, "type field sort where") && type_code(r, rows, "type", &b->type) &&
        type_code(r, rows, "field", &b->field) && type_text(r, rows, "sort", false, &b->sort) &&
        type_text(r, rows, "where", false, &b->where) &&
        type_want_field(r->c, r->a, &r->t->uses, b->type, b->field));
    type_out(r, at);
    return read_columns(r, o, "columns", l, b);
}

static bool sorts(const ledger_type *t, str sort)
{
    str one;
    uint32_t id;
    expr_kind kind;
    while (sort.n && str_split(&sort, ',', &one)) {
        one = str_trim(one);
        if (!type_name_id(t, one.n && one.p[0] == '-' ? str_from(one, 1) : one, &id, &kind))
            return false;
    }
    return true;
}

static bool read_list(reading *r, json_t *o, type_letter *l, letter_block *b)
{
    TRY(type_text(r, o, "sort", false, &b->sort));
    if (!sorts(r->t, b->sort))
        return type_bad(r, "sort", "按没有的字段排序", "sorts by a field that is not there");
    return read_columns(r, o, "list", l, b);
}

static bool read_summary(reading *r, json_t *o, letter_block *b)
{
    TRY(type_code(r, o, "summary", &b->summary) && type_text(r, o, "type", false, &b->type));
    if (!b->type.n)
        b->type = r->t->code;
    return str_eq(b->type, r->t->code) || type_use(r->c, r->a, &r->t->uses, b->type);
}

static const struct {
    const char *name, *members;
} parts[PART_MAX_] = {
    [PART_TITLE] = {"title", "title title_en"},
    [PART_TO] = {"to", "to to_en"},
    [PART_PARA] = {"para", "para para_en"},
    [PART_HEAD] = {"head", "head head_en"},
    [PART_TABLE] = {"table", "table"},
    [PART_ROWS] = {"rows", "rows columns"},
    [PART_SUMMARY] = {"summary", "summary type"},
    [PART_LIST] = {"list", "list sort"},
    [PART_SIGN] = {"sign", "sign sign_en"},
    [PART_ATTACH] = {"attach", "attach attach_en"},
};

static bool read_block(reading *r, json_t *o, type_letter *l, letter_block *b)
{
    letter_part p = 0;
    while (p < PART_MAX_ && !json_object_get(o, parts[p].name))
        p++;
    if (p == PART_MAX_)
        return type_bad(
            r, "", "须为 title、to、para、head、table、rows、summary、list、sign 或 attach 之一",
            "is one of title, to, para, head, table, rows, summary, list, sign, attach");
    b->part = p;
    if (l->over ? p == PART_ROWS || p == PART_SUMMARY : p == PART_LIST)
        return type_bad(r, parts[p].name, "有 over 的函件用 list，没有的用 rows、summary",
                        "list stands in letters with over, rows and summary in the others");
    TRY(type_known(r, o, parts[p].members));
    switch (p) {
    case PART_TABLE:
        return read_table(r, o, l, b);
    case PART_ROWS:
        return read_rows(r, o, l, b);
    case PART_SUMMARY:
        return read_summary(r, o, b);
    case PART_LIST:
        return read_list(r, o, l, b);
    default:
        return read_said(r, o, parts[p].name, l, &b->text);
    }
}

static bool read_body(reading *r, json_t *o, type_letter *l)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "body", LETTER_MAX_BLOCKS, &list, &n));
    letter_block *out = TYPE_NEW(r, n, letter_block);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "body", (int)i);
        TRY(read_block(r, json_array_get(list, i), l, &out[i]));
        type_out(r, at);
    }
    l->blocks = out;
    l->n_blocks = (uint32_t)n;
    return (n && out[0].part == PART_TITLE) ||
           type_bad(r, "body", "首块须为 title", "begins with a title");
}

/* ---- letters ---- */
static bool read_kind(reading *r, json_t *o, letter_kind *ret)
{
    str kind;
    TRY(type_text(r, o, "kind", true, &kind));
    for (*ret = 0; *ret < LETTER_KIND_MAX_; ++*ret)
        if (str_eqz(kind, kinds[*ret]))
            return true;
    return type_bad(r, "kind", "为 form、letter、notice、minutes、agenda、script 或 circular",
                    "is form, letter, notice, minutes, agenda, script or circular");
}

static bool read_number(reading *r, json_t *o, type_letter *l)
{
    TRY(type_text(r, o, "number", false, &l->number));
    ptrdiff_t year = str_find(l->number, S("{year}")), n = str_find(l->number, S("{n}"));
    return !l->number.n || (year >= 0 && n >= year + 6) ||
           type_bad(r, "number", "须含 {year}，其后有 {n}", "must hold {year} and behind it {n}");
}

static bool read_to(reading *r, json_t *o, type_letter *l)
{
    TRY(type_one_field(r, o, "to", &l->to));
    return l->to == UINT32_MAX || r->t->fields[l->to].kind == FIELD_ORG ||
           type_bad(r, "to", "须为单位字段", "must be a field of kind org");
}

/* One letter to one organisation over all its rows that answer. */
static bool read_over(reading *r, json_t *o, type_letter *l)
{
    json_t *over = json_object_get(o, "over");
    int64_t pause;
    if (!over)
        return true;
    l->over = true;
    if (json_object_get(o, "to") || json_object_get(o, "when"))
        return type_bad(r, "over", "有 over 时不写 to、when", "stands without to and when");
    size_t at = type_in(r, "over", -1);
    TRY(type_known(r, over, "by where pause") && type_one_field(r, over, "by", &l->to) &&
        type_condition(r, over, "where", &l->where) &&
        type_whole(r, over, "pause", 0, 366, &pause));
    l->pause = (int)pause;
    if (l->to == UINT32_MAX || r->t->fields[l->to].kind != FIELD_ORG || r->t->fields[l->to].many)
        return type_bad(r, "by", "须为只有一个值的单位字段",
                        "must be a field of kind org with one value");
    if (!l->where)
        return type_bad(r, "where", "缺少：哪些行要发", "is missing: which rows it is about");
    type_out(r, at);
    return l->number.n || type_bad(r, "number", "有 over 的函件须编号", "is needed with over");
}

static bool read_letter(reading *r, json_t *o, type_letter *l)
{
    int64_t days;
    l->english = true;
    TRY(type_known(r, o, "code name name_en kind number to when reply_days body over") &&
        type_code(r, o, "code", &l->code) && type_named(r, o, "name", true, &l->name) &&
        read_kind(r, o, &l->kind) && read_number(r, o, l) && read_to(r, o, l) &&
        read_over(r, o, l) && type_expr(r, o, "when", false, &l->when) &&
        type_whole(r, o, "reply_days", 0, 366, &days) && read_body(r, o, l));
    l->reply_days = (int)days;
    return true;
}

static bool alerts_fit(reading *r)
{
    for (uint32_t i = 0; i < r->t->n_alerts; i++) {
        str letter = r->t->alerts[i].letter;
        if (!letter.n || type_letter_of(r->t, letter))
            continue;
        type_in(r, "alerts", (int)i);
        return type_bad(r, "letter", "没有这份函件", "there is no such letter");
    }
    return true;
}

bool type_read_letters(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "letters", 40, &list, &n));
    type_letter *out = TYPE_NEW(r, n, type_letter);
    TRY(out);
    r->t->letters = out;
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "letters", (int)i);
        TRY(read_letter(r, json_array_get(list, i), &out[i]));
        if (type_letter_of(r->t, out[i].code))
            return type_bad(r, "code", "代码重复", "is given twice");
        r->t->n_letters = (uint32_t)i + 1;
        type_out(r, at);
    }
    return alerts_fit(r);
}

/* ---- other types ---- */
static bool misfit(cx *c, const char *file, const type_letter *l, const char *zh, const char *en)
{
    const char *code = cx_strdup(c, l->code);
    return code && fail(c, ERR_FORMAT, "%s：letters %s：%s%.0s", "%s: letters %s: %.0s%s", file,
                        code, zh, en);
}

/* An expression over the other type's rows, its failure said with the letter. */
static bool reads(cx *c, const char *file, const type_letter *l, const ledger_type *other, str text,
                  bool condition)
{
    type_uses uses = {.n = 0};
    const expr *e;
    if ((condition ? type_filter : type_expression)(c, other, text, &uses, &e))
        return true;
    err why = c->err;
    if (why.code == ERR_MEMORY)
        return false;
    cx_clear(c);
    return misfit(c, file, l, why.zh, why.en);
}

bool letter_check_other(cx *c, const char *file, const ledger_type *t, const type_letter *l,
                        const letter_block *b, const ledger_type *other)
{
    if (b->part == PART_SUMMARY) {
        for (uint32_t i = 0; i < other->n_summaries; i++)
            if (str_eq(other->summaries[i].code, b->summary))
                return true;
        return misfit(c, file, l, "summary：那个台账没有这个汇总",
                      "summary: that ledger has no such summary");
    }
    if (b->part != PART_ROWS)
        return true;
    uint32_t f = type_field_of(other, b->field);
    if (f == UINT32_MAX || other->fields[f].kind != FIELD_LINK ||
        !str_eq(other->fields[f].to, t->code))
        return misfit(c, file, l, "rows.field：须为那个台账指向这里的 link 字段",
                      "rows.field: must be a field of that ledger that links here");
    if (!sorts(other, b->sort))
        return misfit(c, file, l, "rows.sort：按没有的字段排序",
                      "rows.sort: sorts by a field that is not there");
    TRY(!b->where.n || reads(c, file, l, other, b->where, true));
    for (uint32_t i = 0; i < b->n_columns; i++)
        TRY(reads(c, file, l, other, b->columns[i].value, false));
    return true;
}

/* ---- numbers ---- */
static bool number_ends(cx *c, const type_letter *l, int year, str *ret_head, str *ret_tail)
{
    sb b CLEANUP(sb_done) = {0};
    ptrdiff_t y = str_find(l->number, S("{year}")), n = str_find(l->number, S("{n}"));
    MUST(y >= 0 && n > y); /* as read_number() had it */
    sb_init(&b, 0);
    sb_put(&b, str_sub(l->number, 0, (size_t)y));
    sb_printf(&b, "%d", year);
    sb_put(&b, str_sub(l->number, (size_t)y + 6, (size_t)(n - y) - 6));
    *ret_tail = str_from(l->number, (size_t)n + 3);
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret_head)) || fail_memory(c);
}

bool letter_number(cx *c, const type_letter *l, int year, int64_t n, str *ret)
{
    str head, tail;
    *ret = S("");
    if (!l->number.n)
        return true;
    TRY(number_ends(c, l, year, &head, &tail));
    char *z =
        n < 0 ? cx_printf(c, STR_FMT "　" STR_FMT, STR_ARG(head), STR_ARG(tail))
              : cx_printf(c, STR_FMT "%lld" STR_FMT, STR_ARG(head), (long long)n, STR_ARG(tail));
    *ret = str_of(z);
    return z != NULL;
}

bool letter_number_read(cx *c, const type_letter *l, int year, str number, int64_t *ret)
{
    str head, tail;
    *ret = 0;
    if (!l->number.n)
        return true;
    TRY(number_ends(c, l, year, &head, &tail));
    if (!str_starts(number, head) || !str_ends(number, tail) || number.n <= head.n + tail.n)
        return true;
    number = str_sub(number, head.n, number.n - head.n - tail.n);
    if (!str_int(number, ret) || *ret < 0)
        *ret = 0;
    return true;
}
