/* tool.h: a program beside ours that turns one file into another: found on PATH, run without a shell in a
 * folder of its own, with nothing to read or say, and ended with all it started when it takes too long. */
#ifndef DIAODU_TOOL_H
#define DIAODU_TOOL_H
#include "base/err.h"
#include "base/sb.h"

#define TOOL_MAX_ARGS 16

typedef struct tool {
    const char *name;              /* as people call it */
    const char *own;               /* variable of the environment that names another */
    const char *const *programs;   /* names on PATH, the best first; NULL ends them */
    const char *setting;           /* "NAME=value" for its environment; NULL = none */
    const char *get;               /* how to get it: "apt install …" */
    const char *else_zh, *else_en; /* what to do without it: "改用 docx", "use docx" */
} tool;

/* The program that would be run; NULL when there is none, or no memory. In c->a. */
const char *tool_program(cx *c, const tool *t);
/* Write `in` to the file `from`, run the program with these arguments (NULL ends them; "@/" in one stands
 * for the folder) and append the file `to` to `out`; `seconds` at most. ERR_SYSTEM: it is not there, fails,
 * takes longer or writes no such file. The folder is gone afterwards in any case. */
bool tool_run(cx *c, const tool *t, str in, const char *from, const char *const *arguments,
              const char *to, int seconds, sb *out) CHECKED;

#endif
