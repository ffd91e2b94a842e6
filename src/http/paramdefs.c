/* The parameters of all routes: one row each. */
#include "base/str.h"
#include "http/route.h"

static const param_def defs[] = {
    {"area", "string", "地区代码或名称", "area code or name"},
    {"indicator", "string", "指标代码或名称", "indicator code or name"},
    {"period", "string", "时期：2024-05、2024-Q1、2024-H1、2024",
     "period: 2024-05, 2024-Q1, 2024-H1, 2024"},
    {"parent", "string", "上级地区", "parent area"},
    {"checkpoint", "string", "考核时点：Q1、H1、Q3、Y 或日期",
     "checkpoint: Q1, H1, Q3, Y or a date"},
    {"by", "growth|level|area|component|industry",
     "按什么：rank 用 growth、level，contribution 用 area、component、industry",
     "rank: growth, level; contribution: area, component, industry"},
    {"exclude", "string", "剔除的成员，逗号分隔", "members to exclude, separated by commas"},
    {"from", "string", "起始时期", "first period"},
    {"to", "string", "截止时期", "last period"},
    {"why", "string", "该字段的数怎么来的", "how the numbers of this field came about"},
    {"set", "string", "名单或指标集", "a named roster or set"},
    {"all", "boolean", "没有数据的指标也列出；targets：连同下级地区",
     "indicators without figures too; targets: the areas below too"},
    {"boundary", "date", "按该日区划重算", "recomputed on the boundary of that day"},
    {"base_year", "integer", "与该年比较，如 2019", "compare with this year, such as 2019"},
    {"since", "time", "只列此后有变化的", "only what changed since"},
    {"as_of", "time", "按当时所知回答", "answer as it stood then"},
    {"released_by", "date", "只看发布方到该日已发布的",
     "only what the publisher had released by then"},
    {"kinds", "string", "还可采用的种类：forecast,expected,target",
     "further kinds that may stand for a value: forecast,expected,target"},
    {"lang", "zh|en", "语言；不给则按 Accept-Language", "language; else Accept-Language decides"},
    {"level", "string", "数值；列地区时为层级，如 county",
     "a level; when listing areas their level, such as county"},
    {"reserve", "decimal", "预留数", "kept back"},
    {"method", "curve|even|manual", "分解方法", "split by"},
    {"across", "time|areas", "分解到", "split over"},
    {"q", "string", "要找的文字", "text to look for"},
    {"cursor", "string", "上一页给出的 next", "`next` of the page before"},
    {"limit", "integer", "每页条数，1—1000", "entries a page, 1 to 1000"},
    {"domain", "string", "领域", "domain"},
    {"basis", "ytd|period|end", "口径", "basis"},
    {"kind", "final|flash|forecast|expected|target", "种类", "kind"},
    {"tier", "assigned|set|strive", "目标层级", "tier of a target"},
    {"format", "csv|xlsx", "格式", "format"},
    {"internal", "boolean", "标注“内部资料”", "marked as internal"},
    {"report", "string", "报告名，见 /api/v1/reports",
     "name of a report, as /api/v1/reports lists them"},
    {"bom", "boolean", "CSV 带 BOM", "CSV with a byte-order mark"},
    {"table", "string", "表名；不给则自动识别", "table; recognised when not given"},
    {"name", "string", "文件名（用于原因与来源）", "name of the file, for reason and source"},
    {"reason", "string", "原因", "reason"},
    {"map", "string", "映射（JSON）", "mapping (JSON)"},
    {"dry_run", "boolean", "只检查，不写入", "check only, write nothing"},
    {"partial", "boolean", "好的行先入库；rollup：给出已报部分之和",
     "take the good rows; rollup: the sum of those there, marked"},
    {"yes", "boolean", "采用最可能的理解", "take the best guess"},
    {"with", "string", "OC4IDS 项目的字段：字段=值;字段=值，不论文件怎么说",
     "fields of OC4IDS projects, FIELD=VALUE;FIELD=VALUE, whatever the file says"},
    {"without", "string", "OC4IDS 中不读的部分，逗号分开，如 budget,metrics",
     "what of OC4IDS is not read, with commas: budget,metrics"},
    {"withdraw", "boolean", "撤回该文件的导入", "take the import of this file back"},
    {"preview", "boolean", "附上表格各格及其角色", "with the cells of the sheets and their roles"},
    {"who", "string", "只列此人所为", "only what this one did"},
    {"action", "string", "只列这种动作：init、import、withdraw",
     "only this action: init, import, withdraw"},
    {"code", "string", "代码", "code"},
    {"where", "string", "筛选条件（表达式）", "condition (an expression)"},
    {"view", "string", "台账的视图代码", "code of a view of the ledger"},
    {"sort", "string", "排序字段，逗号分开，- 为降序", "fields to sort by, - for descending"},
    {"end", "date", "假设的完成日期", "another last day, to try"},
    {"days", "integer", "今后多少天，默认 7", "within so many days, 7 unless told"},
    {"columns", "string", "列出的字段，逗号分开", "fields to show, with commas"},
    {"withdrawn", "boolean", "连同已撤除的", "those that were removed as well"},
    {"summary", "string", "汇总表代码", "code of a summary"},
    {"group", "string", "台账：按此字段分组（代替 summary）",
     "of a ledger: groups by this field, instead of a summary"},
    {"sum", "string", "台账：各组再合计此数值字段", "of a ledger: with this number field added up"},
    {"field", "string", "字段代码", "code of a field"},
    {"type", "string", "台账代码", "code of a ledger"},
    {"target", "decimal", "目标增速（%），不给则用库中的目标",
     "growth aimed at in percent; else the desk's target"},
    {"horizon", "string", "测算至哪一月；不给则下季度末（不跨年）",
     "month up to which; else the end of the next quarter, within the year"},
    {"top", "integer", "集中度取前几项，0—50", "how many of the largest, 0 to 50"},
    {"id", "string", "编号", "identifier"},
    {"form", "string", "报表编码", "code of a form"},
    {"org", "string", "单位编码", "code of an organisation"},
    {"state", "draft|submitted|checked|reviewed|signed|returned|accepted", "报送状态",
     "state of a submission"},
    {"paper", "string", "文件名：signature、status、notice、handover",
     "name of a paper: signature, status, notice or handover"},
    {"post", "string", "岗位编码", "code of a post"},
    {"hash", "string", "校验码（64 位十六进制）", "hash, 64 hex digits"},
    {"letter", "string", "台账函件的代码", "code of a letter of the ledger"},
    {"number", "string", "发函登记的编号：按签发时的样子；不给则为草稿",
     "of the register of letters: as it was issued; else a draft"},
};

