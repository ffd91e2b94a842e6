/* init.h: a new desk: schema, built-in catalogue, home area. */
#ifndef DIAODU_INIT_H
#define DIAODU_INIT_H
#include "flow/desk.h"

/* Refuses what exists already (ERR_CONFLICT). `home` "" = none; a code of the built-in areas. `demo`:
 * the desk says of itself that it is for trying out. */
bool init_desk(cx *c, const char *url, str home, str by, bool demo) CHECKED;

#endif
