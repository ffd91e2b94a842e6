/* ledger_help.h: a desk with organisations and two small ledgers, and writes to it in one line. Types are
 * written with ` for ". */
#ifndef DIAODU_TESTS_FLOW_LEDGER_HELP_H
#define DIAODU_TESTS_FLOW_LEDGER_HELP_H
#include "../store/engines.h"
#include "testing.h"
#include "flow/audit.h"
#include "flow/ledger.h"
#include "flow/who.h"

static const struct {
    const char *name, *text;
} help_tables[] = {
    {"areas", "code,name,level,parent\n520000,贵州省,province,\n520300,遵义市,prefecture,520000\n"
              "520302,红花岗区,county,520300\n520303,汇川区,county,520300\n"},
    {"indicators", "code,name,unit,nature,frequency,price\n"
                   "fai,固定资产投资,亿元,flow,M,current\n"},
    {"orgs",
     "code,name,kind,area,parent\ngov,市政府,government,520300,\nfgw,发改委,department,520300,gov\n"
     "gxj,工信局,department,520300,gov\ntouzi,投资科,section,520300,fgw\n"},
    {"people", "code,name,org\nli,李,touzi\nwu,吴,gxj\nxu,徐,gov\nzhao,赵,fgw\nchief,总,gov\n"},
    {"posts", "code,title,org,holder\nkz,科长,touzi,li\n"},
};

static inline str help_quoted(cx *c, const char *z)
{
    char *s = cx_strdup(c, str_of(z));
    assert_non_null(s);
    for (char *p = s; *p; p++)
        if (*p == '`')
            *p = '"';
    return str_of(s);
}

/* A matter: drafted, issued (needs an organisation and a day), finished with proof, closed by another. */
static const char help_matter[] =
    "{`code`:`matter`,`name`:`事项`,`name_en`:`Matter`,`codes`:`SX-{year}-{n4}`,`title`:`title`,"
    "`area`:`area`,`org`:`org`,`also_orgs`:[`with_orgs`],`milestones`:true,`gantt`:{`plan`:[``,`"
    "due`]},`fields`:["
    "{`code`:`title`,`name`:`事项`,`name_en`:`Subject`,`kind`:`text`,`required`:true,`max`:60},"
    "{`code`:`area`,`name`:`地区`,`kind`:`area`},{`code`:`org`,`name`:`单位`,`kind`:`org`},"
    "{`code`:`with_orgs`,`name`:`配合单位`,`kind`:`org`,`many`:true},"
    "{`code`:`due`,`name`:`时限`,`kind`:`date`},"
    "{`code`:`amount`,`name`:`金额`,`kind`:`number`,`unit`:`万元`,`min`:0,`locked`:`stage <> "
    "'draft'`},"
    "{`code`:`reviewer`,`name`:`审核人`,`kind`:`person`},"
    "{`code`:`level`,`name`:`程度`,`kind`:`choice`,`start`:`normal`,`options`:[{`code`:`normal`,"
    "`name`:`一般`},{`code`:`urgent`,`name`:`急`}]},"
    "{`code`:`proof`,`name`:`佐证`,`kind`:`file`,`media`:`pdf;jpg;txt`,`max_mb`:1},"
    "{`code`:`parent`,`name`:`上级`,`kind`:`link`,`to`:`matter`},"
    "{`code`:`notice`,`name`:`通知`,`kind`:`link`,`to`:`notice`},"
    "{`code`:`double`,`name`:`两倍`,`kind`:`number`,`formula`:`amount * 2`},"
    "{`code`:`children`,`name`:`下级`,`kind`:`number`,`formula`:`linked('matter','parent')`}],"
    "`stages`:[{`code`:`draft`,`name`:`拟办`},{`code`:`issued`,`name`:`已下发`},"
    "{`code`:`finished`,`name`:`报结`},{`code`:`closed`,`name`:`办结`,`final`:true}],"
    "`moves`:[{`code`:`issue`,`name`:`下发`,`from`:[`draft`],`to`:`issued`,`needs`:[`org`,`due`],"
    "`right`:`dispatch`,`when`:`due > today()`,`why`:`时限须在今天之后`,`why_en`:`must be later`},"
    "{`code`:`report`,`name`:`报进展`,`from`:[`issued`],`to`:`issued`,`note`:true},"
    "{`code`:`finish`,`name`:`报结`,`from`:[`issued`],`to`:`finished`,`needs`:[`proof`]},"
    "{`code`:`close`,`name`:`办结`,`from`:[`finished`],`to`:`closed`,`needs`:[`proof`],"
    "`right`:`dispatch`,`other_than`:[`finish`],`set`:{`reviewer`:`me()`}},"
    "{`code`:`notify`,`name`:`通知`,`from`:[`issued`,`finished`],`to`:`issued`,`right`:`dispatch`,"
    "`creates`:{`type`:`notice`,`link`:`notice`,`fields`:{`title`:`title + "
    "'的通知'`,`due`:`due`}}}],"
    "`series`:[{`code`:`paid`,`name`:`支付`,`unit`:`万元`,`frequency`:`M`,`plan`:true,`actual`:"
    "true},"
    "{`code`:`staff`,`name`:`人数`,`frequency`:`Q`,`actual`:true}],"
    "`checks`:[{`code`:`rich`,`name`:`急件须有金额`,`name_en`:`urgent ones have an amount`,"
    "`test`:`missing(level) or level <> 'urgent' or present(amount)`,`field`:`amount`}],"
    "`alerts`:[{`code`:`late`,`name`:`逾期`,`light`:`red`,`when`:`not final() and due < "
    "today()`}]}";