/* Of a name that stands above already; the routes' lists call it by the first word. */
static const struct {
    const char *word;
    param_def def;
} more[] = {
    {"document",
     {"format", "docx|xlsx|html|pdf", "格式，默认 docx；pdf 需本机装有 LibreOffice",
      "format, docx unless said; pdf needs LibreOffice on this machine"}},
    {"letter_document",
     {"document", "docx|html|pdf", "格式，默认 docx；pdf 需本机装有 LibreOffice",
      "format, docx unless said; pdf needs LibreOffice on this machine"}},
    {"file_format",
     {"format", "csv|xlsx|docx|html|pdf", "格式，默认 csv；pdf 需本机装有 LibreOffice",
      "format, csv unless said; pdf needs LibreOffice on this machine"}},
    {"chart_format",
     {"format", "svg|pdf", "格式，默认 svg；pdf 需本机装有 rsvg-convert（librsvg2-bin）",
      "format, svg unless said; pdf needs rsvg-convert on this machine (librsvg2-bin)"}},
    {"chart_paper",
     {"paper", "A3|A0", "纸张，默认 A3（横放）", "paper, A3 unless said (landscape)"}},
    {"chart_code",
     {"code", "string", "一条的编号：出它的倒排工期图；不给则出清单的图",
      "of a row: its schedule; without it the list"}},
    {"layout",
     {"form", "string", "table 列表，print 打印表样，或另一表样的代码",
      "table: the list, print: the form, or the code of another form"}},
};

