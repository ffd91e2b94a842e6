#include "http/handlers.h"

bool get_openapi(cx *c, const call *k, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    (void)k;
    sb_init(&b, 1 << 20);
    sb_putz(&b, "{}");
    return reply_json(c, &b, r);
}
