/* paper: what is printed of handing in. */
#include "api/papers.h"
#include "base/os.h"
#include "base/str.h"
#include "cli/cli.h"

static bool read_format(cx *c, const args *a, report_format *ret)
{
    const char *dot = arg_on(a, "output") ? strrchr(arg(a, "output"), '.') : NULL;
    return (dot && report_format_parse(str_of(dot + 1), ret)) ||
           fail(c, ERR_USAGE,
                "用法：diaodu paper signature|status|notice|handover … -o "
                "文件.docx|.xlsx|.pdf|.html；见 diaodu help paper",
                "usage: diaodu paper signature|status|notice|handover … -o "
                "FILE.docx|.xlsx|.pdf|.html; see diaodu help paper");
}

bool run_paper(cx *c, const args *a)
{
    paper_wanted w;
    desk d;
    report_format f;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(read_format(c, a, &f));
    TRY(paper_read(c, cli_word, (void *)a, a->n_rest == 1 ? str_of(a->rest[0]) : S(""), &w));
    w.format = f;
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    bool ok = paper_write(c, &d, &w, &out);
    desk_close(&d);
    return ok && os_write_file(c, arg(a, "output"), sb_str(&out));
}
