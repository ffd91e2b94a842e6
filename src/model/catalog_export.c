/* The catalogue as CSV again: the columns of the contract, defaults spelled out, dates as days. */
#include "model/catalog_impl.h"
#include "base/sb.h"
#include <math.h>

typedef struct line {
    sb *out;
    bool more;
} line;

static void put(line *l, str s)
{
    if (l->more)
        sb_putc(l->out, ',');
    l->more = true;
    csv_put(l->out, s);
}

static void putz(line *l, const char *z)
{
    put(l, str_of(z));
}

static void end(line *l)
{
    sb_putc(l->out, '\n');
    l->more = false;
}

static void put_day(line *l, int64_t day)
{
    char text[32] = "";
    if (day != INT64_MIN && day != INT64_MAX) {
        int y, m, d;
        date_split(day, &y, &m, &d);
        snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
    }
    putz(l, text);
}

static void put_validity(line *l, validity v)
{
    put_day(l, v.from);
    put_day(l, v.to);
}

static void put_int(line *l, int v, int none)
{
    char text[16] = "";
    if (v != none)
        snprintf(text, sizeof text, "%d", v);
    putz(l, text);
}

static void put_double(line *l, double v)
{
    if (isnan(v)) {
        putz(l, "");
        return;
    }
    if (l->more)
        sb_putc(l->out, ',');
    l->more = true;
    sb_double(l->out, v);
}

static void put_yes(line *l, bool v)
{
    putz(l, v ? "yes" : "no");
}

static void put_area(line *l, const catalog *k, area_id a)
{
    put(l, a == ID_NONE ? (str){0} : k->areas[a].code);
}

static void put_ind(line *l, const catalog *k, ind_id i)
{
    put(l, i == ID_NONE ? (str){0} : k->inds[i].code);
}

static void export_areas(const catalog *k, line *l)
{
    for (const area *a = k->areas; a < k->areas + k->n_areas; a++) {
        if (a->withdrawn)
            continue;
        put(l, a->code);
        put(l, a->name);
        put(l, a->name_en);
        putz(l, area_level_name(a->level));
        put_area(l, k, a->parent);
        if (a->additive_to == ID_NONE && a->parent != ID_NONE)
            putz(l, "-");
        else
            put_area(l, k, a->additive_to);
        put_yes(l, a->members_complete);
        put_area(l, k, a->benchmark);
        put(l, a->groups);
        put_validity(l, a->valid);
        put(l, a->replaced_by);
        put_double(l, a->lon);
        put_double(l, a->lat);
        end(l);
    }
}

static void put_frequencies(line *l, const indicator *v)
{
    char text[2 * COUNT_OF(v->freqs)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(v->freqs) && v->freqs[i] != FREQ_NONE; i++) {
        if (n)
            text[n++] = ';';
        text[n++] = freq_char(v->freqs[i]);
    }
    put(l, (str){text, n});
}

static void put_levels(line *l, const indicator *v)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 256);
    for (int i = LEVEL_NONE + 1; i <= LEVEL_STREET; i++)
        if (v->levels >> i & 1) {
            sb_putz(&b, b.n ? ";" : "");
            sb_putz(&b, area_level_name((area_level)i));
        }
    l->out->bad = l->out->bad || !sb_ok(&b);
    put(l, sb_str(&b));
}

static void put_aggregation(line *l, const catalog *k, const indicator *v)
{
    char text[256] = "";
    if (v->aggregation == AGG_WEIGHTED)
        snprintf(text, sizeof text, "weighted:" STR_FMT, STR_ARG(k->inds[v->agg_den].code));
    else if (v->aggregation == AGG_RATIO)
        snprintf(text, sizeof text, "ratio:" STR_FMT "/" STR_FMT, STR_ARG(k->inds[v->agg_num].code),
                 STR_ARG(k->inds[v->agg_den].code));
    else
        snprintf(text, sizeof text, "%s", v->aggregation == AGG_SUM ? "sum" : "none");
    putz(l, text);
}