static const char help_notice[] =
    "{`code`:`notice`,`name`:`通知`,`name_en`:`Notice`,`title`:`title`,`fields`:["
    "{`code`:`title`,`name`:`标题`,`kind`:`text`,`required`:true,`max`:20},"
    "{`code`:`due`,`name`:`时限`,`kind`:`date`}],"
    "`stages`:[{`code`:`open`,`name`:`在办`}]}";
static const char help_private[] =
    "{`code`:`filter`,`name`:`筛选`,`title`:`title`,`private`:true,`fields`:["
    "{`code`:`title`,`name`:`名称`,`kind`:`text`},{`code`:`shared`,`name`:`共享`,`kind`:`flag`}],"
    "`stages`:[{`code`:`open`,`name`:`在用`}]}";

typedef struct place {
    cx c;
    const char *url;
    desk d;
} place;

static inline void desk_again(place *p)
{
    bool changed;
    ok(&p->c, desk_refresh(&p->c, &p->d, &changed));
}

static inline void help_define(place *p, const char *json)
{
    str code;
    ok(&p->c,
       ledger_define(&p->c, &p->d, p->url, "t.json", help_quoted(&p->c, json), S("admin"), &code));
    desk_again(p);
}

static inline void desk_at(place *p)
{
    desk_options o = {.url = p->url, .mode = STORE_READ, .only = ID_NONE};
    ok(&p->c, desk_open(&p->c, &o, &p->d));
}

static inline void place_begin(place *p, void **state)
{
    *p = (place){.url = fresh(state)};
    assert_true(cx_init(&p->c, LANG_EN));
    store *s = open_store(&p->c, p->url, STORE_CREATE);
    ok(&p->c, store_begin(&p->c, s, &by_test));
    for (size_t i = 0; i < COUNT_OF(help_tables); i++)
        ok(&p->c,
           store_put_table(&p->c, s, str_of(help_tables[i].name), str_of(help_tables[i].text)));
    ok(&p->c, store_commit(&p->c, s, NULL));
    ok(&p->c, store_meta_set(&p->c, s, "home", S("520300")));
    store_close(s);
    desk_at(p);
    help_define(p, help_notice);
    help_define(p, help_matter);
    help_define(p, help_private);
}

