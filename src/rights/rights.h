/* rights.h: who may do what: one decision over data (tables people, posts, roles, grants). Pure: the
 * catalogue and the day are given, nothing is read. Everything that answers or writes asks here;
 * what is denied is treated as if it did not exist.
 *
 * A right is a role's acts, for an area and all below it (or that area alone), for some domains of
 * indicators. Rights only add up: nothing takes one away. A person has those given to them and those
 * of every post they hold on the day, or stand in for by a delegation: a change of holder moves
 * them. */
#ifndef DIAODU_RIGHTS_H
#define DIAODU_RIGHTS_H
#include "base/base.h"
#include "base/err.h"
#include "model/catalog.h"

typedef struct right {
    uint32_t acts; /* bit per act */
    area_id area;  /* ID_NONE = every area */
    bool only;     /* this area, not those below it */
    str domains;   /* `;`-separated, "" = all */
    str org;       /* of the post it comes with; "" = the person's own. Only what is handed in asks
                      for it (rights_of_unit) */
    str post;      /* that post; "" = the person's own */
} right;

/* Somebody with rights. A NULL subject is the administrator at the database itself, who may do
 * everything. Area ids hold for older catalogues too (an older one is a prefix). */
typedef struct subject {
    str login;
    const right *list;
    uint32_t n;
    uint64_t print; /* equal for those who may do the same, whoever they are */
} subject;

/* Figures that everybody with the right to read sees; what is handed in and not accepted; figures
 * of single respondents. */
typedef enum secrecy { SECRET_NOT, SECRET_DRAFT, SECRET_UNIT } secrecy;

/* What `login` may do on a day (FREQ_D ordinal), by the newest catalogue; memory and texts in c->a,
 * so that the catalogue may go. Somebody without any right is a subject too. */
bool rights_of(cx *c, const catalog *k, str login, int64_t day, subject *ret) CHECKED;

/* THE decision. `area` ID_NONE = the desk as a whole, `ind` ID_NONE = all domains. */
bool rights_may(const subject *who, const catalog *k, act a, area_id area, ind_id ind);
/* The same of figures, by how secret they are. */
bool rights_see(const subject *who, const catalog *k, area_id area, ind_id ind, secrecy s);
/* May they see where the area stands among others: who may read it may. */
bool rights_see_rank(const subject *who, const catalog *k, area_id area, ind_id ind);
/* The act in this area, for some indicator: does it have a board for them. */
bool rights_area(const subject *who, const catalog *k, act a, area_id area);
/* The act somewhere, for this indicator (ID_NONE = any): what the catalogue shows of it. */
bool rights_somewhere(const subject *who, const catalog *k, act a, ind_id ind);
/* An act for what an organisation hands in (filing/filing.h): the right is over the figure, and where it
 * comes with a post, the post is one of that organisation or of one above it. *ret_post (may be NULL)
 * becomes the post they act by, "" = none. */
bool rights_of_unit(const subject *who, const catalog *k, act a, str org, area_id area, ind_id ind,
                    str *ret_post);
/* An act (ACT_LEDGER, ACT_DISPATCH) for a row of a ledger, whatever its domain: the right covers its area (ID_NONE:
 * it has none, then only rights without an area do), and to fill, where the right comes with a post, the
 * row's organisation ("" = it has none) is that post's or lies under it. */
bool rights_of_row(const subject *who, const catalog *k, act a, area_id area, str org);
/* Do they belong to this organisation or to one above it: by a post that gives them some right. */
bool rights_in_org(const subject *who, const catalog *k, str org);
/* Every area below `top` and itself, in all domains: what documents and tables of areas need. */
bool rights_see_all_below(const subject *who, const catalog *k, area_id top);

/* ---- tables of the catalogue ---- */
typedef enum table_rule {
    TABLE_OPEN,   /* everybody who may read anything; written with ACT_CATALOGUE */
    TABLE_FIGURE, /* by the area and indicator of each row */
    TABLE_PERSON, /* ACT_PEOPLE only */
    TABLE_LOG     /* ACT_AUDIT only, never written */
} table_rule;
/* Of a table's name; one that is not known is TABLE_PERSON, the strictest. */
table_rule rights_table(str name);
/* What writing a row of it needs: for TABLE_FIGURE of the row's area and indicator, else of the desk. */
act rights_table_act(str name);
/* What writing a figure of a kind needs. */
act rights_kind_act(kind k);

#endif
