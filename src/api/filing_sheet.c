#include "api/filing_sheet.h"
#include "api/filing.h"
#include "base/str.h"

bool sheet_of(cx *c, const desk *d, const query *q, sb *out)
{
    submission s;
    return filing_open(c, d, q->form, q->org, q->period, &s) && filing_sheet(c, d, &s, false, out);
}

bool put_base64(cx *c, json *j, const char *key, str data)
{
    char *text = cx_alloc(c, STR_BASE64_MAX(data.n));
    TRY(text);
    json_str(j, key, (str){text, str_base64(data, text)});
    return true;
}

bool answer_sheet_saved(cx *c, const desk *d, filing_key key, uint32_t saved, sb *out)
{
    submission s;
    json j;
    sb book CLEANUP(sb_done) = {0};
    sb_init(&book, 0);
    TRY(filing_open(c, d, key.form, key.org, key.period, &s));
    bool found = filing_has_findings(d, &s);
    TRY(!found || filing_sheet(c, d, &s, true, &book));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_int(&j, "saved", saved);
    if (found)
        TRY(put_base64(c, &j, "marked", sb_str(&book)));
    else
        json_nil(&j, "marked");
    TRY(put_filing(c, &j, "filing", d, &s));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
