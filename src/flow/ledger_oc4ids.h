/* ledger_oc4ids.h: which ledger goes with the OC4IDS standard, and what it asks of the desk
 * (ledger/oc4ids.h). */
#ifndef DIAODU_FLOW_LEDGER_OC4IDS_H
#define DIAODU_FLOW_LEDGER_OC4IDS_H
#include "flow/ledgers.h"
#include "ledger/oc4ids.h"

/* The type that was asked for, else the first that has the member "oc4ids"; ERR_UNKNOWN: none has. In c->a. */
bool ledger_oc4ids_type(cx *c, const desk *d, str asked, str *ret) CHECKED;
/* ERR_USAGE: the ledger that is held has no such member. */
bool ledger_need_oc4ids(cx *c, const ledger_hold *h) CHECKED;
/* Names and codes of the desk; as long as the hold. */
oc4ids_desk ledger_oc4ids_desk(ledger_hold *h);
#endif
