/* board, rank, owed, contribution, series, trend: one answer each, printed as asked. */
#include "base/str.h"
#include "cli/cli.h"
#include "flow/who.h"

static bool need_options(cx *c, const args *a, const char *needs)
{
    str rest = str_of(needs), word;
    while (rest.n && str_split(&rest, ' ', &word)) {
        char name[32];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(word));
        if (!arg_on(a, name))
            return fail(c, ERR_USAGE, "%s 需要 --%s；见 diaodu help %s",
                        "%s needs --%s; see diaodu help %s", a->command, name, a->command);
    }
    return true;
}

bool cli_word(void *user, const char *name, str *ret)
{
    char option[32];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof option; n++)
        option[n] = name[n] == '_' ? '-' : name[n];
    option[n] = 0;
    if (!arg_on(user, option))
        return false;
    *ret = arg_str(user, option);
    return true;
}

bool cli_who(cx *c, const args *a, const subject **ret)
{
    store *s;
    bool any = false;
    subject *who = CX_NEW(c, subject);
    *ret = NULL;
    if (!arg_on(a, "as"))
        return true;
    TRY(who && store_open(c, a->db, STORE_READ, &s));
    bool ok = who_any(c, s, &any) && (!any || who_open(c, s, arg_str(a, "as"), who));
    store_close(s);
    if (ok && any)
        *ret = who;
    return ok;
}

bool cli_desk(cx *c, const args *a, bool no_values, ind_id only, desk *ret)
{
    desk_options o = {.url = a->db, .mode = STORE_READ, .no_values = no_values, .only = only};
    const subject *who;
    TRY(query_desk(c, cli_word, (void *)a, &o) && cli_who(c, a, &who));
    TRY(desk_open(c, &o, ret));
    ret->who = who;
    return true;
}

bool run_answer(cx *c, const args *a)
{
    query q;
    desk d;
    const answer *w = answer_find(str_of(a->command));
    MUST(w);
    if (a->n_rest)
        return fail(c, ERR_USAGE, "多余的参数“%s”；见 diaodu help %s",
                    "unexpected argument \"%s\"; see diaodu help %s", a->rest[0], a->command);
    TRY(need_options(c, a, w->needs));
    TRY(query_read(c, cli_word, (void *)a, &q));
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    bool ok = w->fn(c, &d, &q, &out) && cli_print(c, a, sb_str(&out));
    desk_close(&d);
    return ok;
}
