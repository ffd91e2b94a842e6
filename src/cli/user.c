/* user, post, role: accounts, who holds which post, who may do what. Rights are rows of the tables
 * people, posts, roles and grants; these verbs write them for people who would rather not edit CSV. */
#include "base/secret.h"
#include "base/str.h"
#include "cli/cli.h"
#include "flow/who.h"
#include <termios.h>
#include <unistd.h>

/* ---- rows of a table ---- */
typedef struct named {
    const char *name;
    str text;
} named;

static bool put_row(cx *c, const args *a, const char *table, const named *cells, size_t n)
{
    sb text CLEANUP(sb_done) = {0};
    import_result r;
    import_options o = {.table = str_of(table),
                        .reason = arg_on(a, "reason") ? arg_str(a, "reason") : str_of(a->command),
                        .by = arg_str(a, "as"),
                        .dry_run = arg_on(a, "dry-run")};
    sb_init(&text, 0);
    for (int line = 0; line < 2; line++)
        for (size_t i = 0; i < n; i++) {
            if (line)
                csv_put(&text, cells[i].text);
            else
                sb_putz(&text, cells[i].name);
            sb_putc(&text, i + 1 < n ? ',' : '\n');
        }
    if (!sb_ok(&text))
        return fail_memory(c);
    TRY(cli_who(c, a, &o.who));
    bool ok = import_text(c, a->db, str_of(table), sb_str(&text), &o, &r);
    if (!ok && c->err.code == ERR_DATA)
        import_first_error(c, &r);
    ok = ok && (a->format == OUT_TABLE ? cli_show_import(c, a->command, &r, &o)
                                       : cli_print_import(c, a, &r));
    import_result_done(&r);
    return ok;
}

static bool need_rest(cx *c, const args *a, int n)
{
    const command *k = command_find(a->command);
    return a->n_rest == n ||
           fail(c, ERR_USAGE, "用法：diaodu %s %s", "usage: diaodu %s %s", k->name, k->synopsis);
}

/* ---- accounts ---- */
static bool open_as(cx *c, const args *a, store **ret, str *by)
{
    const subject *who;
    catalog *k = NULL;
    TRY(cli_who(c, a, &who));
    *by = arg_on(a, "as") ? arg_str(a, "as") : str_of(os_user());
    TRY(store_open(c, a->db, STORE_WRITE, ret));
    bool ok =
        !who || (desk_catalog(c, *ret, STORE_NOW, &k) &&
                 (rights_may(who, k, ACT_PEOPLE, ID_NONE, ID_NONE) ||
                  fail(c, ERR_DENIED, "没有管理账号的权限", "accounts are not yours to manage")));
    catalog_free(k);
    if (!ok)
        store_close(*ret);
    return ok;
}

/* What was done, and what was handed out: it cannot be shown again. */
static bool say(cx *c, const args *a, str login, const char *key, const char *value, const char *zh,
                const char *en)
{
    sb b CLEANUP(sb_done) = {0};
    json j;
    sb_init(&b, 0);
    if (a->format == OUT_TABLE) {
        sb_printf(&b, STR_FMT ": %s%s\n", STR_ARG(login), c->lang == LANG_EN ? en : zh,
                  value ? value : "");
        return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
    }
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    json_obj(&j, NULL);
    json_str(&j, "login", login);
    json_strz(&j, key, value);
    json_end(&j, '}');
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

/* From the terminal without echo, else the first line of standard input. */
static bool read_password(cx *c, str *ret)
{
    struct termios old, quiet;
    char line[SECRET_PASSWORD_MAX + 2];
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &old) == 0;
    if (terminal) {
        fputs(c->lang == LANG_EN ? "new password: " : "新密码：", stderr);
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
        fputc('\n', stderr);
    }
    if (!got)
        return fail(c, ERR_USAGE, "没有读到密码：从标准输入给出一行",
                    "no password was read: give it as a line of standard input");
    line[strcspn(line, "\r\n")] = 0;
    return arena_str(c->a, str_of(line), ret) || fail_memory(c);
}

