#include "flow/who.h"
#include "base/secret.h"
#include "base/str.h"
#include "flow/desk.h"

#define HOUR INT64_C(3600000000)
#define TOKEN_LETTERS 40 /* of 5 bits */

sha256 who_hash(str token)
{
    return os_sha256(token);
}

bool who_any(cx *c, store *s, bool *ret)
{
    account *list;
    size_t n;
    TRY(accounts_load(c, s, &list, &n));
    *ret = n > 0;
    return true;
}

int64_t who_today(void)
{
    return date_ord(1970, 1, 1) + (os_now_us() / 1000000 + 8 * 3600) / 86400;
}

static bool no_account(cx *c, str login)
{
    return fail(c, ERR_UNKNOWN, "没有账号“" STR_FMT "”；见 diaodu user list",
                "there is no account \"" STR_FMT "\"; see diaodu user list", STR_ARG(login));
}

bool who_open(cx *c, store *s, str login, subject *ret)
{
    account a;
    bool found;
    catalog *k = NULL;
    TRY(account_find(c, s, login, &a, &found));
    if (!found || a.disabled)
        return no_account(c, login);
    TRY(desk_catalog(c, s, STORE_NOW, &k));
    bool ok = rights_of(c, k, login, who_today(), ret);
    catalog_free(k);
    return ok;
}

/* ---- things that are handed out ---- */
static bool hand_out(cx *c, credential_kind kind, str name, str origin, int64_t lasts,
                     char token[WHO_TOKEN_MAX], credential *ret)
{
    static const char *const marks[CRED_MAX_] = {"ds_", "dt_", "dl_"};
    char id[13], *kept;
    snprintf(token, WHO_TOKEN_MAX, "%s", marks[kind]);
    secret_random(token + 3, TOKEN_LETTERS);
    secret_random(id, sizeof id - 1);
    TRY(kept = cx_strdup(c, str_of(id)));
    int64_t now = os_now_us();
    *ret = (credential){.hash = who_hash(str_of(token)),
                        .id = str_of(kept),
                        .kind = kind,
                        .name = name,
                        .origin = origin,
                        .made_at = now,
                        .expires_at = now + lasts};
    return true;
}

static commit event_of(str by, str text)
{
    return (commit){
        .recorded_by = by, .action = S("account"), .reason = text, .source = S("accounts")};
}

static bool said(cx *c, const char *what, str login, str *ret)
{
    char *z = cx_printf(c, "%s " STR_FMT, what, STR_ARG(login));
    *ret = str_of(z);
    return z != NULL;
}

/* ---- coming in ---- */
static bool refuse(cx *c)
{
    return fail(c, ERR_REFUSED,
                "用户名、密码或动态码不对，或账号已暂时锁定（连错 %d 次锁 %d 分钟）",
                "wrong name, password or code, or the account is locked for now (%d wrong tries "
                "lock it for %d minutes)",
                WHO_TRIES, WHO_LOCK_MINUTES);
}

struct attempt {
    const signin_words *w;
    str secret;            /* the hash the password was held against */
    bool right;            /* the password fits */
    account_change *noted; /* whose outcome is to be written */
    bool in;
    bool needs_code;
};

/* Within the lock: what another attempt did meanwhile counts. */
static bool judge(cx *c, void *user, account *a)
{
    struct attempt *t = user;
    int64_t now = os_now_us(), step = 0;
    bool stale = !str_eq(a->secret, t->secret);
    (void)c;
    t->in = t->needs_code = false;
    t->noted->outcome = NULL;
    if (a->locked_until > now) {
        t->noted->outcome = "locked";
        return true;
    }
    bool second = a->totp.n && a->totp.p[0] != '?';
    bool right = t->right && !stale && !a->disabled;
    if (right && second && !t->w->code.n) {
        t->needs_code = true;
        return true;
    }
    if (right && (!second || totp_fits(a->totp, t->w->code, now, a->totp_step, &step))) {
        a->failed = a->locked_until = 0;
        a->totp_step = second ? step : a->totp_step;
        t->in = true;
        return true;
    }
    t->noted->outcome = "wrong";
    if (++a->failed >= WHO_TRIES) {
        a->failed = 0;
        a->locked_until = now + WHO_LOCK_MINUTES * (HOUR / 60);
    }
    return true;
}

static bool close_attempt(cx *c, store *s, const signin_words *w, struct attempt *t,
                          account_change *x)
{
    t->noted = x;
    x->edit = judge;
    x->user = t;
    x->origin = w->origin;
    return account_apply(c, s, w->login, x, NULL);
}

