/* filing: one submission from the command line: shown, filled from a file, moved on. */
#include "base/csv.h"
#include "base/os.h"
#include "base/str.h"
#include "cli/cli.h"
#include "flow/filing.h"

static bool column(const csv *head, const char *name, size_t *ret)
{
    for (*ret = 0; *ret < head->n; ++*ret)
        if (str_ieqz(str_trim(head->fields[*ret]), name))
            return true;
    return false;
}

/* Cells of a CSV file with a header: area, indicator and whatever of the others it has. */
static bool read_cells(cx *c, const char *path, str text, filing_order *o)
{
    static const char *const names[] = {"area", "indicator", "level", "growth",
                                        "note", "verdict",   "reason"};
    size_t at[COUNT_OF(names)], cap = 1;
    bool there[COUNT_OF(names)], ok = true;
    csv r;
    for (size_t i = 0; i < text.n; i++)
        cap += text.p[i] == '\n';
    filing_entry *list = cx_alloc(c, cap * sizeof *list);
    TRY(list);
    csv_init(&r, text);
    for (bool head = true; ok && csv_next(c, &r); head = false) {
        str cells[COUNT_OF(names)];
        for (size_t i = 0; head && i < COUNT_OF(names); i++)
            there[i] = column(&r, names[i], &at[i]);
        if (head && !(there[0] && there[1]))
            ok = fail(c, ERR_FORMAT, "%s 的表头须有 area 和 indicator",
                      "the header of %s needs area and indicator", path);
        if (head || !ok)
            continue;
        for (size_t i = 0; ok && i < COUNT_OF(names); i++) {
            cells[i] = S("");
            ok = !there[i] || at[i] >= r.n ||
                 arena_str(c->a, str_trim(r.fields[at[i]]), &cells[i]) || fail_memory(c);
        }
        list[o->n++] = (filing_entry){.area = cells[0],
                                      .ind = cells[1],
                                      .level = cells[2],
                                      .growth = cells[3],
                                      .note = cells[4],
                                      .has_level = there[2],
                                      .has_growth = there[3],
                                      .has_note = there[4],
                                      .returned = str_ieqz(cells[5], "return"),
                                      .reason = cells[6]};
    }
    csv_done(&r);
    o->entries = list;
    return ok && !c->err.code;
}

static bool read_file(cx *c, const char *path, filing_order *o)
{
    os_file f;
    TRY(os_map(c, path, (size_t)16 << 20, &f));
    bool ok = read_cells(c, path, f.data, o);
    os_unmap(&f);
    return ok;
}

static bool read_order(cx *c, const args *a, filing_order *o, os_file *scan)
{
    period p;
    str cells = arg_str(a, "cells"), until = arg_str(a, "until"), paper = arg_str(a, "scan");
    *o = (filing_order){.url = a->db,
                        .key = {arg_str(a, "form"), arg_str(a, "org"), arg_str(a, "period")},
                        .version = -1,
                        .note = arg_str(a, "note"),
                        .by = arg_str(a, "as")};
    if (!filing_act_parse(str_of(a->rest[0]), &o->act) ||
        a->n_rest != (o->act == FILING_SAVE ? 2 : 1))
        return fail(c, ERR_USAGE,
                    "用法：diaodu filing [sheet|save "
                    "文件.csv|.xlsx|submit|check|review|sign|return|withdraw|accept|"
                    "reopen|extend|comment|scan] --form F --org O --period P",
                    "usage: diaodu filing [sheet|save "
                    "FILE.csv|.xlsx|submit|check|review|sign|return|withdraw|"
                    "accept|reopen|extend|comment|scan] --form F --org O --period P");
    if (until.n && !(period_parse_iso(until, &p) && p.f == FREQ_D))
        return fail(c, ERR_USAGE, "--until 须为日期，如 2024-06-28",
                    "--until is a date like 2024-06-28");
    o->until = until.n ? p.ord : 0;
    if (paper.n) {
        const char *path = cx_strdup(c, paper);
        TRY(path && os_map(c, path, (size_t)16 << 20, scan));
        o->scan = scan->data;
    }
    if (o->act == FILING_SAVE)
        return cli_is_book(a->rest[1]) || read_file(c, a->rest[1], o);
    const char *path = cells.n ? cx_strdup(c, cells) : NULL;
    return !cells.n || (path && read_file(c, path, o));
}

bool run_filing(cx *c, const args *a)
{
    desk d;
    filing_order o;
    os_file scan = {0};
    if (!arg_on(a, "form") || !arg_on(a, "org") || !arg_on(a, "period"))
        return fail(c, ERR_USAGE, "filing 需要 --form、--org、--period；见 diaodu help filing",
                    "filing needs --form, --org and --period; see diaodu help filing");
    if (!a->n_rest)
        return run_answer(c, a);
    if (!strcmp(a->rest[0], "sheet"))
        return run_filing_sheet(c, a);
    bool ok = read_order(c, a, &o, &scan) && cli_desk(c, a, false, ID_NONE, &d);
    if (ok) {
        ok = o.act != FILING_SAVE      ? filing_do(c, &d, &o)
             : cli_is_book(a->rest[1]) ? cli_save_book(c, a, &d, &o, a->rest[1])
                                       : filing_fill(c, &d, &o);
        desk_close(&d);
    }
    os_unmap(&scan);
    args shown = *a;
    shown.n_rest = 0;
    return ok && run_answer(c, &shown); /* as it stands now */
}
