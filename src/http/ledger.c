/* Ledgers over HTTP: what is asked is answered as on the command line; what is written answers with the
 * card as it stands then. */
#include "api/ledger.h"
#include "base/str.h"
#include "flow/ledger.h"
#include "http/write.h"

/* ---- asking ---- */
static bool ask(cx *c, const call *k, ledger_query *q)
{
    *q = (ledger_query){0};
    TRY(ledger_query_read(c, params_word, (void *)k->p, q));
    q->type = k->at.n ? k->at : S("task"); /* /api/v1/task */
    return true;
}

typedef bool (*ledger_answer_fn)(cx *c, const desk *d, const ledger_query *q, sb *out);

static bool told(cx *c, const call *k, ledger_answer_fn fn, reply *r)
{
    ledger_query q;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return ask(c, k, &q) && fn(c, &d, &q, &out) && reply_json(c, &out, r);
}

bool get_ledgers(cx *c, const call *k, reply *r)
{
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledgers(c, &d, &out) && reply_json(c, &out, r);
}

bool get_ledger_search(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_search, r);
}

bool get_ledger_type(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_type, r);
}

bool get_ledger_list(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_list, r);
}

bool get_ledger_card(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_card, r);
}

bool get_ledger_summary(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_summary, r);
}

bool get_ledger_oc4ids(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_oc4ids, r);
}

bool get_ledger_schedule(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_schedule, r);
}

bool get_ledger_gantt(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_gantt, r);
}

bool get_ledger_nodes(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_ledger_nodes, r);
}

/* Always as a download: what was uploaded is never shown inside the page. */
bool get_ledger_file(cx *c, const call *k, reply *r)
{
    str bytes, name, media, hash = S(""), code = S("");
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "code", &code);
    (void)params_get(k->p, "hash", &hash);
    TRY(ledger_file_bytes(c, &d, k->at, code, hash, &bytes, &name, &media));
    const char *type = cx_strdup(c, media);
    TRY(type);
    r->type = type;
    snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"%.16s\"",
             hash.p ? hash.p : "");
    sb_put(&out, bytes);
    r->body = sb_ok(&out) ? body_take(&out) : NULL;
    return r->body || fail_memory(c);
}

/* ---- what was sent ---- */
static bool value_text(cx *c, const char *field, json_t *v, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    size_t i;
    json_t *one;
    *ret = S("");
    if (json_is_null(v))
        return true;
    if (json_is_boolean(v)) {
        *ret = json_is_true(v) ? S("yes") : S("no");
        return true;
    }
    if (json_is_string(v))
        return arena_str(c->a, (str){json_string_value(v), json_string_length(v)}, ret) ||
               fail_memory(c);
    if (!json_is_array(v))
        return fail(c, ERR_USAGE, "%s 须为文字；数也写成文字，如 \"12.5\"",
                    "%s is text; numbers too, such as \"12.5\"", field);
    sb_init(&b, 1 << 20);
    json_array_foreach(v, i, one)
    {
        if (!json_is_string(one))
            return fail(c, ERR_USAGE, "%s 的各项须为文字", "the items of %s are text", field);
        sb_putz(&b, i ? ";" : "");
        sb_putz(&b, json_string_value(one));
    }
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

static bool read_fields(cx *c, json_t *root, ledger_order *o)
{
    json_t *fields = json_object_get(root, "fields"), *v;
    const char *key;
    size_t n = 0;
    if (!fields || json_is_null(fields))
        return true;
    if (!json_is_object(fields))
        return fail(c, ERR_USAGE, "fields 须为对象", "fields is an object");
    ledger_input *list = cx_alloc(c, (json_object_size(fields) + 1) * sizeof *list);
    TRY(list);
    json_object_foreach(fields, key, v)
    {
        TRY(arena_str(c->a, str_of(key), &list[n].field) || fail_memory(c));
        TRY(value_text(c, key, v, &list[n].text));
        n++;
    }
    o->fields = list;
    o->n = n;
    return true;
}

static bool order_of(cx *c, const call *k, bool versioned, ledger_order *o)
{
    *o = (ledger_order){.url = live_url(k->srv->live), .type = k->at, .code = S(""), .version = -1};
    (void)params_get(k->p, "code", &o->code);
    return !versioned || filing_version(c, k, &o->version);
}

/* ---- what comes back ---- */
static bool put_card(cx *c, const call *k, str code, sb *out)
{
    const snapshot *now = live_now(k->srv->live);
    desk d = snapshot_desk(now, k->st);
    ledger_query q = {.type = k->at, .code = code};
    d.who = call_who(k);
    bool ok = answer_ledger_card(c, &d, &q, out);
    snapshot_release(now);
    return ok;
}

/* Refused because of what stands: the card as it is now. Because of a field: which. */
static bool refuse(cx *c, const call *k, str code, const ledger_refusal *why, reply *r)
{
    sb member CLEANUP(sb_done) = {0};
    err said = c->err;
    sb_init(&member, 0);
    if (said.code == ERR_CONFLICT && code.n) {
        cx_clear(c);
        bool ok = put_card(c, k, code, &member);
        c->err = said;
        if (!ok)
            return false;
        bool raw = strchr(k->route->takes, '/') != NULL; /* a file: they have it still */
        problem_clash(c, raw ? S("") : str_trim(k->body), sb_str(&member), k->rq->path, r);
        return true;
    }
    if (!why || !why->field.n)
        return false;
    json_put(&member, why->field);
    if (!sb_ok(&member))
        return false;
    problem_with(c, "field", sb_str(&member), k->rq->path, r);
    return true;
}

static bool answered(cx *c, const call *k, str code, bool done, const ledger_refusal *why, sb *out,
                     reply *r)
{
    if (!done)
        return refuse(c, k, code, why, r);
    if (!server_refresh(c, k->srv))
        cx_clear(c);
    return put_card(c, k, code, out);
}

/* ---- writing ---- */
static bool add_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    str code = S("");
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "code fields reason") && order_of(c, k, false, &o) &&
        write_text(c, root, "code", &o.code) && write_text(c, root, "reason", &o.note) &&
        read_fields(c, root, &o));
    bool done = ledger_add(c, &d, &o, &code, &why);
    return answered(c, k, done ? code : o.code, done, &why, out, r);
}

