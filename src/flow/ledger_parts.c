/* What belongs to a row beside its fields: series, milestones, comments, files. */
#include "base/os.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "flow/ledger_steps.h"
#include "flow/ledger_writing.h"
#include "project/schedule.h"
#include "flow/ledgers_impl.h"
#include "ledger/media.h"
#include "model/cell.h"
#include "store/named.h"

#define COMMENT_MAX 4000
#define FILES_MAX 200 /* of one row */

static bool refuse_here(cx *c, str detail)
{
    err why = c->err;
    if (why.code == ERR_MEMORY)
        return false;
    const char *at = cx_strdup(c, detail);
    cx_clear(c);
    return at && fail(c, ERR_DATA, "%s：%s%.0s", "%s: %.0s%s", at, why.zh, why.en);
}

static void put_cell(sb *b, str s, char after)
{
    csv_put(b, s);
    sb_putc(b, after);
}

/* ---- series ---- */
static const type_field amount_field = {
    .kind = FIELD_NUMBER, .min = -__builtin_inf(), .max = __builtin_inf()};

/* What is stored of an amount as typed: "" = nothing said, "-" = taken away. */
static bool read_amount(cx *c, const ledger_hold *h, const type_series *s, bool there, str typed,
                        str *ret)
{
    type_field f = amount_field;
    f.unit = s->unit;
    *ret = S("");
    if (!typed.p)
        return true;
    if (!there)
        return fail(c, ERR_DATA, "本序列没有这一列", "the series has no such column");
    TRY(book_read_value(c, &f, h->d->k->units, typed, NULL, NULL, ret));
    if (!ret->n)
        *ret = S("-");
    return true;
}

/* Does it say what stands? */
static bool stands_so(const book_row *r, uint32_t series, period p, str plan, str actual)
{
    for (uint32_t i = 0; i < r->n_points; i++) {
        const book_point *x = &r->points[i];
        if (x->series == series && x->ord == p.ord)
            return (!plan.n || str_eq(plan, x->plan_text.n ? x->plan_text : S("-"))) &&
                   (!actual.n || str_eq(actual, x->actual_text.n ? x->actual_text : S("-")));
    }
    return (!plan.n || str_eqz(plan, "-")) && (!actual.n || str_eqz(actual, "-"));
}

bool ledger_cell_line(cx *c, ledger_hold *h, uint32_t row, const ledger_cell *x, sb *out)
{
    uint32_t at = type_series_of(h->type, x->series);
    period_text said;
    period p;
    char period_said[PERIOD_TEXT_MAX];
    str plan, actual;
    if (at == UINT32_MAX)
        return fail(c, ERR_USAGE, "没有序列 " STR_FMT, "there is no series " STR_FMT,
                    STR_ARG(str_sub(x->series, 0, 40)));
    const type_series *s = &h->type->series[at];
    if (!period_parse_iso(x->period, &p) &&
        !(period_parse_text(x->period, &said) && said.year && (p = said.p, true)))
        return fail(c, ERR_DATA, "时期 “" STR_FMT "” 无法识别", "“" STR_FMT "” is no period",
                    STR_ARG(str_sub(x->period, 0, 40)));
    if (p.f != s->f)
        return fail(c, ERR_DATA, "时期 " STR_FMT " 与本序列的频率（%c）不符",
                    "period " STR_FMT " does not fit the frequency of the series (%c)",
                    STR_ARG(str_sub(x->period, 0, 40)), freq_char(s->f));
    if (!read_amount(c, h, s, s->plan, x->plan, &plan) ||
        !read_amount(c, h, s, s->actual, x->actual, &actual))
        return refuse_here(c, x->period);
    period_print(p, period_said);
    const book_row *r = &h->b->rows[row];
    if (stands_so(r, at, p, plan, actual))
        return true;
    put_cell(out, r->code, ',');
    put_cell(out, s->code, ',');
    put_cell(out, str_of(period_said), ',');
    put_cell(out, plan, ',');
    put_cell(out, actual, '\n');
    return true;
}

