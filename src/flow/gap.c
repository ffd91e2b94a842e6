#include "flow/gap.h"
#include "base/sb.h"
#include "base/str.h"
#include "panel/target.h"

/* ---- the row ---- */
typedef struct gap_cell {
    const char *column;
    str text;
    bool key;
} gap_cell;

/* Header and one row; a withdrawal says its key only. */
static bool put_cells(cx *c, const gap_cell *cells, size_t n, bool withdraw, sb *out)
{
    for (int line = 0; line < 2; line++) {
        for (size_t i = 0; i < n; i++) {
            if (i)
                sb_putc(out, ',');
            if (line == 0)
                sb_putz(out, cells[i].column);
            else if (cells[i].key || !withdraw)
                csv_put(out, cells[i].text);
        }
        if (withdraw)
            sb_putz(out, line ? ",yes" : ",withdrawn");
        sb_putc(out, '\n');
    }
    return sb_ok(out) || fail_memory(c);
}

static bool put_cause(cx *c, const gap_values *v, str area_code, str ind, sb *out)
{
    const gap_cell cells[] = {
        {"area", area_code, true}, {"indicator", ind, true},     {"period", v->period, true},
        {"cause", v->cause, true}, {"side", v->side, false},     {"text", v->text, false},
        {"org", v->org, false},    {"person", v->person, false},
    };
    return put_cells(c, cells, COUNT_OF(cells), v->withdraw, out);
}

/* H1 of the period's year as 2024-06. */
static bool checkpoint_of(cx *c, const gap_values *v, period *ret)
{
    period t;
    if (!period_parse_iso(v->period, &t))
        return fail(c, ERR_USAGE, "时期“" STR_FMT "”无法识别；请写成 2024-05",
                    "period \"" STR_FMT "\" cannot be read; write 2024-05", STR_ARG(v->period));
    str name = v->checkpoint.n ? v->checkpoint : period_last_month(t) <= 6 ? S("H1") : S("Y");
    if (!checkpoint_parse(name, t, ret))
        return fail(c, ERR_USAGE, "节点可为 Q1、H1、Q3、Y 或时期，不能是“" STR_FMT "”",
                    "a checkpoint is Q1, H1, Q3, Y or a period, not \"" STR_FMT "\"",
                    STR_ARG(name));
    *ret = period_as_month(*ret);
    return true;
}

static int64_t next_item(const catalog *k, area_id a, ind_id i, period checkpoint)
{
    uint32_t n;
    int64_t last = 0, no;
    const gap_plan *all = catalog_gap_plans(k, a, i, &n);
    for (uint32_t j = 0; j < n; j++)
        if (all[j].checkpoint.ord == checkpoint.ord && str_int(all[j].item, &no) && no > last)
            last = no;
    return last + 1;
}

static bool put_plan(cx *c, const catalog *k, const gap_values *v, area_id a, ind_id i, sb *out)
{
    period checkpoint;
    char at[PERIOD_TEXT_MAX], item[24];
    TRY(checkpoint_of(c, v, &checkpoint));
    period_print(checkpoint, at);
    snprintf(item, sizeof item, "%lld", (long long)next_item(k, a, i, checkpoint));
    const gap_cell cells[] = {
        {"area", k->areas[a].code, true}, {"indicator", k->inds[i].code, true},
        {"checkpoint", str_of(at), true}, {"item", v->item.n ? v->item : str_of(item), true},
        {"period", v->period, false},     {"due", v->due, false},
        {"measure", v->measure, false},   {"support", v->support, false},
        {"amount", v->amount, false},     {"unit", v->unit, false},
        {"org", v->org, false},           {"leader", v->leader, false},
        {"person", v->person, false},     {"note", v->note, false},
    };
    return put_cells(c, cells, COUNT_OF(cells), v->withdraw, out);
}

/* ---- the commit ---- */
/* A number given from a snapshot is only free as long as nobody wrote after it. */
struct numbered {
    const import_options *o;
    int64_t head;
};

static bool still_free(cx *c, store *s, void *user)
{
    struct numbered *w = user;
    commit now;
    TRY(store_head(c, s, STORE_NOW, &now));
    if (now.id != w->head)
        return fail(c, ERR_CONFLICT, "此刻另有提交，序号可能已被占用；请再试一次",
                    "somebody committed at this moment and may have taken the number; try again");
    return !w->o->guard || w->o->guard(c, s, w->o->guard_user);
}

bool gap_write(cx *c, const char *url, const desk *d, gap_table t, const gap_values *v,
               const import_options *o, import_result *ret)
{
    area_id a;
    ind_id i;
    sb row CLEANUP(sb_done) = {0};
    import_options with = *o;
    struct numbered w = {o, d->head.id};
    *ret = (import_result){.table = S("")};
    sb_init(&row, 1 << 20);
    if (!o->reason.n)
        return fail(c, ERR_USAGE, "须写明原因（reason）：为什么登记或改动",
                    "a reason is needed: why this is recorded or changed");
    if (t == GAP_PLAN && v->withdraw && !v->item.n)
        return fail(c, ERR_USAGE, "撤回须给出序号（item）", "to take a row back, give its item");
    TRY(desk_need_figure(c, d, v->area, v->indicator, &a, &i));
    if (t == GAP_CAUSE)
        TRY(put_cause(c, v, d->k->areas[a].code, d->k->inds[i].code, &row));
    else
        TRY(put_plan(c, d->k, v, a, i, &row));
    if (t == GAP_PLAN && !v->item.n) {
        with.guard = still_free;
        with.guard_user = &w;
    }
    bool ok = import_text(c, url, t == GAP_CAUSE ? S("gap_causes") : S("gap_plans"), sb_str(&row),
                          &with, ret);
    if (!ok && c->err.code == ERR_DATA)
        import_first_error(c, ret);
    if (ok && v->withdraw && ret->withdrawn == 0)
        return fail(c, ERR_UNKNOWN, "没有可撤回的这一行", "there is no such row to take back");
    return ok;
}