bool who_sign_in(cx *c, store *s, const signin_words *w, char token[WHO_TOKEN_MAX], credential *ret)
{
    account a = {.secret = S("")};
    bool found;
    TRY(account_find(c, s, w->login, &a, &found));
    struct attempt t = {.w = w, .secret = a.secret};
    t.right = secret_fits(w->password, a.secret); /* as long for a name nobody has */
    if (!found)
        return refuse(c);
    account_change x = {.outcome = NULL};
    TRY(close_attempt(c, s, w, &t, &x));
    if (t.needs_code)
        return fail(c, ERR_REFUSED, "请输入动态码（身份验证器上的六位数）",
                    "enter the code of your authenticator (six digits)");
    if (!t.in)
        return refuse(c);
    TRY(hand_out(c, CRED_SESSION, S(""), w->origin, WHO_SESSION_HOURS * HOUR, token, ret));
    ret->login = w->login;
    account_change in = {.add = ret, .outcome = "in", .origin = w->origin};
    return account_apply(c, s, w->login, &in, NULL);
}

struct secrets {
    str secret, totp;
    bool set_secret, set_totp, clear_lock;
    int disable; /* -1 = no change */
};

static bool edit_secrets(cx *c, void *user, account *a)
{
    const struct secrets *n = user;
    (void)c;
    if (n->set_secret)
        a->secret = n->secret;
    if (n->set_totp) {
        a->totp = n->totp;
        a->totp_step = 0;
    }
    if (n->clear_lock)
        a->failed = a->locked_until = 0;
    if (n->disable >= 0)
        a->disabled = n->disable;
    return true;
}

/* The hash of a password that may be used. */
static bool new_secret(cx *c, str password, str login, str *ret)
{
    char *hash = cx_alloc(c, SECRET_TEXT_MAX);
    TRY(hash && secret_acceptable(c, password, login) && secret_hash(c, password, hash));
    *ret = str_of(hash);
    return true;
}