static bool put_series(cx *c, writing *w, const ledger_cell *cells, size_t n)
{
    uint32_t row;
    TRY(writing_row(c, w, ACT_LEDGER, &row) && writing_there(c, &w->h, row));
    sb_putz(&w->text, LEDGER_SERIES_HEAD);
    for (size_t i = 0; i < n; i++)
        TRY(ledger_cell_line(c, &w->h, row, &cells[i], &w->text));
    return true;
}

bool ledger_series(cx *c, const desk *d, const ledger_order *o, const ledger_cell *cells, size_t n,
                   ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    bool ok = writing_begin(c, d, o, "series", &w) && put_series(c, &w, cells, n) &&
              (sb_ok(&w.text) || fail_memory(c)) &&
              (w.text.n == sizeof LEDGER_SERIES_HEAD - 1 || writing_finish(c, &w));
    writing_end(&w);
    return ok;
}

/* ---- milestones ---- */
static bool read_day(cx *c, str typed, str *ret)
{
    static const type_field date = {.kind = FIELD_DATE};
    return book_read_value(c, &date, NULL, typed, NULL, NULL, ret);
}

static const book_milestone *standing(const book_row *r, str code)
{
    for (uint32_t i = 0; i < r->n_milestones; i++)
        if (str_eq(r->milestones[i].code, code))
            return &r->milestones[i];
    return NULL;
}

static bool day_or(cx *c, str typed, int64_t stands, str *ret)
{
    char out[PERIOD_TEXT_MAX];
    if (typed.p)
        return read_day(c, typed, ret);
    *ret = S("");
    if (stands == INT64_MIN)
        return true;
    period_print((period){FREQ_D, (int32_t)stands}, out);
    return arena_str(c->a, str_of(out), ret) || fail_memory(c);
}

static str text_or(str typed, str stands)
{
    return typed.p ? str_trim(typed) : stands;
}

static bool same_day(str text, int64_t day)
{
    period p;
    return text.n ? period_parse_iso(text, &p) && p.ord == day : day == INT64_MIN;
}

/* What a step says when it has been read: the days of it in the order of the text, and how long it takes. */
typedef struct step_read {
    str plan, forecast, actual, started, baseline, days;
} step_read;

static bool same_step(const book_milestone *m, const ledger_step *x, const step_read *s)
{
    static const type_field number = {.kind = FIELD_NUMBER};
    double n = book_number(&number, s->days);
    return same_day(s->plan, m->plan) && same_day(s->forecast, m->forecast) &&
           same_day(s->actual, m->actual) && same_day(s->started, m->started) &&
           same_day(s->baseline, m->baseline) && (n == m->days || (n != n && m->days != m->days)) &&
           str_eq(text_or(x->name, m->name), m->name) &&
           str_eq(text_or(x->depends_on, m->depends_on), m->depends_on) &&
           str_eq(text_or(x->owner, m->owner), m->owner);
}

/* Short words without line breaks. */
static bool plain_words(str s)
{
    bool ok = s.n <= 300 && utf8_valid(s);
    for (size_t i = 0; ok && i < s.n; i++)
        ok = (unsigned char)s.p[i] >= ' ';
    return ok;
}

static bool check_step(cx *c, const ledger_step *x, str code)
{
    if (!code.n || str_eqz(code, "-") || code.n > 80 || str_contains(code, ";"))
        return fail(c, ERR_DATA, "节点须有代码（至多 80 字节，不含 ;）",
                    "a milestone has a code (at most 80 bytes, without ;)");
    return (plain_words(code) && plain_words(x->name) && plain_words(x->depends_on) &&
            plain_words(x->owner)) ||
           fail(c, ERR_DATA, "节点的名称等至多 300 字节，不含换行",
                "names and the like of a milestone have at most 300 bytes and no line break");
}

static bool read_step(cx *c, const book_milestone *m, const ledger_step *x, step_read *ret)
{
    type_field number = amount_field;
    number.min = 0;
    number.max = SCHEDULE_MAX_DAYS;
    ret->days = S("");
    return day_or(c, x->plan, m->plan, &ret->plan) &&
           day_or(c, x->forecast, m->forecast, &ret->forecast) &&
           day_or(c, x->actual, m->actual, &ret->actual) &&
           day_or(c, x->started, m->started, &ret->started) &&
           day_or(c, x->baseline, m->baseline, &ret->baseline) &&
           (x->days.p ? book_read_value(c, &number, NULL, x->days, NULL, NULL, &ret->days)
                      : ledger_value_text(c, (expr_value){EXPR_NUM, m->days, S("")}, &ret->days));
}