static void put_index_base(line *l, const indicator *v)
{
    char text[32] = "";
    if (v->index_base == IDX_FIXED)
        snprintf(text, sizeof text, "fixed:%d", v->index_year);
    else if (v->index_base != IDX_NONE)
        snprintf(text, sizeof text, "%s",
                 v->index_base == IDX_LY     ? "ly=100"
                 : v->index_base == IDX_PREV ? "prev=100"
                                             : "diffusion=50");
    putz(l, text);
}

static void export_indicator(const catalog *k, line *l, const indicator *v)
{
    put(l, v->code);
    put(l, v->name);
    put(l, v->name_en);
    put(l, v->aliases);
    put(l, v->domain);
    put(l, v->unit);
    putz(l, nature_name(v->nature));
    put_frequencies(l, v);
    putz(l, basis_name(v->basis));
    put_yes(l, v->joint_jan_feb);
    putz(l, direction_name(v->direction));
    put_aggregation(l, k, v);
    putz(l, v->price == PRICE_EMPTY ? "" : price_name(v->price));
    put_index_base(l, v);
    put_int(l, v->release_lag, -1);
    put_int(l, v->release_day, -1);
    put_levels(l, v);
    put_ind(l, k, v->variant_of);
    put(l, v->variant);
    put_ind(l, k, v->parent);
    put(l, v->supports);
    put(l, v->matches);
    put(l, v->owner_org);
    put(l, v->owner_post);
    put(l, v->leader_post);
    put_int(l, v->decimals, -1);
    put(l, v->definition);
    put_validity(l, v->valid);
    put_ind(l, k, v->replaced_by);
    end(l);
}

static void export_indicators(const catalog *k, line *l)
{
    for (const indicator *v = k->inds; v < k->inds + k->n_inds; v++)
        if (!v->withdrawn)
            export_indicator(k, l, v);
}

static void export_sets(const catalog *k, line *l, bool rosters)
{
    for (const set *s = k->sets; s < k->sets + k->n_sets; s++)
        for (uint32_t i = 0; s->roster == rosters && i < s->n; i++) {
            put(l, s->code);
            put(l, s->name);
            putz(l, s->of_areas ? "area" : "indicator");
            if (s->of_areas)
                put_area(l, k, s->members[i].id);
            else
                put_ind(l, k, s->members[i].id);
            put_validity(l, s->members[i].valid);
            end(l);
        }
}

static void export_breaks(const catalog *k, line *l)
{
    for (const series_break *b = k->breaks; b < k->breaks + k->n_breaks; b++) {
        put_ind(l, k, b->ind);
        put_area(l, k, b->area);
        put_day(l, b->from);
        put(l, b->old_basis);
        put(l, b->new_basis);
        put_yes(l, b->linkable);
        put_double(l, b->factor);
        put(l, b->note);
        end(l);
    }
}

static void export_weights(const catalog *k, line *l)
{
    for (const weight *w = k->weights; w < k->weights + k->n_weights; w++) {
        put_area(l, k, w->area);
        put_ind(l, k, w->ind);
        put_int(l, w->year, 0);
        put(l, w->member);
        put_double(l, w->weight);
        end(l);
    }
}

static void export_orgs(const catalog *k, line *l)
{
    for (const org *o = k->orgs; o < k->orgs + k->n_orgs; o++) {
        put(l, o->code);
        put(l, o->name);
        put(l, o->kind);
        put_area(l, k, o->area);
        put(l, o->parent);
        end(l);
    }
}

static void export_posts(const catalog *k, line *l)
{
    for (const post *p = k->posts; p < k->posts + k->n_posts; p++) {
        put(l, p->code);
        put(l, p->title);
        put(l, p->org);
        put(l, p->holder);
        put_validity(l, p->valid);
        end(l);
    }
}

static void export_shapes(const catalog *k, line *l)
{
    for (const area_shape *s = k->shapes; s < k->shapes + k->n_shapes; s++) {
        put_area(l, k, s->area);
        put_validity(l, s->valid);
        put(l, s->outline);
        end(l);
    }
}

