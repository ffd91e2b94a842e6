/* Coming in, one's own account, everybody's accounts. Rights themselves are rows of tables and written
 * like any other (PUT /api/v1/import, POST /api/v1/rows/…). */
#include "base/str.h"
#include "http/write.h"

/* ---- who I am ---- */
static void put_rights(json *j, const subject *who, const catalog *k)
{
    json_arr(j, "rights");
    for (uint32_t i = 0; who && i < who->n; i++) {
        const right *r = &who->list[i];
        json_obj(j, NULL);
        json_arr(j, "acts");
        for (act a = 0; a < ACT_MAX_; a++)
            if (r->acts >> a & 1)
                json_strz(j, NULL, act_name(a));
        json_end(j, ']');
        json_str(j, "area", r->area < k->n_areas ? k->areas[r->area].code : S(""));
        json_str(j, "name", r->area < k->n_areas ? k->areas[r->area].name : S(""));
        json_strz(j, "scope", grant_scope_name(r->only ? SCOPE_ONLY : SCOPE_SUBTREE));
        json_str(j, "domains", r->domains);
        json_end(j, '}');
    }
    json_end(j, ']');
}

/* What the whole desk lets them do: the page shows only what works. */
static void put_whole(json *j, const caller *by, const catalog *k)
{
    json_arr(j, "whole");
    for (act a = 0; a < ACT_MAX_; a++)
        if (rights_may(by->who, k, a, ID_NONE, ID_NONE) && (by->who || !by->guarded))
            json_strz(j, NULL, act_name(a));
    json_end(j, ']');
}

static bool answer_session(cx *c, server *s, const caller *by, reply *r)
{
    json j;
    sb out CLEANUP(sb_done) = {0};
    const snapshot *now = live_now(s->live);
    desk d = snapshot_desk(now, NULL);
    const person *p = by->login.n ? catalog_person(d.k, by->login) : NULL;
    sb_init(&out, 1 << 20);
    json_init(&j, &out);
    json_obj(&j, NULL);
    json_bool(&j, "accounts", by->guarded);
    json_strz(&j, "login", by->login.n ? cx_strdup(c, by->login) : NULL);
    json_str(&j, "name", p ? p->name : S(""));
    if (by->login.n)
        put_time(&j, "expires_at", by->expires_at);
    else
        json_nil(&j, "expires_at");
    put_rights(&j, by->who, d.k);
    put_whole(&j, by, d.k);
    json_end(&j, '}');
    snapshot_release(now);
    return reply_json(c, &out, r);
}

bool get_session(cx *c, const call *k, reply *r)
{
    return answer_session(c, k->srv, k->by, r);
}

/* ---- coming in ---- */
static bool open_desk(cx *c, const call *k, store **ret)
{
    return store_open(c, k->srv->url, STORE_WRITE, ret);
}

/* What was written counts from now on here; other processes look by themselves. */
static bool known(cx *c, const call *k)
{
    return doors_refresh(c, k->srv->doors);
}

static bool come_in(cx *c, const call *k, const char *token, const credential *made, reply *r)
{
    subject *who = CX_NEW(c, subject);
    const snapshot *now = live_now(k->srv->live);
    desk d = snapshot_desk(now, NULL);
    bool ok = who && known(c, k) && rights_of(c, d.k, made->login, who_today(), who);
    snapshot_release(now);
    caller by = {.guarded = true,
                 .who = who,
                 .login = made->login,
                 .id = made->id,
                 .expires_at = made->expires_at};
    TRY(ok && answer_session(c, k->srv, &by, r));
    caller_cookie(k->srv, token, r->cookie);
    return true;
}

bool post_session(cx *c, const call *k, reply *r)
{
    json_t *root;
    store *s = NULL;
    char token[WHO_TOKEN_MAX];
    credential made;
    signin_words w = {.origin = k->by->peer};
    TRY(write_body(c, k, &root));
    bool ok = write_known(c, root, "login password code") &&
              write_text(c, root, "login", &w.login) &&
              write_text(c, root, "password", &w.password) &&
              write_text(c, root, "code", &w.code) && open_desk(c, k, &s) &&
              who_sign_in(c, s, &w, token, &made) && come_in(c, k, token, &made, r);
    store_close(s);
    json_decref(root);
    return ok;
}

bool post_link(cx *c, const call *k, reply *r)
{
    json_t *root;
    store *s = NULL;
    str link, password;
    char token[WHO_TOKEN_MAX];
    credential made;
    TRY(write_body(c, k, &root));
    bool ok = write_known(c, root, "link password") && write_text(c, root, "link", &link) &&
              write_text(c, root, "password", &password) && open_desk(c, k, &s) &&
              who_use_link(c, s, link, password, k->by->peer, token, &made) &&
              come_in(c, k, token, &made, r);
    store_close(s);
    json_decref(root);
    return ok;
}