static bool find_link(cx *c, store *s, str link, credential *ret)
{
    credential *list;
    size_t n;
    sha256 h = who_hash(link);
    TRY(credentials_load(c, s, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (list[i].kind == CRED_LINK && !memcmp(&list[i].hash, &h, sizeof h) &&
            list[i].expires_at > os_now_us()) {
            *ret = list[i];
            return true;
        }
    return fail(
        c, ERR_REFUSED, "链接无效、已用过或已过期；请管理员重新发给（diaodu user link）",
        "the link is wrong, used or expired; ask the administrator for another (diaodu user "
        "link)");
}

bool who_use_link(cx *c, store *s, str link, str password, str origin, char token[WHO_TOKEN_MAX],
                  credential *ret)
{
    credential l;
    struct secrets n = {.set_secret = true, .clear_lock = true, .disable = -1};
    TRY(find_link(c, s, link, &l) && new_secret(c, password, l.login, &n.secret));
    /* Ends the link first: of two who use it at once one fails here. */
    account_change x = {.edit = edit_secrets, .user = &n, .drop = l.id, .drop_one = true};
    TRY(account_apply(c, s, l.login, &x, NULL));
    TRY(hand_out(c, CRED_SESSION, S(""), origin, WHO_SESSION_HOURS * HOUR, token, ret));
    ret->login = l.login;
    account_change in = {.add = ret,
                         .drop = ret->id,
                         .drop_kinds = 1u << CRED_SESSION | 1u << CRED_LINK,
                         .outcome = "link",
                         .origin = origin};
    return account_apply(c, s, l.login, &in, NULL);
}

bool who_sign_out(cx *c, store *s, str login, str id)
{
    account_change x = {.drop = id, .drop_one = true};
    return account_apply(c, s, login, &x, NULL);
}

/* ---- one's own account ---- */
static bool same_person(cx *c, store *s, str login, str password)
{
    account a;
    bool found;
    TRY(account_find(c, s, login, &a, &found));
    return (found && secret_fits(password, a.secret)) ||
           fail(c, ERR_DATA, "当前密码不对", "the present password is wrong");
}

bool who_set_password(cx *c, store *s, str login, str old, str password, str keep)
{
    struct secrets n = {.set_secret = true, .disable = -1};
    TRY(same_person(c, s, login, old) && new_secret(c, password, login, &n.secret));
    account_change x = {.edit = edit_secrets,
                        .user = &n,
                        .drop = keep,
                        .drop_kinds = 1u << CRED_SESSION | 1u << CRED_LINK};
    return account_apply(c, s, login, &x, NULL);
}

bool who_totp_offer(cx *c, store *s, str login, str password, char secret[33])
{
    _Static_assert(TOTP_SECRET_MAX == 33, "as said in the header");
    struct secrets n = {.set_totp = true, .disable = -1};
    TRY(same_person(c, s, login, password));
    totp_new(secret);
    char *offered = cx_printf(c, "?%s", secret);
    TRY(offered);
    n.totp = str_of(offered);
    account_change x = {.edit = edit_secrets, .user = &n};
    return account_apply(c, s, login, &x, NULL);
}

static bool prove(cx *c, void *user, account *a)
{
    int64_t step;
    const str *code = user;
    if (!a->totp.n || a->totp.p[0] != '?')
        return fail(c, ERR_DATA, "没有待确认的动态码", "no second factor waits to be proved");
    str secret = str_from(a->totp, 1);
    if (!totp_fits(secret, *code, os_now_us(), a->totp_step, &step))
        return fail(c, ERR_DATA, "动态码不对；请核对手机时间后再试",
                    "the code is wrong; check the phone's clock and try again");
    a->totp = secret;
    a->totp_step = step;
    return true;
}

bool who_totp_prove(cx *c, store *s, str login, str code)
{
    account_change x = {.edit = prove, .user = &code};
    return account_apply(c, s, login, &x, NULL);
}

bool who_totp_drop(cx *c, store *s, str login, str password)
{
    struct secrets n = {.set_totp = true, .totp = S(""), .disable = -1};
    TRY(same_person(c, s, login, password));
    account_change x = {.edit = edit_secrets, .user = &n};
    return account_apply(c, s, login, &x, NULL);
}

bool who_token(cx *c, store *s, str login, str name, int days, char token[WHO_TOKEN_MAX],
               credential *ret)
{
    if (!name.n || name.n > 200 || !utf8_valid(name))
        return fail(c, ERR_USAGE, "令牌须有名称（说明作何用）",
                    "a token needs a name: what it is for");
    if (days < 1 || days > WHO_TOKEN_DAYS)
        return fail(c, ERR_USAGE, "有效天数须在 1 到 %d 之间", "it lasts 1 to %d days",
                    WHO_TOKEN_DAYS);
    TRY(hand_out(c, CRED_TOKEN, name, S(""), days * 24 * HOUR, token, ret));
    ret->login = login;
    account_change x = {.add = ret};
    return account_apply(c, s, login, &x, NULL);
}

/* ---- administration ---- */
static bool good_login(cx *c, str login)
{
    bool ok = login.n > 0 && login.n <= 40;
    for (size_t i = 0; ok && i < login.n; i++) {
        char b = login.p[i];
        ok = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
             (i > 0 && (b == '.' || b == '_' || b == '-'));
    }
    return ok || fail(c, ERR_USAGE, "账号名只能用字母、数字和 . _ -，至多 40 个，以字母或数字开头",
                      "a login is made of letters, digits and . _ -, at most 40, and begins with a "
                      "letter or digit");
}

static bool with_link(cx *c, store *s, str login, str by, const char *what, account_change *x,
                      char link[WHO_TOKEN_MAX])
{
    credential l;
    str text;
    TRY(hand_out(c, CRED_LINK, S(""), S(""), WHO_LINK_HOURS * HOUR, link, &l));
    TRY(said(c, what, login, &text));
    commit event = event_of(by, text);
    x->add = &l;
    x->event = &event;
    return account_apply(c, s, login, x, NULL);
}

bool who_add(cx *c, store *s, str login, str by, char link[WHO_TOKEN_MAX])
{
    account_change x = {.create = true};
    return good_login(c, login) && with_link(c, s, login, by, "add", &x, link);
}

bool who_reset(cx *c, store *s, str login, str by, char link[WHO_TOKEN_MAX])
{
    struct secrets n = {.secret = S(""),
                        .totp = S(""),
                        .set_secret = true,
                        .set_totp = true,
                        .clear_lock = true,
                        .disable = -1};
    account_change x = {.edit = edit_secrets,
                        .user = &n,
                        .drop_kinds = 1u << CRED_SESSION | 1u << CRED_LINK | 1u << CRED_TOKEN};
    return with_link(c, s, login, by, "reset", &x, link);
}

static bool change(cx *c, store *s, str login, str by, const char *what, struct secrets *n,
                   uint32_t drop)
{
    str text;
    TRY(said(c, what, login, &text));
    commit event = event_of(by, text);
    account_change x = {.edit = edit_secrets, .user = n, .drop_kinds = drop, .event = &event};
    return account_apply(c, s, login, &x, NULL);
}

bool who_disable(cx *c, store *s, str login, str by, bool disable)
{
    struct secrets n = {.disable = disable, .clear_lock = !disable};
    return change(c, s, login, by, disable ? "disable" : "enable", &n,
                  disable ? (1u << CRED_MAX_) - 1 : 0);
}

bool who_unlock(cx *c, store *s, str login, str by)
{
    struct secrets n = {.clear_lock = true, .disable = -1};
    return change(c, s, login, by, "unlock", &n, 0);
}

bool who_force_password(cx *c, store *s, str login, str password, str by)
{
    struct secrets n = {.set_secret = true, .clear_lock = true, .disable = -1};
    TRY(new_secret(c, password, login, &n.secret));
    return change(c, s, login, by, "password", &n, 1u << CRED_SESSION | 1u << CRED_LINK);
}