bool ledger_step_line(cx *c, ledger_hold *h, uint32_t row, const ledger_step *x, sb *out)
{
    static const book_milestone fresh = {.plan = INT64_MIN,
                                         .forecast = INT64_MIN,
                                         .actual = INT64_MIN,
                                         .started = INT64_MIN,
                                         .baseline = INT64_MIN,
                                         .days = __builtin_nan("")};
    str code = str_trim(x->milestone);
    const book_milestone *m = standing(&h->b->rows[row], code);
    step_read s;
    TRY(check_step(c, x, code));
    if (!m && x->removed)
        return fail(c, ERR_UNKNOWN, "没有节点 " STR_FMT, "there is no milestone " STR_FMT,
                    STR_ARG(code));
    bool is_new = !m;
    m = m ? m : &fresh;
    if (!read_step(c, m, x, &s))
        return refuse_here(c, code);
    if (!is_new && !x->removed && same_step(m, x, &s))
        return true;
    const str cells[] = {h->b->rows[row].code,
                         code,
                         x->removed ? S("yes") : S(""),
                         text_or(x->name, m->name),
                         s.plan,
                         s.forecast,
                         s.actual,
                         text_or(x->depends_on, m->depends_on),
                         s.days,
                         text_or(x->owner, m->owner),
                         s.started,
                         s.baseline};
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        put_cell(out, cells[i], i + 1 < COUNT_OF(cells) ? ',' : '\n');
    return true;
}

static bool put_steps(cx *c, writing *w, const ledger_step *steps, size_t n, steps_plan *plan)
{
    uint32_t row;
    TRY(writing_row(c, w, ACT_LEDGER, &row) && writing_there(c, &w->h, row));
    if (!w->h.type->milestones)
        return fail(c, ERR_USAGE, "这种台账没有节点", "rows of this ledger have no milestones");
    sb_putz(&w->text, LEDGER_MILESTONES_HEAD);
    for (size_t i = 0; i < n; i++)
        TRY(ledger_step_line(c, &w->h, row, &steps[i], &w->text) &&
            steps_take(c, plan, w->h.b, row, &steps[i]));
    return steps_check_all(c, plan);
}

bool ledger_milestones(cx *c, const desk *d, const ledger_order *o, const ledger_step *steps,
                       size_t n, ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    steps_plan plan = {0};
    bool ok = writing_begin(c, d, o, "milestones", &w) && put_steps(c, &w, steps, n, &plan) &&
              (sb_ok(&w.text) || fail_memory(c)) &&
              (w.text.n == sizeof LEDGER_MILESTONES_HEAD - 1 || writing_finish(c, &w));
    steps_done(&plan);
    writing_end(&w);
    return ok;
}

/* ---- comments ---- */
/* Whoever sees a row may say something about it. */
static bool put_comment(cx *c, writing *w)
{
    uint32_t row;
    str text = str_trim(w->o->note);
    TRY(draft_find(c, &w->h, w->o->code, &row));
    if (!text.n || text.n > COMMENT_MAX || !utf8_valid(text))
        return fail(c, ERR_USAGE, "评论须为 1 到 %d 字节的 UTF-8 文字",
                    "a comment has 1 to %d bytes of UTF-8 text", COMMENT_MAX);
    sb_putz(&w->text, "code,text\n");
    put_cell(&w->text, w->h.b->rows[row].code, ',');
    put_cell(&w->text, text, '\n');
    return true;
}

bool ledger_comment(cx *c, const desk *d, const ledger_order *o)
{
    writing w = {.c = c, .o = o};
    ledger_order quiet = *o; /* the text stands in the table, not in the reason */
    quiet.note = S("");
    bool ok = writing_begin(c, d, &quiet, "comment", &w);
    w.o = o;
    ok = ok && put_comment(c, &w) && writing_finish(c, &w);
    writing_end(&w);
    return ok;
}