/* {"done":…} with what was handed out, which cannot be asked for again. */
static bool answer_done(cx *c, const char *what, const char *key, const char *value, reply *r)
{
    json j;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 4096);
    json_init(&j, &out);
    json_obj(&j, NULL);
    json_strz(&j, "done", what);
    if (key)
        json_strz(&j, key, value);
    json_end(&j, '}');
    return reply_json(c, &out, r);
}

bool delete_session(cx *c, const call *k, reply *r)
{
    store *s;
    caller gone = {.guarded = k->by->guarded, .login = S("")};
    if (k->by->guarded) {
        TRY(open_desk(c, k, &s));
        bool ok = who_sign_out(c, s, k->by->login, k->by->id) && known(c, k);
        store_close(s);
        TRY(ok);
    }
    TRY(answer_session(c, k->srv, &gone, r));
    caller_cookie(k->srv, "", r->cookie);
    return true;
}

/* ---- one's own account ---- */
static bool need_login(cx *c, const call *k)
{
    return k->by->login.n || fail(c, ERR_UNKNOWN, "本台没有账号：先用 diaodu user add 建立",
                                  "this desk has no accounts: make one with diaodu user add");
}

static void put_credentials(json *j, const call *k, const credential *list, size_t n,
                            credential_kind kind, const char *key)
{
    json_arr(j, key);
    for (size_t i = 0; i < n; i++) {
        const credential *x = &list[i];
        if (x->kind != kind || !str_eq(x->login, k->by->login) || x->expires_at <= os_now_us())
            continue;
        json_obj(j, NULL);
        json_str(j, "id", x->id);
        json_str(j, "name", x->name);
        put_time(j, "made_at", x->made_at);
        put_time(j, "expires_at", x->expires_at);
        put_time(j, "used_at", x->used_at);
        json_str(j, "origin", x->origin);
        json_bool(j, "this", str_eq(x->id, k->by->id));
        json_end(j, '}');
    }
    json_end(j, ']');
}

bool get_account(cx *c, const call *k, reply *r)
{
    account a;
    credential *list;
    signin *tries;
    size_t n, n_tries;
    bool found;
    json j;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 1 << 20);
    TRY(need_login(c, k));
    TRY(account_find(c, k->st, k->by->login, &a, &found) && credentials_load(c, k->st, &list, &n) &&
        signins_load(c, k->st, k->by->login, &tries, &n_tries));
    json_init(&j, &out);
    json_obj(&j, NULL);
    json_str(&j, "login", k->by->login);
    json_bool(&j, "second_factor", found && a.totp.n && a.totp.p[0] != '?');
    put_credentials(&j, k, list, n, CRED_SESSION, "sessions");
    put_credentials(&j, k, list, n, CRED_TOKEN, "tokens");
    json_arr(&j, "attempts");
    for (size_t i = 0; i < n_tries; i++) {
        json_obj(&j, NULL);
        put_time(&j, "at", tries[i].at);
        json_str(&j, "outcome", tries[i].outcome);
        json_str(&j, "origin", tries[i].origin);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return reply_json(c, &out, r);
}

static bool offer(cx *c, const call *k, store *s, str password, reply *r)
{
    char secret[33], uri[320];
    TRY(who_totp_offer(c, s, k->by->login, password, secret));
    snprintf(uri, sizeof uri, "otpauth://totp/Diaodu:" STR_FMT "?secret=%s&issuer=Diaodu",
             STR_ARG(k->by->login), secret);
    return answer_done(c, "offer", "uri", uri, r);
}

static bool own_account(cx *c, const call *k, json_t *root, store *s, reply *r)
{
    str what, old, password, code, me = k->by->login;
    TRY(write_known(c, root, "action old password code") && write_text(c, root, "action", &what) &&
        write_text(c, root, "old", &old) && write_text(c, root, "password", &password) &&
        write_text(c, root, "code", &code));
    if (str_eqz(what, "password"))
        return who_set_password(c, s, me, old, password, k->by->id) &&
               answer_done(c, "password", NULL, NULL, r);
    if (str_eqz(what, "offer"))
        return offer(c, k, s, password, r);
    if (str_eqz(what, "prove"))
        return who_totp_prove(c, s, me, code) && answer_done(c, "prove", NULL, NULL, r);
    if (str_eqz(what, "drop"))
        return who_totp_drop(c, s, me, password) && answer_done(c, "drop", NULL, NULL, r);
    return fail(c, ERR_USAGE, "action 为 password、offer、prove 或 drop",
                "action is password, offer, prove or drop");
}

