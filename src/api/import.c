#include "api/import.h"
#include "base/str.h"
#include "flow/state.h"

/* A finding about a cell that became no line says its place itself: "C8", "Sheet1!C8". */
static bool put_place(json *j, const import_result *r, str text)
{
    const char *mark = memrchr(text.p, '!', text.n);
    str cell = mark ? str_from(text, (size_t)(mark - text.p) + 1) : text;
    size_t n = 0, letters;
    while (n < cell.n && cell.p[n] >= 'A' && cell.p[n] <= 'Z')
        n++;
    letters = n;
    while (n < cell.n && cell.p[n] >= '0' && cell.p[n] <= '9')
        n++;
    if (!letters || n == letters || n != cell.n || (!mark && r->w->n_sheets != 1))
        return false;
    json_str(j, "sheet", mark ? str_sub(text, 0, (size_t)(mark - text.p)) : r->w->sheets[0].name);
    json_str(j, "cell", cell);
    return true;
}

/* Sheet and cell of a finding, where the file has such. */
static void put_cell(json *j, const import_result *r, const issue *x)
{
    const import_part *part = x->part < r->n_parts ? &r->parts[x->part] : NULL;
    if (r->w && x->line == 0 && put_place(j, r, x->text))
        return;
    if (!r->w || !part || x->line < 1 || !part->rows.n || x->line - 1 > part->rows.n) {
        json_nil(j, "sheet");
        json_nil(j, "cell");
        return;
    }
    const wide_place *p = &part->rows.places[x->line > 1 ? x->line - 2 : 0];
    char place[96];
    sheet_place(r->w, &r->w->sheets[p->sheet], p->row, p->col, place);
    const char *mark = strrchr(place, '!');
    json_str(j, "sheet", r->w->sheets[p->sheet].name);
    json_strz(j, "cell", mark ? mark + 1 : place);
}

static void put_issue(cx *c, json *j, const char *path, const import_result *r, const issue *x)
{
    static const char *const severities[] = {"note", "warning", "error"};
    json_obj(j, NULL);
    json_strz(j, "severity", severities[x->severity]);
    json_strz(j, "place", import_place(c, r, path, x));
    put_cell(j, r, x);
    json_int(j, "line", x->line);
    json_str(j, "column", x->column);
    json_str(j, "text", x->text);
    json_strz(j, "reason", c->lang == LANG_EN ? x->en : x->zh);
    json_end(j, '}');
}

bool put_import(cx *c, json *j, const char *path, const import_result *r)
{
    json_strz(j, "file", path);
    json_str(j, "table", r->table);
    json_int(j, "rows", (int64_t)r->rows);
    json_int(j, "good", (int64_t)r->good);
    json_int(j, "refused", (int64_t)r->refused);
    json_int(j, "left_out", (int64_t)r->left_out);
    json_int(j, "added", (int64_t)r->added);
    json_int(j, "changed", (int64_t)r->changed);
    json_int(j, "unchanged", (int64_t)r->unchanged);
    json_int(j, "withdrawn", (int64_t)r->withdrawn);
    json_int(j, "handed_in", (int64_t)r->handed_in);
    json_bool(j, "known_file", r->known_file);
    json_int(j, "commit", r->commit_id);
    json_strz(j, "rejects", r->rejects.n ? r->rejects.p : NULL);
    json_strz(j, "mapping", r->mapping.n ? r->mapping.p : NULL);
    json_bool(j, "certain", r->certain);
    json_raw(j, "proposal", r->proposal.n ? r->proposal : S("null"));
    json_arr(j, "findings");
    for (size_t i = 0; i < r->list.n; i++)
        put_issue(c, j, path, r, &r->list.list[i]);
    json_end(j, ']');
    return true;
}

/* ---- the sheets as they lie there ---- */
#define SHOWN_SHEETS 12
#define SHOWN_ROWS 200
#define SHOWN_COLUMNS 60

static void put_sheet_row(json *j, const import_result *r, uint32_t sheet, const sheet_row *w)
{
    json_obj(j, NULL);
    json_int(j, "row", (int64_t)w->row + 1);
    json_arr(j, "cells");
    for (uint32_t i = 0; i < w->n && w->cells[i].col < SHOWN_COLUMNS; i++) {
        json_arr(j, NULL);
        json_int(j, NULL, w->cells[i].col);
        json_str(j, NULL, str_sub(w->cells[i].text, 0, 200));
        json_strz(j, NULL,
                  r->map ? mapping_role(r->map, r->w, sheet, w->row, w->cells[i].col) : "value");
        json_end(j, ']');
    }
    json_end(j, ']');
    json_end(j, '}');
}

bool put_preview(cx *c, json *j, const import_result *r)
{
    (void)c;
    json_arr(j, "preview");
    for (uint32_t s = 0; r->w && s < r->w->n_sheets && s < SHOWN_SHEETS; s++) {
        const sheet *w = &r->w->sheets[s];
        json_obj(j, NULL);
        json_str(j, "name", w->name);
        json_bool(j, "hidden", w->hidden);
        json_int(j, "rows_total", w->n_rows);
        json_int(j, "columns_total", w->n_cols);
        json_arr(j, "merges");
        for (uint32_t m = 0; m < w->n_merges && w->merges[m].row0 < SHOWN_ROWS; m++) {
            const merge *k = &w->merges[m];
            json_arr(j, NULL);
            json_int(j, NULL, (int64_t)k->row0 + 1);
            json_int(j, NULL, k->col0);
            json_int(j, NULL, (int64_t)k->row1 + 1);
            json_int(j, NULL, k->col1);
            json_end(j, ']');
        }
        json_end(j, ']');
        json_arr(j, "rows");
        for (uint32_t i = 0; i < w->n_rows && i < SHOWN_ROWS; i++)
            put_sheet_row(j, r, s, &w->rows[i]);
        json_end(j, ']');
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

/* ---- lost updates ---- */
static void put_commit(json *j, const char *key, const commit *k)
{
    json_obj(j, key);
    json_int(j, "commit", k->id);
    put_time(j, "recorded_at", k->recorded_at);
    json_str(j, "recorded_by", k->recorded_by);
    json_str(j, "reason", k->reason);
    json_str(j, "source", k->source);
    json_end(j, '}');
}

static bool commit_conflict(cx *c, store *s, int64_t since, json *j, bool *ret)
{
    commit *list;
    size_t n;
    TRY(store_commits(c, s, since - 1, STORE_NOW, &list, &n));
    *ret = n == 0 || list[n - 1].id != since;
    if (*ret && n) {
        put_commit(j, "yours", &list[0]);
        put_commit(j, "current", &list[n - 1]);
    }
    return true;
}

bool put_conflict(cx *c, store *s, const catalog *k, obs_key key, int64_t since, json *j,
                  bool *ret_changed)
{
    state st;
    size_t last = SIZE_MAX, yours = SIZE_MAX;
    *ret_changed = false;
    if (!key)
        return commit_conflict(c, s, since, j, ret_changed);
    TRY(state_versions(c, s, STORE_NOW, key, &st));
    for (size_t i = 0; i < st.b.n; i++) {
        if (st.b.key[i] != key)
            continue;
        last = i;
        if (st.commits[st.b.line[i]].id <= since)
            yours = i;
    }
    *ret_changed = last != yours;
    if (*ret_changed) {
        const indicator *ind = &k->inds[obs_key_ind(key)];
        if (yours == SIZE_MAX)
            json_nil(j, "yours");
        else
            put_version(j, "yours", &st, ind, yours, 0);
        put_version(j, "current", &st, ind, last, 0);
    }
    state_done(&st);
    return true;
}