bool post_ledger_add(cx *c, const call *k, reply *r)
{
    return write_with(c, k, add_it, r);
}

static bool set_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "fields reason") && order_of(c, k, true, &o) &&
        write_text(c, root, "reason", &o.note) && read_fields(c, root, &o));
    bool done = ledger_set(c, &d, &o, &why);
    return answered(c, k, o.code, done, &why, out, r);
}

bool put_ledger_row_fields(cx *c, const call *k, reply *r)
{
    return write_with(c, k, set_it, r);
}

static bool move_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "move fields note") && order_of(c, k, true, &o) &&
        write_text(c, root, "move", &o.move) && write_text(c, root, "note", &o.note) &&
        read_fields(c, root, &o));
    bool done = ledger_move(c, &d, &o, NULL, &why);
    return answered(c, k, o.code, done, &why, out, r);
}

bool post_ledger_move(cx *c, const call *k, reply *r)
{
    return write_with(c, k, move_it, r);
}

static bool comment_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "text") && order_of(c, k, false, &o) &&
        write_text(c, root, "text", &o.note));
    bool done = ledger_comment(c, &d, &o);
    return answered(c, k, o.code, done, NULL, out, r);
}

bool post_ledger_comment(cx *c, const call *k, reply *r)
{
    return write_with(c, k, comment_it, r);
}

static bool remove_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "note") && order_of(c, k, true, &o) &&
        write_text(c, root, "note", &o.note));
    bool done = ledger_remove(c, &d, &o, !strcmp(strrchr(k->route->path, '/'), "/restore"));
    return answered(c, k, o.code, done, NULL, out, r);
}

bool post_ledger_remove(cx *c, const call *k, reply *r)
{
    return write_with(c, k, remove_it, r);
}

/* A member of a cell or step: absent leaves what stands, null takes it away. */
static bool part_text(cx *c, json_t *o, const char *name, str *ret)
{
    json_t *v = json_object_get(o, name);
    *ret = (str){NULL, 0};
    return !v || value_text(c, name, v, ret);
}

static bool items_of(cx *c, json_t *root, const char *name, size_t max, json_t **ret)
{
    *ret = json_object_get(root, name);
    return (json_is_array(*ret) && json_array_size(*ret) <= max) ||
           fail(c, ERR_USAGE, "%s 须为数组（至多 %zu 项）", "%s is an array (at most %zu)", name,
                max);
}

static bool series_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    desk d = call_desk(k);
    json_t *items, *one;
    size_t i;
    (void)extra;
    TRY(write_known(c, root, "cells") && order_of(c, k, true, &o) &&
        items_of(c, root, "cells", LEDGER_BULK_MAX, &items));
    ledger_cell *cells = cx_alloc(c, (json_array_size(items) + 1) * sizeof *cells);
    TRY(cells);
    json_array_foreach(items, i, one)
    {
        TRY(write_known(c, one, "series period plan actual") &&
            write_text(c, one, "series", &cells[i].series) &&
            write_text(c, one, "period", &cells[i].period) &&
            part_text(c, one, "plan", &cells[i].plan) &&
            part_text(c, one, "actual", &cells[i].actual));
    }
    bool done = ledger_series(c, &d, &o, cells, json_array_size(items), &why);
    return answered(c, k, o.code, done, &why, out, r);
}

bool put_ledger_series(cx *c, const call *k, reply *r)
{
    return write_with(c, k, series_it, r);
}

static bool read_step(cx *c, json_t *one, ledger_step *s)
{
    TRY(write_known(
            c, one,
            "milestone name plan forecast actual depends_on days owner started baseline removed") &&
        write_text(c, one, "milestone", &s->milestone) &&
        write_flag(c, one, "removed", &s->removed));
    const struct {
        const char *name;
        str *to;
    } parts[] = {{"name", &s->name},
                 {"plan", &s->plan},
                 {"forecast", &s->forecast},
                 {"actual", &s->actual},
                 {"depends_on", &s->depends_on},
                 {"days", &s->days},
                 {"owner", &s->owner},
                 {"started", &s->started},
                 {"baseline", &s->baseline}};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        TRY(part_text(c, one, parts[i].name, parts[i].to));
    return true;
}

