#include "api/reports.h"
#include "base/str.h"
#include "report/report.h"
#include "report/write.h"

/* The lines of one report begin at `at`; the one after the last is returned. */
static size_t put_report(cx *c, json *j, const report_line *l, size_t n, size_t at)
{
    static const char *const parameters[] = {"area",  "period",      "format", "internal",
                                             "as_of", "released_by", "kinds",  "lang"};
    size_t end = at;
    str zh = l[at].report, en = zh;
    while (end < n && str_eq(l[end].report, l[at].report)) {
        if (str_eqz(l[end].kind, "name")) {
            zh = l[end].zh;
            en = l[end].en;
        }
        end++;
    }
    json_obj(j, NULL);
    json_str(j, "name", l[at].report);
    json_str(j, "title", c->lang == LANG_EN ? en : zh);
    json_str(j, "title_zh", zh);
    json_str(j, "title_en", en);
    json_arr(j, "parameters");
    for (size_t i = 0; i < COUNT_OF(parameters); i++)
        json_strz(j, NULL, parameters[i]);
    json_end(j, ']');
    json_arr(j, "blocks");
    for (size_t i = at; i < end; i++) {
        if (!l[i].what.n)
            continue;
        json_obj(j, NULL);
        json_str(j, "kind", l[i].kind);
        json_str(j, "what", l[i].what);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
    return end;
}

bool answer_reports(cx *c, sb *out)
{
    const report_line *l;
    size_t n;
    int64_t total = 0;
    json j;
    TRY(report_lines(c, &l, &n));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    for (size_t at = 0; at < n; total++)
        at = put_report(c, &j, l, n, at);
    json_end(&j, ']');
    json_arr(&j, "formats");
    for (report_format f = 0; f < REPORT_FORMAT_MAX_; f++) {
        json_obj(&j, NULL);
        json_strz(&j, "name", report_format_name(f));
        json_strz(&j, "type", report_format_type(f));
        json_bool(&j, "ready", report_format_ready(c, f));
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_int(&j, "total", total);
    json_end(&j, '}');
    return c->err.code == ERR_NONE && (sb_ok(out) || fail_memory(c));
}
