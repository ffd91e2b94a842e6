/* live.h: the desk as it stands, for many threads at once. A snapshot is immutable and counted: a
 * request holds one from beginning to end, so nothing it says comes from two states; a refresh
 * publishes the next one, which shares what did not change. All functions may be called from any
 * thread. */
#ifndef DIAODU_LIVE_H
#define DIAODU_LIVE_H
#include "flow/desk.h"

typedef struct snapshot snapshot;
typedef struct live live;

/* Reads the whole desk of `url`. */
bool live_open(cx *c, const char *url, live **ret) CHECKED;
void live_close(live *l); /* NULL-safe; every snapshot must have been released */
const char *live_url(const live *l);

/* The newest state; release it with snapshot_release(). Never NULL. */
const snapshot *live_now(live *l);
/* The state that the options ask for (as_of, released_by, kinds; the rest is ignored). A few of the
 * last ones are kept; any other is read from the store, which takes as long as opening does; one at once, so that many
 * who ask for the same read it once. */
bool live_at(cx *c, live *l, const desk_options *o, const snapshot **ret) CHECKED;
/* Take in what was committed, by whichever process; cheap when nothing was. */
bool live_refresh(cx *c, live *l, bool *ret_changed) CHECKED;

void snapshot_release(const snapshot *s); /* NULL-safe */
/* A view of it that reads the store through `s`, which belongs to the calling thread (may be NULL
 * for answers from the panel alone). Valid while the snapshot is held; not to be closed. */
desk snapshot_desk(const snapshot *s, store *st);
/* Names the state in an entity tag: commit id and beginning of its chain. */
#define SNAPSHOT_TAG_MAX 48
void snapshot_tag(const snapshot *s, char out[SNAPSHOT_TAG_MAX]);
int64_t snapshot_commit(const snapshot *s);

#endif
