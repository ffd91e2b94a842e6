/* Handing in: cells as they are typed, acts one by one and many at once, what was signed. */
#include "api/filing.h"
#include "base/str.h"
#include "http/write.h"

#define MANY 2000 /* submissions of one bulk act */

/* ---- what was sent ---- */
/* If-Match: "7" is the version they saw; "*" = whatever stands. */
bool filing_version(cx *c, const call *k, int64_t *ret)
{
    str tag = k->rq->if_match;
    if (str_eqz(tag, "*")) {
        *ret = -1;
        return true;
    }
    if (tag.n > 2 && tag.p[0] == '"' && str_int(str_sub(tag, 1, tag.n - 2), ret) && *ret >= 0)
        return true;
    return fail(c, ERR_USAGE, "请在 If-Match 中写明看到的版本，如 \"3\"",
                "say in If-Match which version you saw, such as \"3\"");
}

static bool read_key(cx *c, json_t *root, filing_key *ret)
{
    return write_text(c, root, "form", &ret->form) && write_text(c, root, "org", &ret->org) &&
           write_text(c, root, "period", &ret->period);
}

static bool read_entry(cx *c, json_t *v, filing_entry *e)
{
    str verdict;
    if (!json_is_object(v))
        return fail(c, ERR_USAGE, "cells 的每一项须为对象", "every one of cells is an object");
    e->has_level = json_object_get(v, "level") != NULL;
    e->has_growth = json_object_get(v, "growth") != NULL;
    e->has_note = json_object_get(v, "note") != NULL;
    TRY(write_known(c, v, "area indicator level growth note verdict reason"));
    TRY(write_text(c, v, "area", &e->area) && write_text(c, v, "indicator", &e->ind) &&
        write_text(c, v, "level", &e->level) && write_text(c, v, "growth", &e->growth) &&
        write_text(c, v, "note", &e->note) && write_text(c, v, "verdict", &verdict) &&
        write_text(c, v, "reason", &e->reason));
    e->returned = str_eqz(verdict, "return");
    return !verdict.n || e->returned || str_eqz(verdict, "accept") ||
           fail(c, ERR_USAGE, "verdict 为 accept 或 return", "verdict is accept or return");
}

static bool read_entries(cx *c, json_t *root, filing_order *o)
{
    json_t *cells = json_object_get(root, "cells"), *one;
    filing_entry *list;
    size_t i;
    if (!cells || json_is_null(cells))
        return true;
    if (!json_is_array(cells))
        return fail(c, ERR_USAGE, "cells 须为数组", "cells is an array");
    TRY(list = cx_alloc(c, (json_array_size(cells) + 1) * sizeof *list));
    json_array_foreach(cells, i, one)
    {
        list[i] = (filing_entry){0};
        TRY(read_entry(c, one, &list[i]));
    }
    o->entries = list;
    o->n = json_array_size(cells);
    return true;
}

static bool read_act(cx *c, json_t *root, filing_order *o)
{
    str act, until;
    period p;
    TRY(write_text(c, root, "act", &act) && write_text(c, root, "note", &o->note) &&
        write_text(c, root, "until", &until));
    if (!filing_act_parse(act, &o->act) || o->act == FILING_SAVE || o->act == FILING_SCAN)
        return fail(
            c, ERR_USAGE,
            "act 为 submit、check、review、sign、return、withdraw、accept、reopen、extend、comment",
            "act is submit, check, review, sign, return, withdraw, accept, reopen, extend "
            "or comment");
    if (until.n && !(period_parse_iso(until, &p) && p.f == FREQ_D))
        return fail(c, ERR_USAGE, "until 须为日期，如 2024-06-28", "until is a date: 2024-06-28");
    o->until = until.n ? p.ord : 0;
    return true;
}

/* ---- what comes back ---- */
/* The submission as it stands now, by the newest state. */
static bool put_now(cx *c, const call *k, filing_key key, sb *out)
{
    const snapshot *now = live_now(k->srv->live);
    desk d = snapshot_desk(now, k->st);
    query q = {.form = key.form, .org = key.org, .period = key.period};
    d.who = call_who(k);
    bool ok = answer_filing(c, &d, &q, out);
    snapshot_release(now);
    return ok;
}

/* What is refused because of what stands says what stands. */
bool filing_refuse(cx *c, const call *k, filing_key key, reply *r)
{
    sb now CLEANUP(sb_done) = {0};
    if (c->err.code != ERR_CONFLICT && c->err.code != ERR_DATA)
        return false;
    err why = c->err;
    cx_clear(c);
    sb_init(&now, 0);
    if (!put_now(c, k, key, &now)) {
        cx_clear(c);
        c->err = why;
        return false;
    }
    c->err = why;
    problem_with(c, "current", sb_str(&now), k->rq->path, r);
    return true;
}

static bool answer_order(cx *c, const call *k, const filing_order *o, bool done, sb *out, reply *r)
{
    if (!done)
        return filing_refuse(c, k, o->key, r);
    if (!server_refresh(c, k->srv))
        cx_clear(c);
    return put_now(c, k, o->key, out);
}

/* ---- filling ---- */
static bool fill_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    filing_order o = {.url = live_url(k->srv->live)};
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "form org period cells") && filing_version(c, k, &o.version) &&
        read_key(c, root, &o.key) && read_entries(c, root, &o));
    bool done = filing_fill(c, &d, &o);
    return answer_order(c, k, &o, done, out, r);
}

bool put_filing_cells(cx *c, const call *k, reply *r)
{
    return write_with(c, k, fill_it, r);
}

