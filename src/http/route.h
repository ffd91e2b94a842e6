/* route.h: one table of what the server answers. Dispatch, 404 and 405, the OpenAPI document and
 * the metrics are made from its rows; a new resource is one row and one function. */
#ifndef DIAODU_HTTP_ROUTE_H
#define DIAODU_HTTP_ROUTE_H
#include "api/answers.h"
#include "flow/live.h"
#include "http/body.h"
#include "http/params.h"
#include "http/request.h"

struct server;
struct job;
typedef struct caller caller;

/* What a handler is given. Slices live as long as the call. */
typedef struct call {
    struct server *srv;
    const struct route *route;
    const request *rq;
    const params *p;      /* of the query string */
    str at;               /* the {…} of the path, decoded; "" when there is none */
    const snapshot *snap; /* the state this answer speaks of */
    store *st;            /* of this thread; NULL for ROUTE_PANEL on an event thread */
    str body;             /* of a request that brings one */
    struct job *job;      /* of a write: progress and cancelling */
    const caller *by;     /* who asks */
} call;

/* Who asks. */
struct caller {
    const subject *who; /* NULL: the desk has no accounts, everybody at this machine may do all */
    bool guarded;       /* the desk has accounts */
    str login, id;      /* of the account, and of the session or token; "" = not signed in */
    bool by_cookie;     /* a browser sends it by itself */
    int64_t expires_at;
    str peer; /* address it came from */
};
/* Whose rights a call has: NULL only on a desk without accounts; nobody signed in is somebody who may
 * nothing. */
const subject *call_who(const call *k);
/* The state of a call for whoever asks: the only way for handlers to get at a desk. */
desk call_desk(const call *k);

typedef enum keep { KEEP_NO, KEEP_CHECKED, KEEP_FOREVER } keep; /* Cache-Control */
typedef struct reply {
    int status; /* 0 = 200 */
    const char *type;
    body *body; /* NULL = none; owned */
    char etag[128];
    char location[96];
    char disposition[160];
    char cookie[160]; /* Set-Cookie */
    const char *allow;
    keep keep;
    int retry_after;   /* seconds; 0 = not said */
    bool page;         /* HTML of ours: with the policy for pages */
    const char *style; /* base64 of the SHA-256 of the one style sheet inside it; NULL = none */
    struct job *job;   /* of a stream; held */
} reply;

/* False: c->err becomes a problem answer, unless r->status was set by then. */
typedef bool (*handler_fn)(cx *c, const call *k, reply *r);

typedef enum route_flags {
    ROUTE_PANEL = 1,   /* quick and without the store: answered on the event thread */
    ROUTE_CACHED = 2,  /* depends on the state, the address and the language alone */
    ROUTE_WRITE = 4,   /* queued behind other writes; takes a body */
    ROUTE_STREAM = 8,  /* server-sent events */
    ROUTE_BARE = 16,   /* does not speak of a state: works while there is none */
    ROUTE_UPLOAD = 32, /* takes a raw file, up to the large limit */
    ROUTE_DOOR = 64,   /* passwords are hashed: few at a time, in a queue of its own */
} route_flags;

/* Whose a route is, on a desk with accounts; what of it they may see or write is asked further down
 * (flow/desk.h, flow/import.h). What is not theirs is answered 404. A row that does not say is
 * nobody's, and a test fails. */
typedef enum route_need {
    NEED_UNSAID,
    NEED_OPEN,    /* everybody, also without signing in */
    NEED_ACCOUNT, /* whoever is signed in: their own account, jobs */
    NEED_SEE,     /* may read or rank something */
    NEED_WRITE,   /* may write something */
    NEED_PEOPLE,  /* may manage people */
    NEED_AUDIT    /* may see who did what */
} route_need;

typedef struct route {
    const char *method, *path; /* {name} stands for one segment */
    const char *zh, *en;
    const char
        *params; /* blank-separated; ! behind a name = required; NULL = those of the answer */
    handler_fn fn;
    const char *answer; /* schema in openapi/schemas.json, or a media type when it has a slash */
    const char *takes;  /* schema or media type of the body; NULL = none */
    int flags;
    route_need need;
} route;
extern const route routes[];
extern const size_t n_routes;

/* May they use the route at all. */
bool route_may(const route *r, const caller *by, const catalog *k);

/* The route of a decoded path: NULL for 404; with *wrong_method for 405, `allow` is then filled
 * with the methods there are. HEAD finds GET. */
const route *route_find(str method, str path, str *at, bool *wrong_method, char allow[64]);
/* The path belongs to the API (and its errors are problems, not pages). */
bool route_is_api(str path);

/* Parameters: one row each, for checking and for the OpenAPI document. */
typedef struct param_def {
    const char *name, *type; /* string, integer, boolean, date, time, decimal or words a|b|c */
    const char *zh, *en;
} param_def;
const param_def *param_find(str name); /* NULL when there is none */
/* Walk the parameters of a route, common ones included; false at the end. */
typedef struct route_param {
    const param_def *def;
    bool required;
    bool in_path;
} route_param;
bool route_param_at(const route *r, size_t i, route_param *ret);
/* Every parameter is known to the route and of its type, required ones are there: else ERR_USAGE. */
bool route_check(cx *c, const route *r, const params *p) CHECKED;

/* Write an answer's JSON from a builder: body, type, newline at its end as the command line has. */
bool reply_json(cx *c, sb *b, reply *r) CHECKED;

#endif
