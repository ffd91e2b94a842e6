#include "store/db_impl.h"

bool db_pg_open(cx *c, const char *url, db_mode m, db **ret)
{
    return fail(c, ERR_SYSTEM, "PostgreSQL 尚未支持", "PostgreSQL is not there yet");
}