static void put_period(line *l, period p)
{
    char text[PERIOD_TEXT_MAX];
    period_print(p, text);
    putz(l, text);
}

static void export_cause_codes(const catalog *k, line *l)
{
    for (const cause_code *v = k->cause_codes; v < k->cause_codes + k->n_cause_codes; v++) {
        const str cells[] = {v->code, v->name, v->name_en, v->parent, v->route, v->route_en};
        for (size_t i = 0; i < COUNT_OF(cells); i++)
            put(l, cells[i]);
        end(l);
    }
}

static void export_gap_causes(const catalog *k, line *l)
{
    for (const gap_cause *g = k->gap_causes; g < k->gap_causes + k->n_gap_causes; g++) {
        put_area(l, k, g->area);
        put_ind(l, k, g->ind);
        put_period(l, g->period);
        put(l, k->cause_codes[g->cause].code);
        putz(l, gap_side_name(g->side));
        put(l, g->text);
        put(l, g->org);
        put(l, g->person);
        end(l);
    }
}

static void export_gap_plans(const catalog *k, line *l)
{
    for (const gap_plan *p = k->gap_plans; p < k->gap_plans + k->n_gap_plans; p++) {
        const str cells[] = {p->measure, p->support, p->amount_text, p->unit,
                             p->org,     p->leader,  p->person,      p->note};
        put_area(l, k, p->area);
        put_ind(l, k, p->ind);
        put_period(l, p->checkpoint);
        put(l, p->item);
        put_period(l, p->period);
        put_period(l, p->due);
        for (size_t i = 0; i < COUNT_OF(cells); i++)
            put(l, cells[i]);
        end(l);
    }
}

static void export_people(const catalog *k, line *l)
{
    for (const person *p = k->people; p < k->people + k->n_people; p++) {
        const str cells[] = {p->code, p->name, p->org, p->note};
        for (size_t i = 0; i < COUNT_OF(cells); i++)
            put(l, cells[i]);
        end(l);
    }
}

static void export_roles(const catalog *k, line *l)
{
    for (const role *r = k->roles; r < k->roles + k->n_roles; r++) {
        char acts[128];
        size_t n = 0;
        acts[0] = 0;
        for (act a = 0; a < ACT_MAX_; a++)
            if (r->acts >> a & 1)
                n += (size_t)snprintf(acts + n, sizeof acts - n, "%s%s", n ? ";" : "", act_name(a));
        put(l, r->code);
        put(l, r->name);
        put(l, r->name_en);
        putz(l, acts);
        end(l);
    }
}

static void export_grants(const catalog *k, line *l)
{
    for (const grant *g = k->grants; g < k->grants + k->n_grants; g++) {
        put(l, g->subject);
        put(l, k->roles[g->role].code);
        put_area(l, k, g->area);
        putz(l, grant_scope_name(g->scope));
        put(l, g->domains);
        put_validity(l, g->valid);
        put(l, g->note);
        end(l);
    }
}

static void put_form_day(line *l, form_day d)
{
    char text[16] = "";
    if (d.day)
        snprintf(text, sizeof text, "%.*s%d", d.months, "+++", d.day);
    putz(l, text);
}

static void put_inds(line *l, const catalog *k, const ind_id *list, uint32_t n)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 1 << 20);
    for (uint32_t i = 0; i < n; i++) {
        sb_putz(&b, i ? ";" : "");
        sb_put(&b, k->inds[list[i]].code);
    }
    if (!sb_ok(&b))
        l->out->bad = true;
    put(l, sb_str(&b));
}

static void export_forms(const catalog *k, line *l)
{
    for (const form *f = k->forms; f < k->forms + k->n_forms; f++) {
        put(l, f->code);
        put(l, f->name);
        put(l, f->name_en);
        putz(l, form_kind_name(f->kind));
        put_inds(l, k, f->inds, f->n_inds);
        put(l, (str){(const char[]){freq_char(f->freq)}, 1});
        put_form_day(l, f->opens);
        put_form_day(l, f->due);
        put_form_day(l, f->closes);
        put_yes(l, f->workday);
        put_int(l, f->steps, -1);
        putz(l, f->by_itself ? "auto" : "statistics");
        put(l, f->table_no);
        put(l, f->authority);
        put(l, f->approval);
        put_day(l, f->valid_to == INT64_MAX ? INT64_MAX : f->valid_to - 1);
        put_int(l, f->remind_days, -1);
        put_int(l, f->escalate_days, -1);
        put(l, f->note);
        end(l);
    }
}

