/* Project packages: whatever a file holds, tables come out in which every line has its place, or an error that says why; read
 * twice it says the same. */
#include "base/csv.h"
#include "base/str.h"
#include "fuzz.h"
#include "ledger/oc4ids.h"

static const char type_text[] =
    "{\"code\":\"w\",\"name\":\"w\",\"title\":\"name\",\"area\":\"area\",\"milestones\":true,"
    "\"fields\":["
    "{\"code\":\"name\",\"name\":\"name\",\"kind\":\"text\"},{\"code\":\"area\",\"name\":\"area\","
    "\"kind\":\"area\"},"
    "{\"code\":\"org\",\"name\":\"org\",\"kind\":\"org\",\"many\":true},{\"code\":\"who\",\"name\":"
    "\"who\",\"kind\":\"text\"},"
    "{\"code\":\"day\",\"name\":\"day\",\"kind\":\"date\"},"
    "{\"code\":\"sum\",\"name\":\"sum\",\"kind\":\"number\",\"unit\":\"亿元\"},"
    "{\"code\":\"lat\",\"name\":\"lat\",\"kind\":\"number\"},"
    "{\"code\":\"kind\",\"name\":\"kind\",\"kind\":\"choice\",\"many\":true,\"options\":[{\"code\":"
    "\"a\",\"name\":\"a\"},"
    "{\"code\":\"b\",\"name\":\"b\"}]}],\"stages\":[{\"code\":\"open\",\"name\":\"open\"}],"
    "\"series\":[{\"code\":\"s\",\"name\":\"s\",\"unit\":\"亿元\",\"frequency\":\"M\",\"plan\":"
    "true,\"actual\":true}],"
    "\"oc4ids\":{\"prefix\":\"oc4ids-a\",\"currency\":\"CNY\",\"unit\":\"元\",\"members\":["
    "{\"path\":\"title\",\"field\":\"name\"},{\"path\":\"status\",\"field\":\"stage\",\"codes\":{"
    "\"open\":\"completion\"}},"
    "{\"path\":\"sector\",\"field\":\"kind\",\"codes\":{\"a\":\"transport\",\"b\":\"transport;"
    "transport.road\"}},"
    "{\"path\":\"identifiers\",\"field\":\"who\"},{\"path\":\"period.startDate\",\"field\":\"day\"}"
    ","
    "{\"path\":\"period.endDate\",\"field\":\"day\"},{\"path\":\"budget.amount\",\"field\":\"sum\"}"
    ","
    "{\"path\":\"locations.gazetteer\",\"field\":\"area\",\"scheme\":\"g\"},"
    "{\"path\":\"locations.address.region\",\"field\":\"area\"},"
    "{\"path\":\"locations.geometry\",\"field\":\"sum\",\"lat\":\"lat\"},"
    "{\"path\":\"additionalClassifications\",\"field\":\"kind\",\"scheme\":\"k\"},"
    "{\"path\":\"parties\",\"field\":\"org\",\"roles\":[\"publicAuthority\"],\"else\":\"who\"},"
    "{\"path\":\"metrics\",\"series\":\"s\"},{\"path\":\"forecasts\",\"series\":\"s\"},"
    "{\"path\":\"milestones\",\"field\":\"day\",\"id\":\"d\"},{\"path\":\"milestones\"}]}}";

static bool resolve(cx *c, void *user, const type_field *f, str text, str *ret)
{
    *ret = text;
    return text.n % 2 || fail(c, ERR_DATA, "没有", "is none");
}

static void check(cx *c, const oc4ids_table *t)
{
    csv r;
    uint32_t rows = 0;
    size_t columns = 0;
    csv_init(&r, t->text);
    while (csv_next(c, &r)) {
        columns = columns ? columns : r.n;
        MUST(r.n == columns);
        MUST(r.line < 2 || (r.line - 2 < t->n_places && t->places[r.line - 2][0]));
        rows++;
    }
    MUST(c->err.code == ERR_NONE && rows == t->rows + 1);
    csv_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cx c;
    issues l;
    ledger_type *t;
    unit_table *u;
    oc4ids_tables got;
    oc4ids_desk d = {.resolve = resolve, .with_stage = S(""), .without = S("")};
    MUST(cx_init(&c, size % 2 ? LANG_ZH : LANG_EN));
    MUST(ledger_type_read(&c, c.a, "t.json", str_of(type_text), NULL, &t) &&
         unit_table_load(
             &c,
             S("unit,name_en,dimension,factor,aliases\n元,yuan,CNY,1,\n亿元,y,CNY,100000000,\n"),
             &u));
    d.units = u;
    issues_init(&l, c.a);
    if (oc4ids_read(&c, t, NULL, &d, (str){(const char *)data, size}, &got, &l)) {
        check(&c, &got.rows);
        check(&c, &got.series);
        check(&c, &got.milestones);
        for (size_t i = 0; i < l.n; i++)
            MUST(!l.list[i].line || l.list[i].line - 2 < got.rows.n_places);
    } else {
        MUST(c.err.code == ERR_DATA || c.err.code == ERR_LIMIT);
    }
    issues_done(&l);
    unit_table_free(u);
    cx_done(&c);
    return 0;
}
