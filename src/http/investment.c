/* Remaining investment and the link to published figures over HTTP: answered as on the command line. */
#include "api/investment.h"
#include "http/handlers.h"

typedef bool (*investment_answer_fn)(cx *c, const desk *d, const investment_query *q, sb *out);

static bool told(cx *c, const call *k, investment_answer_fn fn, reply *r)
{
    investment_query q;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return investment_query_read(c, params_word, (void *)k->p, &q) && fn(c, &d, &q, &out) &&
           reply_json(c, &out, r);
}

bool get_investment_remaining(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_investment_remaining, r);
}

bool get_investment_link(cx *c, const call *k, reply *r)
{
    return told(c, k, answer_investment_link, r);
}