/* ---- files ---- */
static str ending(str name)
{
    str e = S("");
    for (size_t i = name.n; i-- > 0;)
        if (name.p[i] == '.')
            return str_from(name, i + 1);
    return e;
}

/* By the name's ending, and the bytes must begin as such a file does: what is called a picture and is
 * a program is refused. */
static bool fits_media(cx *c, const type_field *f, const ledger_upload *u, str *ret)
{
    str end = ending(u->name), rest = f->media, one;
    const media_kind *kind = media_of(end);
    bool allowed = !f->media.n;
    while (f->media.n && str_split(&rest, ';', &one)) {
        const media_kind *other = media_of(one); /* jpg is jpeg */
        allowed |= kind && other && !strcmp(kind->media, other->media);
    }
    if (kind && allowed) {
        *ret = str_of(kind->media);
        return str_starts(u->bytes, str_of(kind->magic)) ||
               fail(c, ERR_FORMAT, "文件内容与扩展名 ." STR_FMT " 不符",
                    "the file is not what its ending ." STR_FMT " says", STR_ARG(end));
    }
    return fail(c, ERR_FORMAT, "不收 ." STR_FMT " 文件；可用：" STR_FMT,
                "files of kind ." STR_FMT " are not taken; use " STR_FMT,
                STR_ARG(str_sub(end, 0, 20)),
                STR_ARG(f->media.n ? f->media : S("pdf;jpg;png;docx;xlsx;ofd;zip;txt;csv")));
}

static bool good_name(str name)
{
    bool ok = name.n > 0 && name.n <= 200 && utf8_valid(name);
    for (size_t i = 0; ok && i < name.n; i++)
        ok = (unsigned char)name.p[i] >= ' ' && name.p[i] != '/' && name.p[i] != '\\';
    return ok;
}

static bool check_upload(cx *c, writing *w, const ledger_upload *u, uint32_t field, str *media)
{
    const type_field *f = field == UINT32_MAX ? NULL : &w->h.type->fields[field];
    if (!f || f->kind != FIELD_FILE)
        return fail(c, ERR_USAGE, "“" STR_FMT "” 不是附件字段",
                    "“" STR_FMT "” is not a field for files", STR_ARG(str_sub(u->field, 0, 40)));
    if (w->why)
        w->why->field = f->code;
    if (!u->bytes.n || u->bytes.n > f->max_bytes)
        return fail(c, ERR_LIMIT, "附件须为 1 字节到 %llu MB", "a file has 1 byte to %llu MB",
                    (unsigned long long)(f->max_bytes >> 20));
    if (!good_name(u->name))
        return fail(c, ERR_USAGE, "文件名须为 1 到 200 字节，不含 / 和 \\",
                    "a file name has 1 to 200 bytes and no / or \\");
    return fits_media(c, f, u, media);
}

static bool put_blob(cx *c, writing *w, str hash, str bytes)
{
    str name, stands;
    int64_t commit_id;
    TRY(ledger_named(c, LEDGER_BLOB_PREFIX, hash, &name) &&
        store_named_newest(c, w->w, name, INT64_MAX, &stands, &commit_id));
    return commit_id || store_put_table(c, w->w, name, bytes);
}

static void put_file_line(sb *b, str code, str field, str hash, str name, str media, size_t size,
                          bool removed)
{
    char bytes[24];
    snprintf(bytes, sizeof bytes, "%zu", size);
    const str cells[] = {code, field, hash, name, media, str_of(bytes), removed ? S("yes") : S("")};
    sb_putz(b, "code,field,hash,name,media,size,removed\n");
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        put_cell(b, cells[i], i + 1 < COUNT_OF(cells) ? ',' : '\n');
}

/* Files of a locked field stay as they are: evidence of what is closed. */
static bool file_open(cx *c, writing *w, uint32_t row, uint32_t field)
{
    const type_field *f = &w->h.type->fields[field];
    if (!f->locked || !view_true(&w->h.view, w->h.b, row, f->locked))
        return true;
    return fail(c, ERR_DENIED, "“" STR_FMT "”现在不能改动", "“" STR_FMT "” cannot be changed now",
                STR_ARG(type_said(f->name, c->lang)));
}

