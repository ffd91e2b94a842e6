/* doors.h: who comes in. A copy of the accounts and of what was handed out to them, read again when it
 * changes (by whichever process): a request is known without asking the store. Any thread. */
#ifndef DIAODU_HTTP_DOORS_H
#define DIAODU_HTTP_DOORS_H
#include "flow/who.h"

typedef struct doors doors;
/* A session that was not used for `idle_minutes` has ended. */
bool doors_open(cx *c, const char *url, int idle_minutes, doors **ret) CHECKED;
void doors_close(doors *d); /* NULL-safe */
/* Read again if anything changed; cheap when nothing did. */
bool doors_refresh(cx *c, doors *d) CHECKED;
/* Now and then, from one thread: write down which sessions were used, so that another process, or this
 * one started again, knows; ends those that rest. Tries later where somebody else writes. */
void doors_note(cx *c, doors *d);
/* Are there accounts: without any, nobody is asked who they are. */
bool doors_guarded(doors *d);
/* Whose is it: a session or token that has not ended, of an account that is not disabled. Texts in c->a;
 * false when there is none such (not a failure), or no memory. */
bool doors_find(cx *c, doors *d, str token, credential *ret);

#endif