static void export_form_units(const catalog *k, line *l)
{
    for (const form_unit *u = k->form_units; u < k->form_units + k->n_form_units; u++) {
        const form *f = &k->forms[u->form];
        put(l, f->code);
        put(l, u->org);
        put_area(l, k, u->area);
        put_inds(l, k, u->inds, u->inds == f->inds ? 0 : u->n_inds);
        put_validity(l, u->valid);
        put(l, u->note);
        end(l);
    }
}

static void put_instant(line *l, int64_t us)
{
    char text[TIME_TEXT_MAX];
    time_print(us, text);
    putz(l, text);
}

static void export_windows(const catalog *k, line *l)
{
    for (const net_window *w = k->windows; w < k->windows + k->n_windows; w++) {
        put(l, w->code);
        put(l, w->name);
        put_instant(l, w->opens);
        put_instant(l, w->closes);
        put(l, w->level);
        put(l, w->source);
        put(l, w->indicators);
        put(l, w->note);
        end(l);
    }
}

static void export_delegations(const catalog *k, line *l)
{
    for (const delegation *d = k->delegations; d < k->delegations + k->n_delegations; d++) {
        put(l, d->post);
        put(l, d->to);
        put_validity(l, d->valid);
        put(l, d->note);
        end(l);
    }
}

/* Header: the columns without stars, without `withdrawn`. */
static void export_header(line *l, enum table_no t)
{
    for (int i = 0; i < table_specs[t].n_columns; i++)
        put(l, column_name(&table_specs[t], i));
    end(l);
}

bool catalog_export(cx *c, const catalog *k, str table, sb *out)
{
    const table_def *def = catalog_table(table);
    if (!def)
        return fail(c, ERR_UNKNOWN, "没有名为“" STR_FMT "”的目录表",
                    "there is no catalogue table \"" STR_FMT "\"", STR_ARG(table));
    line l = {.out = out};
    enum table_no t = (enum table_no)(def - catalog_tables);
    export_header(&l, t);
    switch (t) {
    case TABLE_AREAS:
        export_areas(k, &l);
        break;
    case TABLE_INDICATORS:
        export_indicators(k, &l);
        break;
    case TABLE_SETS:
    case TABLE_ROSTERS:
        export_sets(k, &l, t == TABLE_ROSTERS);
        break;
    case TABLE_BREAKS:
        export_breaks(k, &l);
        break;
    case TABLE_WEIGHTS:
        export_weights(k, &l);
        break;
    case TABLE_ORGS:
        export_orgs(k, &l);
        break;
    case TABLE_POSTS:
        export_posts(k, &l);
        break;
    case TABLE_SHAPES:
        export_shapes(k, &l);
        break;
    case TABLE_CAUSE_CODES:
        export_cause_codes(k, &l);
        break;
    case TABLE_GAP_CAUSES:
        export_gap_causes(k, &l);
        break;
    case TABLE_GAP_PLANS:
        export_gap_plans(k, &l);
        break;
    case TABLE_PEOPLE:
        export_people(k, &l);
        break;
    case TABLE_ROLES:
        export_roles(k, &l);
        break;
    case TABLE_GRANTS:
        export_grants(k, &l);
        break;
    case TABLE_FORMS:
        export_forms(k, &l);
        break;
    case TABLE_FORM_UNITS:
        export_form_units(k, &l);
        break;
    case TABLE_WINDOWS:
        export_windows(k, &l);
        break;
    case TABLE_DELEGATIONS:
        export_delegations(k, &l);
        break;
    case TABLE_MAX_:
        break;
    }
    return sb_ok(out) || fail_memory(c);
}
