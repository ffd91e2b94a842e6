/* stream.h: server-sent events of one connection: what it listens to and what is still to be
 * written. */
#ifndef DIAODU_HTTP_STREAM_H
#define DIAODU_HTTP_STREAM_H
#include "http/route.h"
#include "http/tls.h"

typedef struct stream stream;

/* A handler of a ROUTE_STREAM names what to listen to; the connection makes the stream of it. */
void reply_stream(reply *r, struct job *job); /* NULL = snapshots; a job is held */
stream *stream_of(reply *r);                  /* NULL when the reply is none */
void stream_free(stream *s);                  /* NULL-safe */
/* Queue what is new; true when there is something to write. */
bool stream_tell(stream *s, struct server *srv, double now);
/* Bytes left to write; -1 when the connection is over, or the stream has said all. */
int stream_flush(stream *s, wire *w);

#endif