static inline void place_end(place *p)
{
    desk_close(&p->d);
    cx_done(&p->c);
}

/* "title=修路|due=2030-01-01": the values of fields; text "" takes away. */
static inline ledger_order order_of(place *p, const char *type, const char *code,
                                    const char *fields)
{
    ledger_order o = {
        .url = p->url, .type = str_of(type), .code = str_of(code), .version = -1, .by = S("admin")};
    ledger_input *list = cx_alloc(&p->c, 20 * sizeof *list);
    char *z = cx_strdup(&p->c, str_of(fields));
    assert_true(list && z);
    str rest = str_of(z), one;
    while (rest.n && str_split(&rest, '|', &one)) {
        str name;
        assert_true(str_split(&one, '=', &name));
        list[o.n++] = (ledger_input){name, one};
    }
    o.fields = list;
    return o;
}

static inline bool try_add(place *p, const char *type, const char *code, const char *fields,
                           str *ret, ledger_refusal *why)
{
    ledger_order o = order_of(p, type, code, fields);
    return ledger_add(&p->c, &p->d, &o, ret, why);
}

static inline const char *add(place *p, const char *type, const char *fields)
{
    str code;
    ok(&p->c, try_add(p, type, "", fields, &code, NULL));
    desk_again(p);
    const char *z = cx_strdup(&p->c, code);
    assert_non_null(z);
    return z;
}

static inline bool try_set(place *p, const char *code, const char *fields, ledger_refusal *why)
{
    ledger_order o = order_of(p, "matter", code, fields);
    return ledger_set(&p->c, &p->d, &o, why);
}

static inline bool try_move(place *p, const char *code, const char *move, const char *fields,
                            const char *note, ledger_refusal *why)
{
    ledger_order o = order_of(p, "matter", code, fields);
    o.move = str_of(move);
    o.note = str_of(note);
    str made;
    return ledger_move(&p->c, &p->d, &o, &made, why);
}

static inline bool try_remove(place *p, const char *code, const char *note, bool restore)
{
    ledger_order o = order_of(p, "matter", code, "");
    o.note = str_of(note);
    return ledger_remove(&p->c, &p->d, &o, restore);
}

static inline bool try_comment(place *p, const char *code, const char *text)
{
    ledger_order o = order_of(p, "matter", code, "");
    o.note = str_of(text);
    return ledger_comment(&p->c, &p->d, &o);
}

static inline bool try_attach(place *p, const char *code, const char *name, str bytes,
                              ledger_refusal *why)
{
    ledger_order o = order_of(p, "matter", code, "");
    ledger_upload u = {.field = S("proof"), .name = str_of(name), .media = S(""), .bytes = bytes};
    return ledger_attach(&p->c, &p->d, &o, &u, why);
}

static inline bool try_series(place *p, const char *code, const ledger_cell *cells, size_t n)
{
    ledger_order o = order_of(p, "matter", code, "");
    return ledger_series(&p->c, &p->d, &o, cells, n, NULL);
}

/* A field or built-in name of a row as a filter would see it: is this true now. */
static inline bool holds_now(place *p, const char *type, const char *code, const char *cond)
{
    ledger_hold h;
    ok(&p->c, ledger_open_where(&p->c, &p->d, str_of(type), str_of(cond), &h));
    uint32_t row = book_find(h.b, str_of(code));
    bool is =
        row != BOOK_NO_ROW && ledger_row_seen(&h, row) && view_true(&h.view, h.b, row, h.where);
    ledger_done(&h);
    return is;
}
#define HOLDS(p, code, cond)                                                                       \
    do {                                                                                           \
        if (!holds_now(p, "matter", code, cond))                                                   \
            fail_msg("%s: not %s", code, cond);                                                    \
    } while (0)

static inline int64_t head_id(place *p)
{
    commit k;
    ok(&p->c, store_head(&p->c, p->d.s, STORE_NOW, &k));
    return k.id;
}

#define DENIED(p, call, err_, word) refused(&(p)->c, call, err_, word)

#endif