static bool user_list(cx *c, const args *a, store *s)
{
    account *list;
    size_t n;
    catalog *k = NULL;
    json j;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(accounts_load(c, s, &list, &n) && desk_catalog(c, s, STORE_NOW, &k));
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (size_t i = 0; i < n; i++) {
        const person *p = catalog_person(k, list[i].login);
        json_obj(&j, NULL);
        json_str(&j, "login", list[i].login);
        json_str(&j, "name", p ? p->name : S(""));
        json_bool(&j, "password", list[i].secret.n > 0);
        json_bool(&j, "second_factor", list[i].totp.n && list[i].totp.p[0] != '?');
        json_bool(&j, "locked", list[i].locked_until > os_now_us());
        json_bool(&j, "disabled", list[i].disabled);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    catalog_free(k);
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

static bool add_person(cx *c, const args *a, str login)
{
    desk d;
    if (!arg_on(a, "name"))
        return true;
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    const person *p = catalog_person(d.k, login); /* what is not said of them stays */
    const named cells[] = {{"code", login},
                           {"name", arg_str(a, "name")},
                           {"org", arg_on(a, "org") ? arg_str(a, "org")
                                   : p              ? p->org
                                                    : S("")},
                           {"note", arg_on(a, "note") ? arg_str(a, "note")
                                    : p               ? p->note
                                                      : S("")}};
    bool ok = put_row(c, a, "people", cells, COUNT_OF(cells));
    desk_close(&d);
    return ok;
}

static bool user_token(cx *c, const args *a, store *s, str login)
{
    char token[WHO_TOKEN_MAX];
    credential t;
    int64_t days = 90;
    if (arg_on(a, "days") && !str_int(arg_str(a, "days"), &days))
        return fail(c, ERR_USAGE, "--days 须为天数", "--days is a number of days");
    return who_token(c, s, login, arg_on(a, "name") ? arg_str(a, "name") : S("command line"),
                     days > INT32_MAX || days < 1 ? 0 : (int)days, token, &t) &&
           say(c, a, login, "token", token, "令牌（只显示这一次）：", "token (shown this once): ");
}

static bool on_account(cx *c, const args *a, store *s, const char *what, str login, str by)
{
    char link[WHO_TOKEN_MAX];
    str password;
    bool add = !strcmp(what, "add");
    if (add || !strcmp(what, "link"))
        return (add ? who_add(c, s, login, by, link) : who_reset(c, s, login, by, link)) &&
               say(c, a, login, "link", link, "一次性链接：http://本机地址/#/link/",
                   "one-time link: http://THIS-DESK/#/link/");
    if (!strcmp(what, "passwd"))
        return read_password(c, &password) && who_force_password(c, s, login, password, by) &&
               say(c, a, login, "state", NULL, "密码已改，会话已结束",
                   "password changed, sessions ended");
    if (!strcmp(what, "disable") || !strcmp(what, "enable"))
        return who_disable(c, s, login, by, *what == 'd') &&
               say(c, a, login, "state", NULL, *what == 'd' ? "已停用" : "已启用",
                   *what == 'd' ? "disabled" : "enabled");
    if (!strcmp(what, "unlock"))
        return who_unlock(c, s, login, by) && say(c, a, login, "state", NULL, "已解锁", "unlocked");
    if (!strcmp(what, "token"))
        return user_token(c, a, s, login);
    return fail(c, ERR_USAGE, "diaodu user 没有“%s”", "diaodu user knows no \"%s\"", what);
}

bool run_user(cx *c, const args *a)
{
    store *s;
    str by;
    bool list = a->n_rest == 1 && !strcmp(a->rest[0], "list");
    TRY(list || need_rest(c, a, 2));
    TRY(open_as(c, a, &s, &by));
    bool ok = list ? user_list(c, a, s) : on_account(c, a, s, a->rest[0], str_of(a->rest[1]), by);
    store_close(s);
    return ok && (list || strcmp(a->rest[0], "add") != 0 || add_person(c, a, str_of(a->rest[1])));
}

/* ---- posts ---- */
static bool post_list(cx *c, const args *a, const desk *d)
{
    sb b CLEANUP(sb_done) = {0};
    json j;
    sb_init(&b, 0);
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < d->k->n_posts; i++) {
        const post *p = &d->k->posts[i];
        const person *who = catalog_person(d->k, p->holder);
        json_obj(&j, NULL);
        json_str(&j, "post", p->code);
        json_str(&j, "title", p->title);
        json_str(&j, "org", p->org);
        json_str(&j, "holder", p->holder);
        json_str(&j, "name", who ? who->name : S(""));
        put_validity(&j, p->valid);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

/* A change of holder: the term that runs ends, the new one begins, in one commit. */
static bool post_hand(cx *c, const args *a, const desk *d)
{
    str code = str_of(a->rest[1]), holder = str_of(a->rest[2]);
    const post *now = NULL;
    char day[PERIOD_TEXT_MAX], from[PERIOD_TEXT_MAX] = "";
    period p = {FREQ_D, (int32_t)who_today()};
    sb text CLEANUP(sb_done) = {0};
    import_result r;
    import_options o = {.table = S("posts"), .reason = arg_str(a, "reason"), .who = d->who};
    sb_init(&text, 0);
    if (arg_on(a, "from"))
        TRY((period_parse_iso(arg_str(a, "from"), &p) && p.f == FREQ_D) ||
            fail(c, ERR_USAGE, "--from 须为日期", "--from is a date"));
    period_print(p, day);
    for (uint32_t i = 0; i < d->k->n_posts; i++)
        if (str_eq(d->k->posts[i].code, code) && validity_on(d->k->posts[i].valid, p.ord))
            now = &d->k->posts[i];
    if (!now)
        return fail(c, ERR_UNKNOWN, "没有岗位“" STR_FMT "”，或该日无人任职；先用 diaodu post add",
                    "there is no post \"" STR_FMT "\" held on that day; see diaodu post add",
                    STR_ARG(code));
    if (now->valid.from != INT64_MIN)
        period_print((period){FREQ_D, (int32_t)now->valid.from}, from);
    if (now->valid.from == p.ord)
        return fail(c, ERR_DATA, "现任自同一天任职；请另择日期（--from）",
                    "the present holder took office on that very day; choose another (--from)");
    const str old[] = {code, now->title, now->org, now->holder, str_of(from), str_of(day)};
    const str new[] = {code, now->title, now->org, holder, str_of(day), S("")};
    sb_putz(&text, "code,title,org,holder,from,to\n");
    for (int line = 0; line < 2; line++)
        for (size_t i = 0; i < COUNT_OF(old); i++) {
            csv_put(&text, line ? new[i] : old[i]);
            sb_putc(&text, i + 1 < COUNT_OF(old) ? ',' : '\n');
        }
    if (!sb_ok(&text))
        return fail_memory(c);
    bool ok = import_text(c, a->db, S("posts"), sb_str(&text), &o, &r);
    if (!ok && c->err.code == ERR_DATA)
        import_first_error(c, &r);
    ok = ok && cli_show_import(c, a->command, &r, &o);
    import_result_done(&r);
    return ok;
}

bool run_post(cx *c, const args *a)
{
    desk d;
    const char *what = a->n_rest ? a->rest[0] : "";
    const named cells[] = {{"code", str_of(a->n_rest > 1 ? a->rest[1] : "")},
                           {"title", arg_str(a, "title")},
                           {"org", arg_str(a, "org")},
                           {"holder", arg_str(a, "holder")},
                           {"from", arg_str(a, "from")},
                           {"to", arg_str(a, "to")}};
    if (!strcmp(what, "add"))
        return need_rest(c, a, 2) && put_row(c, a, "posts", cells, COUNT_OF(cells));
    bool list = !strcmp(what, "list");
    TRY(need_rest(c, a, list ? 1 : 3));
    if (!list && strcmp(what, "hand") != 0)
        return fail(c, ERR_USAGE, "diaodu post 没有“%s”", "diaodu post knows no \"%s\"", what);
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    bool ok = list ? post_list(c, a, &d) : post_hand(c, a, &d);
    desk_close(&d);
    return ok;
}

/* ---- roles and who has them ---- */
static bool role_list(cx *c, const args *a, const desk *d)
{
    sb b CLEANUP(sb_done) = {0};
    json j;
    sb_init(&b, 0);
    TRY(desk_need_table(c, d, S("grants")));
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < d->k->n_grants; i++) {
        const grant *g = &d->k->grants[i];
        json_obj(&j, NULL);
        json_str(&j, "subject", g->subject);
        json_str(&j, "role", d->k->roles[g->role].code);
        json_str(&j, "area", g->area == ID_NONE ? S("") : d->k->areas[g->area].code);
        json_strz(&j, "scope", grant_scope_name(g->scope));
        json_str(&j, "domains", g->domains);
        put_validity(&j, g->valid);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

bool run_role(cx *c, const args *a)
{
    desk d;
    area_id at = ID_NONE;
    const char *what = a->n_rest ? a->rest[0] : "";
    bool list = !strcmp(what, "list"), revoke = !strcmp(what, "revoke");
    TRY(need_rest(c, a, list ? 1 : 3));
    if (!list && !revoke && strcmp(what, "grant") != 0)
        return fail(c, ERR_USAGE, "diaodu role 没有“%s”", "diaodu role knows no \"%s\"", what);
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    bool ok = list ? role_list(c, a, &d)
                   : !arg_on(a, "area") || desk_need_area(c, &d, arg_str(a, "area"), &at);
    const char *code = "";
    if (ok && at != ID_NONE)
        ok = (code = cx_strdup(c, d.k->areas[at].code)) != NULL;
    desk_close(&d);
    if (!ok || list)
        return ok;
    named cells[] = {{"subject", str_of(a->rest[1])}, {"role", str_of(a->rest[2])},
                     {"area", str_of(code)},          {"from", arg_str(a, "from")},
                     {"scope", arg_str(a, "scope")},  {"domains", arg_str(a, "domains")},
                     {"to", arg_str(a, "to")},        {"note", arg_str(a, "note")},
                     {"withdrawn", S("yes")}};
    return put_row(c, a, "grants", cells, COUNT_OF(cells) - !revoke);
}
