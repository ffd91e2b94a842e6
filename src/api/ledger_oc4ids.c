/* Rows of a ledger as a project package of the OC4IDS standard. */
#include "api/ledger.h"
#include "base/str.h"
#include "flow/ledger_issue.h"
#include "flow/ledger_oc4ids.h"

/* On demand: it is as old as the newest thing that it says. */
static int64_t newest(const ledger_hold *h, const uint32_t *rows, uint32_t n)
{
    int64_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        int64_t changed = book_changed(h->b, rows[i])->at;
        at = changed > at ? changed : at;
    }
    return at;
}

static str publisher(const ledger_hold *h)
{
    const desk *d = h->d;
    str office = ledger_office(d, d->who ? d->who->login : S(""), h->view.today);
    if (office.n || d->home == ID_NONE)
        return office.n ? office : S("调度");
    return d->k->areas[d->home].name;
}

static bool put_package(cx *c, ledger_hold *h, const uint32_t *rows, uint32_t n, json *j)
{
    oc4ids_desk d = ledger_oc4ids_desk(h);
    const char *uri = cx_printf(c, "urn:oc4ids:" STR_FMT ":" STR_FMT,
                                STR_ARG(h->type->oc4ids->prefix), STR_ARG(h->type->code));
    TRY(uri);
    json_obj(j, NULL);
    json_strz(j, "version", OC4IDS_VERSION);
    json_strz(j, "uri", uri);
    put_time(j, "publishedDate", newest(h, rows, n));
    json_obj(j, "publisher");
    json_str(j, "name", publisher(h));
    json_end(j, '}');
    json_arr(j, "projects");
    for (uint32_t i = 0; i < n; i++)
        TRY((i % 256 || cx_progress(c, "oc4ids", i, n)) &&
            oc4ids_put(c, j, &d, &h->view, h->b, rows[i]));
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

static bool put_rows(cx *c, ledger_hold *h, const ledger_query *q, sb *out)
{
    uint32_t *rows, n;
    json j;
    json_init(&j, out);
    TRY(ledger_need_oc4ids(c, h) && ledger_rows_of(c, h, q, &rows, &n));
    return n ? put_package(c, h, rows, n, &j)
             : fail(c, ERR_UNKNOWN, "没有符合条件的项目；OC4IDS 项目包至少要有一个",
                    "no project answers; a package of OC4IDS has at least one");
}

bool answer_ledger_oc4ids(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_query asked = *q;
    ledger_hold h;
    TRY(ledger_oc4ids_type(c, d, q->type, &asked.type) && ledger_open_query(c, d, &asked, &h));
    bool ok = put_rows(c, &h, &asked, out);
    ledger_done(&h);
    return ok;
}