static bool put_file(cx *c, writing *w, const ledger_upload *u, bool *ret_any)
{
    uint32_t row, field = type_field_of(w->h.type, u->field);
    str media;
    char hex[65];
    TRY(writing_row(c, w, ACT_LEDGER, &row) && writing_there(c, &w->h, row) &&
        check_upload(c, w, u, field, &media) && file_open(c, w, row, field));
    const book_row *r = &w->h.b->rows[row];
    if (r->n_files >= FILES_MAX)
        return fail(c, ERR_LIMIT, "一条至多 %d 个附件", "a row has at most %d files", FILES_MAX);
    sha256 hash = os_sha256(u->bytes);
    os_hex(hash.b, sizeof hash.b, hex);
    for (uint32_t i = 0; i < r->n_files; i++)
        if (r->files[i].field == field && str_eqz(r->files[i].hash, hex))
            return true;
    *ret_any = true;
    put_file_line(&w->text, r->code, w->h.type->fields[field].code, str_of(hex), u->name, media,
                  u->bytes.n, false);
    return put_blob(c, w, str_of(hex), u->bytes);
}

bool ledger_attach(cx *c, const desk *d, const ledger_order *o, const ledger_upload *u,
                   ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    bool any = false;
    bool ok = writing_begin(c, d, o, "attach", &w) && put_file(c, &w, u, &any) &&
              (!any || writing_finish(c, &w));
    writing_end(&w);
    return ok;
}

static const book_file *file_of(const book_row *r, str field, str hash, const ledger_type *t)
{
    for (uint32_t i = 0; i < r->n_files; i++)
        if (str_eq(r->files[i].hash, hash) &&
            (!field.n || str_eq(t->fields[r->files[i].field].code, field)))
            return &r->files[i];
    return NULL;
}

static bool no_file(cx *c)
{
    return fail(c, ERR_UNKNOWN, "没有这个附件", "there is no such file");
}

/* The bytes stay in the history: only the row lets go of them. */
static bool put_detached(cx *c, writing *w, str field, str hash)
{
    uint32_t row;
    TRY(writing_row(c, w, ACT_LEDGER, &row) && writing_there(c, &w->h, row));
    const book_file *f = file_of(&w->h.b->rows[row], field, hash, w->h.type);
    if (!f)
        return no_file(c);
    if (w->h.type->stages[w->h.b->rows[row].stage].final)
        return fail(c, ERR_DENIED, "已办结，不能撤下佐证", "it is closed: its evidence stays");
    TRY(file_open(c, w, row, f->field));
    put_file_line(&w->text, w->h.b->rows[row].code, w->h.type->fields[f->field].code, f->hash,
                  f->name, f->media, f->size, true);
    return true;
}

bool ledger_detach(cx *c, const desk *d, const ledger_order *o, str field, str hash)
{
    writing w = {.c = c, .o = o};
    bool ok = writing_begin(c, d, o, "detach", &w) && put_detached(c, &w, field, hash) &&
              writing_finish(c, &w);
    writing_end(&w);
    return ok;
}

static bool find_file(cx *c, const ledger_hold *h, str code, str hash, str *ret_name,
                      str *ret_media)
{
    uint32_t row;
    TRY(draft_find(c, h, code, &row));
    const book_file *f = file_of(&h->b->rows[row], S(""), hash, h->type);
    if (!f)
        return no_file(c);
    return (arena_str(c->a, f->name, ret_name) && arena_str(c->a, f->media, ret_media)) ||
           fail_memory(c);
}

bool ledger_file_bytes(cx *c, const desk *d, str type, str code, str hash, str *ret_bytes,
                       str *ret_name, str *ret_media)
{
    ledger_hold h;
    str name;
    int64_t commit_id;
    TRY(ledger_open(c, d, type, &h));
    bool ok = find_file(c, &h, code, hash, ret_name, ret_media);
    ledger_done(&h);
    TRY(ok && ledger_named(c, LEDGER_BLOB_PREFIX, hash, &name) &&
        store_named_newest(c, d->s, name, INT64_MAX, ret_bytes, &commit_id));
    return commit_id || no_file(c);
}
