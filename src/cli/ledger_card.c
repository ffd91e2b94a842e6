/* A card of a ledger as text: its fields, what may be done, what was done. */
#include "base/str.h"
#include "cli/cli.h"
#include "ledger/type.h"
#include <jansson.h>

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void put_scalar(sb *b, const json_t *v)
{
    if (json_is_string(v))
        sb_putz(b, json_string_value(v));
    else if (json_is_number(v))
        sb_double(b, json_number_value(v));
    else if (json_is_boolean(v))
        sb_putz(b, json_is_true(v) ? "√" : "×");
}

static void put_value(sb *b, const json_t *v)
{
    const json_t *one;
    size_t i;
    put_scalar(b, v);
    json_array_foreach((json_t *)v, i, one)
    {
        sb_putz(b, i ? "、" : "");
        if (json_is_object(one))
            sb_putz(b, text_of(one, "name"));
        else
            put_scalar(b, one);
    }
}

/* Is there a name beside the code? Then the name is shown. */
static const json_t *named(const json_t *row, const char *key, bool *is_name)
{
    char other[64];
    size_t n = strlen(key);
    *is_name = n > 5 && !strcmp(key + n - 5, "_name");
    snprintf(other, sizeof other, "%s_name", key);
    const json_t *v = json_object_get(row, other);
    return v && !json_is_null(v) ? v : json_object_get(row, key);
}

/* What a member is called: a field by its name, the rest as tables say it. */
static void put_label(cx *c, const ledger_type *t, const char *key, sb *b)
{
    uint32_t f = type_field_of(t, str_of(key));
    if (f == UINT32_MAX) {
        sb_putz(b, cli_label(c, key));
        return;
    }
    sb_put(b, type_said(t->fields[f].name, c->lang));
    if (t->fields[f].unit.n)
        sb_printf(b, c->lang == LANG_EN ? " (" STR_FMT ")" : "（" STR_FMT "）",
                  STR_ARG(t->fields[f].unit));
}

static void put_fields(cx *c, const ledger_type *t, const json_t *row, sb *b)
{
    const char *key;
    const json_t *v;
    json_object_foreach((json_t *)row, key, v)
    {
        bool is_name;
        const json_t *shown = named(row, key, &is_name);
        bool empty = json_is_null(shown) || (json_is_array(shown) && !json_array_size(shown)) ||
                     (json_is_string(shown) && !*json_string_value(shown));
        if (is_name || empty)
            continue;
        put_label(c, t, key, b);
        sb_putz(b, c->lang == LANG_EN ? ": " : "：");
        put_value(b, shown);
        sb_putc(b, '\n');
    }
}

static void put_moves(cx *c, const json_t *root, sb *b)
{
    const json_t *m;
    size_t i;
    json_array_foreach(json_object_get((json_t *)root, "moves"), i, m)
    {
        const json_t *needs = json_object_get(m, "needs");
        sb_printf(b, "→ %s (%s)", text_of(m, "code"), text_of(m, "name"));
        if (!json_is_true(json_object_get(m, "allowed")))
            sb_printf(b, ": %s", text_of(m, "why"));
        if (json_array_size(needs)) {
            sb_putz(b, c->lang == LANG_EN ? "; needs " : "；还缺 ");
            put_value(b, needs);
        }
        sb_putc(b, '\n');
    }
}

static void put_history(const json_t *root, sb *b)
{
    const json_t *e;
    size_t i;
    json_array_foreach(json_object_get((json_t *)root, "history"), i, e)
    {
        sb_printf(b, "%.19s  %s  %s %s %s\n", text_of(e, "at"), text_of(e, "by_name"),
                  text_of(e, "act"), text_of(e, "move"), text_of(e, "note"));
    }
    json_array_foreach(json_object_get((json_t *)root, "comments"), i, e)
    {
        sb_printf(b, "%.19s  %s: %s\n", text_of(e, "at"), text_of(e, "by_name"),
                  text_of(e, "text"));
    }
}

bool cli_ledger_card(cx *c, const ledger_type *t, str json, sb *out)
{
    json_error_t e;
    json_t *root = json_loadb(json.p, json.n, 0, &e);
    if (!root)
        return fail(c, ERR_SYSTEM, "答案不是有效的 JSON：%s", "the answer is not valid JSON: %s",
                    e.text);
    put_fields(c, t, json_object_get(root, "row"), out);
    put_moves(c, root, out);
    put_history(root, out);
    json_decref(root);
    return sb_ok(out) || fail_memory(c);
}