const param_def *param_find(str name)
{
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (str_eqz(name, more[i].word))
            return &more[i].def;
    for (size_t i = 0; i < COUNT_OF(defs); i++)
        if (str_eqz(name, defs[i].name))
            return &defs[i];
    return NULL;
}

/* The i-th word of a blank-separated list; *i is what is left to skip when the list ends. */
static bool word_at(const char *list, size_t *i, str *ret)
{
    str rest = str_of(list);
    while (rest.n && str_split(&rest, ' ', ret))
        if ((*i)-- == 0)
            return true;
    return false;
}

static bool listed(const char *list, str word)
{
    str one;
    for (size_t i = 0, n = 0; n = i, word_at(list, &n, &one); i++)
        if (str_eq(one, word))
            return true;
    return false;
}

static bool path_param(const route *r, route_param *ret)
{
    const char *brace = strchr(r->path, '{');
    if (!brace)
        return false;
    str name = {brace + 1, (size_t)(strchr(brace, '}') - brace - 1)};
    *ret = (route_param){param_find(name), true, true};
    MUST(ret->def);
    return true;
}

bool route_param_at(const route *r, size_t i, route_param *ret)
{
    static const char state[] = "as_of released_by kinds", common[] = "lang";
    const answer *a = r->params ? NULL : answer_find(str_of(r->answer));
    const char *lists[3] = {r->params ? r->params : a->params, a ? state : "", common};
    str word = {"", 0};
    bool found = false;
    if (strchr(r->path, '{')) {
        if (i == 0)
            return path_param(r, ret);
        i--;
    }
    for (size_t k = 0; k < COUNT_OF(lists) && !found; k++)
        found = word_at(lists[k], &i, &word);
    if (!found)
        return false;
    bool must = str_ends(word, S("!"));
    word.n -= must;
    *ret = (route_param){param_find(word), must || (a && listed(a->needs, word)), false};
    MUST(ret->def);
    return true;
}

static bool one_of(const char *words, str v)
{
    str rest = str_of(words), one;
    while (rest.n && str_split(&rest, '|', &one))
        if (str_eq(one, v))
            return true;
    return false;
}

static bool fits(const param_def *d, str v)
{
    int64_t n;
    if (!strcmp(d->type, "integer"))
        return str_int(v, &n);
    if (!strcmp(d->type, "boolean"))
        return !v.n || one_of("1|0|true|false", v);
    return !strchr(d->type, '|') || one_of(d->type, v);
}

static bool check_one(cx *c, const route *r, const param *p)
{
    route_param w;
    for (size_t i = 0; route_param_at(r, i, &w); i++) {
        if (w.in_path || !str_eqz(p->name, w.def->name))
            continue;
        return fits(w.def, p->value) ||
               fail(c, ERR_USAGE, "参数 %s 不能是“" STR_FMT "”：须为 %s",
                    "parameter %s cannot be \"" STR_FMT "\": it is %s", w.def->name,
                    STR_ARG(str_sub(p->value, 0, 80)), w.def->type);
    }
    return fail(c, ERR_USAGE, "%s 没有参数 " STR_FMT "；见 /openapi.json",
                "%s has no parameter " STR_FMT "; see /openapi.json", r->path,
                STR_ARG(str_sub(p->name, 0, 80)));
}

bool route_check(cx *c, const route *r, const params *p)
{
    route_param w;
    str v;
    for (size_t i = 0; i < p->n; i++)
        TRY(check_one(c, r, &p->list[i]));
    for (size_t i = 0; route_param_at(r, i, &w); i++)
        if (w.required && !w.in_path && (!params_get(p, w.def->name, &v) || !v.n))
            return fail(c, ERR_USAGE, "%s 需要参数 %s", "%s needs parameter %s", r->path,
                        w.def->name);
    return true;
}
