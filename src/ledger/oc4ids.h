/* oc4ids.h: rows of a ledger as projects of the Open Contracting for Infrastructure Data Standard 0.9, and
 * projects of that standard as rows. Which field is which member is data: the member "oc4ids" of a type's file
 * (docs/ledgers.md, "OC4IDS"). Amounts go from the field's unit to that of the currency and back digit by
 * digit. Nothing is written here: an export is JSON, an import the text of tables that take the way of every
 * other file. Pure. */
#ifndef DIAODU_LEDGER_OC4IDS_H
#define DIAODU_LEDGER_OC4IDS_H
#include "base/sb.h"
#include "ledger/view.h"
#include "model/issue.h"

#define OC4IDS_VERSION "0.9"
#define OC4IDS_MAX_MEMBERS 64 /* one bit each */
#define OC4IDS_MAX_BYTES ((size_t)256 << 20)

/* What stands at a place of a project. */
typedef enum oc4ids_kind {
    OC4IDS_TEXT,
    OC4IDS_DATE,
    OC4IDS_AMOUNT,     /* {amount, currency} */
    OC4IDS_CODE,       /* of a closed codelist */
    OC4IDS_CODES,      /* a list of codes */
    OC4IDS_IDENTIFIER, /* of a list */
    OC4IDS_CLASS,      /* of additionalClassifications: the ledger's own codes */
    OC4IDS_GAZETTEER,
    OC4IDS_POINT,
    OC4IDS_PARTY,
    OC4IDS_METRIC,
    OC4IDS_MILESTONES, /* all, or a date field as one */
    OC4IDS_DOCUMENTS
} oc4ids_kind;

typedef struct oc4ids_pair {
    str own, theirs; /* several of theirs: codes separated by ; */
} oc4ids_pair;

typedef struct oc4ids_member {
    oc4ids_kind kind;
    uint32_t place;     /* in the order of the standard */
    const char *path;   /* "completion.endDate" */
    uint32_t name, lat; /* a field or TYPE_NAME_STAGE; of a point the second; UINT32_MAX = none */
    uint32_t series;   /* UINT32_MAX = none; actual figures in metrics, planned ones in forecasts */
    const expr *value; /* instead of a field: exported only */
    str unit;          /* of the value */
    const oc4ids_pair *pairs;
    uint32_t n_pairs;
    str scheme, id, code;
    const str *roles;
    uint32_t n_roles;
    uint32_t other; /* text field for a name that the desk does not know; UINT32_MAX = none */
} oc4ids_member;

struct type_oc4ids {
    str prefix;                   /* of the projects' identifiers */
    str currency, unit;           /* of amounts: CNY, 元 */
    const oc4ids_member *members; /* as the file has them */
    uint32_t n_members;
    const uint32_t *order; /* of the standard: indices of members */
};

/* What is asked of the desk. Names and codes as flow/ledger_said.h and book_resolve_fn have them. */
typedef struct oc4ids_desk {
    void *user;
    const unit_table *units;
    bool (*said)(cx *c, void *user, const type_field *f, str code, str *ret);
    book_resolve_fn resolve;
    /* Of an import, by field and for the stage: what stands whatever the document says. "" = nothing; NULL = none. */
    const str *with;
    str with_stage;
    str without; /* paths that are not read, commas between them */
} oc4ids_desk;

/* One row of a book whose type has the member, as an object at the end of `j`. ERR_DATA names the row and
 * field whose value the standard cannot hold. */
bool oc4ids_put(cx *c, json *j, const oc4ids_desk *d, ledger_view *v, const book *b,
                uint32_t row) CHECKED;
/* The identifier of a row as a project, in c->a. */
bool oc4ids_id(cx *c, const ledger_type *t, str code, str *ret) CHECKED;

/* One table of an import: line i + 2 of the text is from places[i] of the document. */
typedef struct oc4ids_table {
    str text;
    const char **places;
    uint32_t n_places, rows;
} oc4ids_table;
typedef struct oc4ids_tables {
    oc4ids_table rows, series, milestones; /* in c->a; rows 0 = none */
} oc4ids_tables;
/* A project package (or {"projects": […]}) as tables of the type: ledger:TYPE, ledger_series, milestones. Values
 * that do not fit are errors of their lines in `list` (part: 0, 1, 2 in this order), members that nothing here
 * is made of warnings with their path and how often they stand there. ERR_DATA: it is no such document; ERR_LIMIT. */
bool oc4ids_read(cx *c, const ledger_type *t, const book *b, const oc4ids_desk *d, str json,
                 oc4ids_tables *ret, issues *list) CHECKED;
/* Where a column of rows comes from, "completion.endDate"; "" = nowhere. */
const char *oc4ids_path(const ledger_type *t, str column);
#endif