/* ---- acts ---- */
static bool act_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    filing_order o = {.url = live_url(k->srv->live)};
    desk d = call_desk(k);
    (void)extra;
    TRY(write_known(c, root, "form org period act note until cells") &&
        filing_version(c, k, &o.version) && read_key(c, root, &o.key) && read_act(c, root, &o) &&
        read_entries(c, root, &o));
    bool done = filing_do(c, &d, &o);
    return answer_order(c, k, &o, done, out, r);
}

bool post_filing_act(cx *c, const call *k, reply *r)
{
    return write_with(c, k, act_it, r);
}

/* One of many: what is refused does not stop the others. */
static bool act_one(cx *c, const call *k, const filing_order *o, json *j)
{
    desk d = call_desk(k);
    bool done = filing_do(c, &d, o);
    json_obj(j, NULL);
    json_str(j, "form", o->key.form);
    json_str(j, "org", o->key.org);
    json_str(j, "period", o->key.period);
    json_bool(j, "ok", done);
    json_strz(j, "error", done ? NULL : cx_message(c));
    json_end(j, '}');
    cx_clear(c);
    return true;
}

/* All items are read before the first is done: what was sent wrongly does nothing. */
static bool read_items(cx *c, json_t *items, const filing_order *all, filing_order **ret)
{
    json_t *one;
    size_t i;
    if (!json_is_array(items) || json_array_size(items) > MANY)
        return fail(c, ERR_USAGE, "items 须为数组（至多 %d 项）", "items is an array (at most %d)",
                    MANY);
    TRY(*ret = cx_alloc(c, (json_array_size(items) + 1) * sizeof **ret));
    json_array_foreach(items, i, one)
    {
        filing_order *o = &(*ret)[i];
        json_t *version = json_object_get(one, "version");
        *o = *all;
        if (!json_is_object(one) || !json_is_integer(version) || json_integer_value(version) < 0)
            return fail(c, ERR_USAGE, "items 的每一项须有 form、org、period、version",
                        "every one of items has form, org, period and version");
        o->version = json_integer_value(version);
        TRY(write_known(c, one, "form org period version") && read_key(c, one, &o->key));
    }
    return true;
}

static bool acts_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    filing_order all = {.url = live_url(k->srv->live)}, *list = NULL;
    json_t *items = json_object_get(root, "items");
    json j;
    (void)extra;
    (void)r;
    TRY(write_known(c, root, "act note until items") && read_act(c, root, &all) &&
        read_items(c, items, &all, &list));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (size_t i = 0; i < json_array_size(items); i++)
        TRY(act_one(c, k, &list[i], &j));
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

bool post_filings_act(cx *c, const call *k, reply *r)
{
    return write_with(c, k, acts_it, r);
}

/* ---- paper ---- */
bool put_filing_scan(cx *c, const call *k, reply *r)
{
    filing_order o = {.url = live_url(k->srv->live), .act = FILING_SCAN, .scan = k->body};
    sb out CLEANUP(sb_done) = {0};
    desk d = call_desk(k);
    sb_init(&out, 0);
    (void)params_get(k->p, "form", &o.key.form);
    (void)params_get(k->p, "org", &o.key.org);
    (void)params_get(k->p, "period", &o.key.period);
    (void)params_get(k->p, "hash", &o.note);
    TRY(filing_version(c, k, &o.version));
    bool done = filing_do(c, &d, &o);
    TRY(answer_order(c, k, &o, done, &out, r));
    return r->status || reply_json(c, &out, r);
}

/* The act under a hash, of a submission that they have a part in; where its form is not there any more, of
 * one that whoever may read the log of the whole desk asks for. */
static bool find_signed(cx *c, const call *k, desk *d, filing_event *ret)
{
    bool found;
    submission s;
    TRY(filing_event_by_hash(c, d->s, k->at, ret, &found));
    if (found && !filing_open(c, d, ret->key.form, ret->key.org, ret->key.period, &s)) {
        if (c->err.code != ERR_UNKNOWN)
            return false;
        cx_clear(c); /* what they may not see is not there */
        found = !catalog_form(d->k, ret->key.form) &&
                rights_may(d->who, d->k, ACT_AUDIT, ID_NONE, ID_NONE);
    }
    return found ||
           fail(c, ERR_UNKNOWN, "没有这个校验码的签报", "nothing was signed under this hash");
}

static bool answer_bytes(cx *c, str bytes, const char *type, reply *r)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    sb_put(&out, bytes);
    r->type = type;
    r->body = sb_ok(&out) ? body_take(&out) : NULL;
    return r->body || fail_memory(c);
}

/* What was signed (or done) under a hash, byte for byte. */
bool get_signed(cx *c, const call *k, reply *r)
{
    filing_event e;
    str text;
    desk d = call_desk(k);
    return find_signed(c, k, &d, &e) &&
           filing_text(c, d.s, e.commit_id, S(FILING_TEXT_TABLE), &text) &&
           answer_bytes(c, text, "text/csv", r);
}

/* The newest scan of the paper with this hash, as it was uploaded. */
bool get_signed_scan(cx *c, const call *k, reply *r)
{
    filing_event e, *list;
    const filing_event *scan = NULL;
    size_t n;
    str bytes;
    desk d = call_desk(k);
    TRY(find_signed(c, k, &d, &e) && filing_events_load(c, d.s, e.key, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eqz(list[i].act, filing_act_name(FILING_SCAN)) &&
            str_eq(str_trim(list[i].note), e.hash))
            scan = &list[i];
    if (!scan)
        return fail(c, ERR_UNKNOWN, "这份签报没有上传扫描件", "no scan of this paper was uploaded");
    TRY(filing_text(c, d.s, scan->commit_id, S(FILING_SCAN_TABLE), &bytes));
    snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"scan-%.8s\"", e.hash.p);
    return answer_bytes(c, bytes, "application/octet-stream", r);
}