typedef bool (*door_fn)(cx *c, const call *k, json_t *root, store *s, reply *r);

static bool with_desk(cx *c, const call *k, door_fn fn, reply *r)
{
    json_t *root;
    store *s = NULL;
    TRY(need_login(c, k) && write_body(c, k, &root));
    bool ok = open_desk(c, k, &s) && fn(c, k, root, s, r) && known(c, k);
    store_close(s);
    json_decref(root);
    if (!ok) {
        body_release(r->body);
        r->body = NULL;
    }
    return ok;
}

/* A token is for programs: it does not change the account it belongs to. */
static bool need_session(cx *c, const call *k)
{
    return !k->by->guarded || k->by->by_cookie ||
           fail(c, ERR_DENIED, "账号只能在登录后的页面上管理，不能用令牌",
                "an account is managed signed in, not with a token");
}

bool post_account(cx *c, const call *k, reply *r)
{
    return need_session(c, k) && with_desk(c, k, own_account, r);
}

static bool new_token(cx *c, const call *k, json_t *root, store *s, reply *r)
{
    str name, text;
    int64_t days = 90;
    char token[WHO_TOKEN_MAX];
    credential made;
    TRY(write_known(c, root, "name days") && write_text(c, root, "name", &name) &&
        write_text(c, root, "days", &text));
    if (text.n && !str_int(text, &days))
        return fail(c, ERR_USAGE, "days 须为天数（字符串）",
                    "days is a number of days, as a string");
    return who_token(c, s, k->by->login, name, days < 1 || days > INT32_MAX ? 0 : (int)days, token,
                     &made) &&
           answer_done(c, "token", "token", token, r);
}

bool post_token(cx *c, const call *k, reply *r)
{
    return need_session(c, k) && with_desk(c, k, new_token, r);
}

bool delete_credential(cx *c, const call *k, reply *r)
{
    store *s;
    TRY(need_login(c, k) && need_session(c, k) && open_desk(c, k, &s));
    bool ok = who_sign_out(c, s, k->by->login, k->at) && known(c, k);
    store_close(s);
    return ok && answer_done(c, "ended", NULL, NULL, r);
}

/* ---- everybody's ---- */
bool get_accounts(cx *c, const call *k, reply *r)
{
    account *list;
    size_t n;
    json j;
    sb out CLEANUP(sb_done) = {0};
    desk d = call_desk(k);
    sb_init(&out, 16 << 20);
    TRY(accounts_load(c, k->st, &list, &n));
    json_init(&j, &out);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (size_t i = 0; i < n; i++) {
        const person *p = catalog_person(d.k, list[i].login);
        json_obj(&j, NULL);
        json_str(&j, "login", list[i].login);
        json_str(&j, "name", p ? p->name : S(""));
        json_bool(&j, "password", list[i].secret.n > 0);
        json_bool(&j, "second_factor", list[i].totp.n && list[i].totp.p[0] != '?');
        json_bool(&j, "locked", list[i].locked_until > os_now_us());
        json_bool(&j, "disabled", list[i].disabled);
        put_time(&j, "made_at", list[i].made_at);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_int(&j, "total", (int64_t)n);
    json_end(&j, '}');
    return reply_json(c, &out, r);
}

static bool on_account(cx *c, const call *k, json_t *root, store *s, reply *r)
{
    str login, what, by = k->by->login;
    char link[WHO_TOKEN_MAX];
    TRY(write_known(c, root, "login action") && write_text(c, root, "login", &login) &&
        write_text(c, root, "action", &what));
    if (str_eqz(what, "add"))
        return who_add(c, s, login, by, link) && answer_done(c, "add", "link", link, r);
    if (str_eqz(what, "link"))
        return who_reset(c, s, login, by, link) && answer_done(c, "link", "link", link, r);
    if (str_eqz(what, "disable") && str_eq(login, by))
        return fail(c, ERR_DATA, "不能停用自己的账号", "one's own account cannot be disabled");
    if (str_eqz(what, "disable") || str_eqz(what, "enable"))
        return who_disable(c, s, login, by, str_eqz(what, "disable")) &&
               answer_done(c, str_eqz(what, "disable") ? "disable" : "enable", NULL, NULL, r);
    if (str_eqz(what, "unlock"))
        return who_unlock(c, s, login, by) && answer_done(c, "unlock", NULL, NULL, r);
    return fail(c, ERR_USAGE, "action 为 add、link、disable、enable 或 unlock",
                "action is add, link, disable, enable or unlock");
}

bool post_accounts(cx *c, const call *k, reply *r)
{
    TRY(need_session(c, k) && with_desk(c, k, on_account, r));
    if (!server_refresh(c, k->srv)) /* the event is written; the next look takes it in */
        cx_clear(c);
    return true;
}