static bool steps_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    desk d = call_desk(k);
    json_t *items, *one;
    size_t i;
    (void)extra;
    TRY(write_known(c, root, "rows") && order_of(c, k, true, &o) &&
        items_of(c, root, "rows", 1000, &items));
    ledger_step *steps = cx_alloc(c, (json_array_size(items) + 1) * sizeof *steps);
    TRY(steps);
    json_array_foreach(items, i, one)
    {
        TRY(read_step(c, one, &steps[i]));
    }
    bool done = ledger_milestones(c, &d, &o, steps, json_array_size(items), &why);
    return answered(c, k, o.code, done, &why, out, r);
}

bool put_ledger_milestones(cx *c, const call *k, reply *r)
{
    return write_with(c, k, steps_it, r);
}

static bool replan_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    ledger_replan p = {.end = {NULL, 0}};
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "end plan baseline note") && order_of(c, k, true, &o) &&
        part_text(c, root, "end", &p.end) && write_flag(c, root, "plan", &p.plan) &&
        write_flag(c, root, "baseline", &p.baseline) && write_text(c, root, "note", &o.note));
    bool done = ledger_reschedule(c, &d, &o, &p, &why);
    return answered(c, k, o.code, done, &why, out, r);
}

bool post_ledger_schedule(cx *c, const call *k, reply *r)
{
    return write_with(c, k, replan_it, r);
}

bool put_ledger_file(cx *c, const call *k, reply *r)
{
    ledger_order o;
    ledger_refusal why = {S("")};
    ledger_upload u = {.bytes = k->body};
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "field", &u.field);
    (void)params_get(k->p, "name", &u.name);
    TRY(order_of(c, k, true, &o));
    bool done = ledger_attach(c, &d, &o, &u, &why);
    TRY(answered(c, k, o.code, done, &why, &out, r));
    return r->status || reply_json(c, &out, r);
}

static bool detach_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    str field, hash;
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "field hash note") && order_of(c, k, true, &o) &&
        write_text(c, root, "field", &field) && write_text(c, root, "hash", &hash) &&
        write_text(c, root, "note", &o.note));
    bool done = ledger_detach(c, &d, &o, field, hash);
    return answered(c, k, o.code, done, NULL, out, r);
}

bool post_ledger_detach(cx *c, const call *k, reply *r)
{
    return write_with(c, k, detach_it, r);
}

/* ---- many ---- */
static bool read_items(cx *c, json_t *root, ledger_item **ret, size_t *ret_n)
{
    json_t *items, *one;
    size_t i;
    TRY(items_of(c, root, "items", LEDGER_BULK_MAX, &items));
    TRY(*ret = cx_alloc(c, (json_array_size(items) + 1) * sizeof **ret));
    json_array_foreach(items, i, one)
    {
        json_t *version = json_object_get(one, "version");
        if (!json_is_object(one) || !json_is_integer(version) || json_integer_value(version) < 0)
            return fail(c, ERR_USAGE, "items 的每一项须有 code、version",
                        "every one of items has code and version");
        (*ret)[i].version = json_integer_value(version);
        TRY(write_known(c, one, "code version") && write_text(c, one, "code", &(*ret)[i].code));
    }
    *ret_n = json_array_size(items);
    return true;
}

static bool bulk_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    ledger_order o;
    ledger_item *items;
    size_t n = 0;
    desk d = call_desk(k);
    json j;
    (void)extra;
    (void)r;
    TRY(write_known(c, root, "items fields move note") && order_of(c, k, false, &o) &&
        write_text(c, root, "move", &o.move) && write_text(c, root, "note", &o.note) &&
        read_fields(c, root, &o) && read_items(c, root, &items, &n) &&
        ledger_bulk(c, &d, &o, items, n));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (size_t i = 0; i < n; i++) {
        json_obj(&j, NULL);
        json_str(&j, "code", items[i].code);
        json_bool(&j, "ok", items[i].ok);
        if (items[i].ok)
            json_nil(&j, "error");
        else
            json_str(&j, "error", items[i].error);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

bool post_ledger_bulk(cx *c, const call *k, reply *r)
{
    return write_with(c, k, bulk_it, r);
}

/* ---- a type ---- */
bool put_ledgers(cx *c, const call *k, reply *r)
{
    str code, name = S("");
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    ledger_query q = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "name", &name);
    const char *file = name.n ? cx_strdup(c, str_sub(name, 0, 100)) : "type.json";
    TRY(file && ledger_define(c, &d, live_url(k->srv->live), file, k->body, S(""), &code));
    if (!server_refresh(c, k->srv))
        cx_clear(c);
    const snapshot *now = live_now(k->srv->live);
    desk fresh = snapshot_desk(now, k->st);
    fresh.who = call_who(k);
    q.type = code;
    bool ok = answer_ledger_type(c, &fresh, &q, &out);
    snapshot_release(now);
    return ok && reply_json(c, &out, r);
}
