#include "http/route.h"
#include "base/str.h"
#include "http/handlers.h"

const route routes[] = {
#define ANSWER(word, zh, en, flags)                                                                \
    {                                                                                              \
        "GET", "/api/v1/" word, zh, en, NULL, get_answer, word, NULL, (flags) | ROUTE_CACHED,      \
            NEED_SEE                                                                               \
    }
    ANSWER("board", "看板：每个指标一行", "the board: one row per indicator", ROUTE_PANEL),
    ANSWER("rank", "排名", "a ranking", 0),
    ANSWER("owed", "欠账清单", "the arrears list, area by area", 0),
    ANSWER("arrears", "欠账、原因与补欠计划", "arrears with causes and plans", 0),
    ANSWER("gaps", "一项欠账的原因与计划的全部版本",
           "all versions of the causes and plans of a figure", 0),
    ANSWER("contribution", "贡献率与拉动点", "contribution and pull", 0),
    ANSWER("series", "时间序列与版本", "a series with versions", 0),
    ANSWER("trend", "新低、首次、正负转换", "lowest since, first time below, sign changes",
           ROUTE_PANEL),
    ANSWER("plates", "区域板块：合计与增速", "plates: sums and growth", ROUTE_PANEL),
    ANSWER("map", "示意图：下级地区的轮廓", "schematic map: outlines of the areas below",
           ROUTE_PANEL),
    ANSWER("coverage", "考核指标全覆盖检查", "is an assessed set covered", 0),
    ANSWER("targets", "目标一览", "the targets of an area", 0),
    ANSWER("reconcile", "目标上下核对", "parent's target against its members'", ROUTE_PANEL),
    ANSWER("rollup", "预计数汇总", "forecasts put together", 0),
    ANSWER("accuracy", "预测精度", "how true forecasts were", 0),
#undef ANSWER
    {"GET", "/api/v1/sprint", "期末冲刺：每日预计与剩余天数",
     "the days before a close: daily forecasts, days left", NULL, get_answer, "sprint", NULL, 0,
     NEED_SEE}, /* not kept: the days left are counted from the clock */
    {"GET", "/api/v1/calendar", "日历：报表、开网关网、数据发布", "calendar: forms, nets, releases",
     NULL, get_answer, "calendar", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/split", "目标分解（试算）", "a target split over time or areas, as a trial",
     "area! indicator! period! level reserve method across tier as_of released_by kinds", get_split,
     "split", NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/desk", "本台概况：本地区、最新提交、有数的时期",
     "the desk: home area, newest "
     "commit, periods with figures",
     "as_of", get_desk, "desk", NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/areas", "地区列表", "areas", "parent level q cursor limit as_of", get_areas,
     "areas", NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/areas/{code}", "地区：上级、下级、板块、存续期",
     "an area: ancestors, children, groups, validity", "as_of", get_area, "area", NULL,
     ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/indicators", "指标列表", "indicators", "q domain cursor limit as_of",
     get_indicators, "indicators", NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/indicators/{code}", "指标：定义、口径、来源",
     "an indicator: definition, scope", "as_of", get_indicator, "indicator", NULL,
     ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/causes", "原因代码", "the code list of causes", "as_of", get_causes, "causes",
     NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/sets", "指标集、地区集与名单", "sets and rosters", "as_of", get_sets, "sets",
     NULL, ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/search", "按代码、名称、别名、拼音首字母查找",
     "find by code, name, alias, pinyin initials", "q! limit as_of", get_search, "search", NULL,
     ROUTE_PANEL | ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/versions", "一个数的全部版本", "all versions of one value",
     "area! indicator! period! basis kind tier as_of", get_versions, "versions", NULL, ROUTE_CACHED,
     NEED_SEE},
    {"GET", "/api/v1/audit", "谁对一个数做了什么", "who did what to one figure",
     "area! indicator! period! who action since cursor limit as_of", get_audit, "audit", NULL,
     ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/commits", "提交日志", "the log of commits",
     "who action since cursor limit as_of", get_commits, "commits", NULL, ROUTE_CACHED, NEED_AUDIT},
    {"GET", "/api/v1/rows/{table}", "目录表逐行：各列、各行、一行的历史",
     "a table of the catalogue by rows: columns, rows, the history of one",
     "code area indicator cursor limit as_of", get_rows, "rows", NULL, ROUTE_CACHED, NEED_SEE},
    {"GET", "/api/v1/export/{table}", "整表导出", "a whole table",
     "format bom area indicator period from to kind as_of", get_export, "text/csv", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/reports", "报告目录", "the reports there are", "", get_reports, "reports",
     NULL, ROUTE_BARE, NEED_SEE},
    {"GET", "/api/v1/reports/{report}", "一份报告（文件）", "a report, as a file",
     "area! period! document internal as_of released_by kinds", get_report,
     "application/octet-stream", NULL, 0, NEED_SEE},
    {"POST", "/api/v1/reports/{report}", "用本单位的 .docx 模板出报告（请求体即模板）",
     "a report in the office's own .docx template (the body is the template)",
     "area! period! as_of released_by kinds", post_report,
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "application/octet-stream", ROUTE_UPLOAD, NEED_SEE},
    {"PUT", "/api/v1/import", "导入文件（请求体即文件）", "import a file (the body is the file)",
     "table name reason map dry_run partial yes withdraw preview with without", put_import_file,
     "import", "application/octet-stream", ROUTE_WRITE | ROUTE_UPLOAD, NEED_WRITE},
    {"POST", "/api/v1/set", "改正一个数（写明原因）", "correct one value, with the reason", "",
     post_set, "import", "set", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/rows/{table}", "写入任一可导入表的行（写明原因）",
     "write rows of any table that can be imported, with the reason", "", post_rows, "import",
     "rows_in", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/split", "目标分解：试算或保存（按进度、平均、手工）",
     "a target split: tried or saved (by curve, evenly, by hand)", "", post_split, "split_saved",
     "split_in", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/cause", "登记欠账原因", "record why a target is missed", "", post_cause,
     "import", "cause", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/plan", "登记一行补欠计划", "record one row of a plan to make up for arrears",
     "", post_plan, "import", "plan", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/withdraw", "撤回一次导入", "take an import back", "", post_withdraw, "import",
     "withdraw", ROUTE_WRITE, NEED_WRITE},
    {"GET", "/api/v1/filing", "一份报送：逐格的数、依据、问题、经过",
     "one submission: its cells, what stands beside them, findings, what was done",
     "form! org! period!", get_answer, "filing", NULL, 0, NEED_SEE},
    {"PUT", "/api/v1/filing", "填数（随填随存，If-Match 为看到的版本）",
     "fill cells, saved as they are typed (If-Match: the version that was seen)", "",
     put_filing_cells, "filing", "filing_in", ROUTE_WRITE, NEED_WRITE},
    {"POST", "/api/v1/filing/act", "提交、审核、复核、签字、退回、撤回、接收、重开、延期、说明",
     "submit, check, review, sign, return, withdraw, accept, reopen, extend, comment", "",
     post_filing_act, "filing", "filing_act_in", ROUTE_WRITE, NEED_WRITE},
    {"PUT", "/api/v1/filing/scan", "上传签报表扫描件（按校验码对应）",
     "the scan of a signed paper, matched by its hash", "form! org! period! hash!", put_filing_scan,
     "filing", "application/octet-stream", ROUTE_WRITE | ROUTE_UPLOAD, NEED_WRITE},
    {"GET", "/api/v1/filing/sheet", "填报表（Excel）：黄色格可填",
     "the form as a workbook to be filled", "form! org! period!", get_filing_sheet,
     "application/octet-stream", NULL, 0, NEED_SEE},
    {"PUT", "/api/v1/filing/sheet", "交回填好的填报表（请求体即工作簿，If-Match 为看到的版本）",
     "the filled workbook (the body; If-Match: the version that was seen)", "form! org! period!",
     put_filing_sheet, "sheet_saved", "application/octet-stream", ROUTE_WRITE | ROUTE_UPLOAD,
     NEED_WRITE},
    {"GET", "/api/v1/filings", "报送情况：按时、迟报、未签、未报",
     "who has handed in: on time, late, unsigned, missing", "form org area period state",
     get_answer, "filings", NULL, 0, NEED_SEE},
    {"POST", "/api/v1/filings/act", "一次处理多份报送", "one act on many submissions", "",
     post_filings_act, "filings_done", "filings_act_in", ROUTE_WRITE, NEED_WRITE},
    {"GET", "/api/v1/todo", "等我办的", "what waits for me", "form org area period", get_answer,
     "todo", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/forms", "报表目录", "the forms there are", "", get_answer, "forms", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/burden", "各单位负担与重复要数",
     "the burden of each unit, figures asked twice", "", get_answer, "burden", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/signed/{hash}/scan", "签报表的扫描件（按校验码）",
     "the scan of a signed paper, by its hash", "", get_signed_scan, "application/octet-stream",
     NULL, 0, NEED_SEE},
    {"GET", "/api/v1/signed/{hash}", "某次签报的原文（按校验码）",
     "what was signed, byte for byte, by its hash", "", get_signed, "text/csv", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/papers/{paper}",
     "报送的文件：signature 签报表、status 报送情况表、notice 通报、handover 岗位交接清单",
     "papers of handing in: signature, status, notice, handover",
     "form org period area hash post document", get_paper, "application/octet-stream", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/investment/remaining", "在库剩余投资：支撑增速、缺口、变化原因",
     "remaining investment: growth it carries, what is missing, why it changed",
     "area! period! target horizon top type why cursor limit as_of released_by kinds",
     get_investment_remaining, "investment_remaining", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/investment/link", "台账项目与公布投资的衔接：逐项差额、分领域",
     "how the ledger's projects make up published investment, line by line and by domain",
     "area! period! type why cursor limit as_of released_by kinds", get_investment_link,
     "investment_link", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledgers", "台账目录", "the ledgers there are", "as_of", get_ledgers, "ledgers",
     NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledgers/search", "在全部台账中查找", "look for words in all ledgers",
     "q! as_of", get_ledger_search, "ledger_search", NULL, 0, NEED_SEE},
    {"PUT", "/api/v1/ledgers", "定义一种台账（请求体为类型文件）",
     "define a ledger type (the body is its file)", "name", put_ledgers, "ledger_type",
     "application/octet-stream", ROUTE_WRITE | ROUTE_UPLOAD, NEED_WRITE},
    {"GET", "/api/v1/ledger/{type}/type", "台账类型与可做的事",
     "a ledger type and what may be done", "as_of", get_ledger_type, "ledger_type", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/ledger/{type}", "台账各行：筛选、排序、分页",
     "rows of a ledger: filtered, sorted, in pages",
     "where q view sort columns withdrawn cursor limit as_of", get_ledger_list, "ledger_list", NULL,
     0, NEED_SEE},
    {"GET", "/api/v1/task", "任务：同 ledger/task", "tasks: as ledger/task",
     "where q view sort columns withdrawn cursor limit as_of", get_ledger_list, "ledger_list", NULL,
     0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/row", "一条：字段、可走的步骤、序列、节点、评论、经过、关联",
     "one row: fields, moves, series, milestones, comments, history, links", "code! as_of",
     get_ledger_card, "ledger_card", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/summary", "台账汇总表", "a summary of a ledger",
     "summary group sum where q view withdrawn as_of", get_ledger_summary, "ledger_summary", NULL,
     0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/schedule", "一条的工期：由完成日倒排、由今天顺推",
     "the schedule of a row: back from its end, on from today", "code! end as_of",
     get_ledger_schedule, "ledger_schedule", NULL, 0, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/schedule", "倒排工期：改完成日、重排节点、设基线（If-Match）",
     "plan backward: move the end, the nodes follow, keep a baseline (If-Match)", "code!",
     post_ledger_schedule, "ledger_card", "ledger_replan_in", ROUTE_WRITE, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/gantt", "横道图：计划、预计、实际、基线与节点",
     "rows in time: plan, forecast, actual, baseline and nodes",
     "where q view sort withdrawn cursor limit as_of", get_ledger_gantt, "ledger_gantt", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/nodes", "逾期和近日到期的节点", "nodes late or due soon",
     "days where q view withdrawn cursor limit as_of", get_ledger_nodes, "ledger_nodes", NULL, 0,
     NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/file", "一条的附件（按校验码）", "a file of a row, by its hash",
     "code! hash!", get_ledger_file, "application/octet-stream", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/export", "台账导出：全部符合条件的行",
     "a ledger as a file: all rows that answer",
     "file_format layout where q view sort columns withdrawn as_of", get_ledger_export,
     "application/octet-stream", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/oc4ids", "项目：按 OC4IDS 0.9 标准的项目包",
     "projects as a package of the OC4IDS 0.9 standard", "where q view sort withdrawn as_of",
     get_ledger_oc4ids, "oc4ids", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/chart",
     "挂图：一条的工期，或清单各条的计划、进展与节点，排在一张纸上",
     "a wall chart on one sheet: a row's schedule, or bars and nodes of the rows that answer",
     "chart_code end where q view sort withdrawn chart_paper chart_format as_of", get_ledger_chart,
     "application/octet-stream", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/letters", "按单位汇总的函件：该发给谁、涉及哪几条、哪些刚发过",
     "letters over lists: who is due one, about which rows, which had one lately", "letter as_of",
     get_ledger_letters, "ledger_letters", NULL, 0, NEED_SEE},
    {"GET", "/api/v1/ledger/{type}/letter", "一条的函件（督办单、提示函、通知、纪要……）",
     "a letter of a row: slip, reminder, notice, minutes …", "code! letter! letter_document number",
     get_ledger_letter, "application/octet-stream", NULL, 0, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/letter", "签发函件：取号，登记入发函登记",
     "issue a letter: its number, and a row in the register of letters", "code!",
     post_ledger_letter, "ledger_issued", "ledger_letter_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/add", "登记一条", "add a row", "", post_ledger_add,
     "ledger_card", "ledger_add_in", ROUTE_WRITE, NEED_SEE},
    {"PUT", "/api/v1/ledger/{type}/row", "修改一条（If-Match 为看到的版本）",
     "change a row (If-Match: the version that was seen)", "code!", put_ledger_row_fields,
     "ledger_card", "ledger_set_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/move", "流转一步（If-Match）", "a move (If-Match)", "code!",
     post_ledger_move, "ledger_card", "ledger_move_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/comment", "评论", "a comment", "code!", post_ledger_comment,
     "ledger_card", "ledger_comment_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/remove", "撤除一条（留痕，可恢复；If-Match）",
     "take a row out of the lists; it stays in the history (If-Match)", "code!", post_ledger_remove,
     "ledger_card", "ledger_note_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/restore", "恢复撤除的一条（If-Match）",
     "bring a removed row back (If-Match)", "code!", post_ledger_remove, "ledger_card",
     "ledger_note_in", ROUTE_WRITE, NEED_SEE},
    {"PUT", "/api/v1/ledger/{type}/series", "计划与实际（If-Match）",
     "plan and actual of series (If-Match)", "code!", put_ledger_series, "ledger_card",
     "ledger_series_in", ROUTE_WRITE, NEED_SEE},
    {"PUT", "/api/v1/ledger/{type}/milestones", "节点（If-Match）", "milestones (If-Match)",
     "code!", put_ledger_milestones, "ledger_card", "ledger_milestones_in", ROUTE_WRITE, NEED_SEE},
    {"PUT", "/api/v1/ledger/{type}/file", "上传附件（请求体即文件，If-Match）",
     "attach a file (the body; If-Match)", "code! field! name!", put_ledger_file, "ledger_card",
     "application/octet-stream", ROUTE_WRITE | ROUTE_UPLOAD, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/detach", "撤下附件（留在历史中；If-Match）",
     "let go of a file; it stays in the history (If-Match)", "code!", post_ledger_detach,
     "ledger_card", "ledger_detach_in", ROUTE_WRITE, NEED_SEE},
    {"POST", "/api/v1/ledger/{type}/bulk", "一次改动或流转多条", "change or move many rows at once",
     "", post_ledger_bulk, "ledger_bulk_done", "ledger_bulk_in", ROUTE_WRITE, NEED_SEE},
    {"GET", "/api/v1/jobs", "任务列表", "jobs", "", get_jobs, "jobs", NULL,
     ROUTE_PANEL | ROUTE_BARE, NEED_ACCOUNT},
    {"GET", "/api/v1/jobs/{id}", "任务：进度与结果", "a job: progress and result", "", get_job,
     "job", NULL, ROUTE_PANEL | ROUTE_BARE, NEED_ACCOUNT},
    {"DELETE", "/api/v1/jobs/{id}", "取消任务", "cancel a job", "", delete_job, "job", NULL,
     ROUTE_PANEL | ROUTE_BARE, NEED_ACCOUNT},
    {"GET", "/api/v1/jobs/{id}/events", "任务进度（SSE）", "progress of a job (server-sent events)",
     "", get_job_events, "text/event-stream", NULL, ROUTE_PANEL | ROUTE_BARE | ROUTE_STREAM,
     NEED_ACCOUNT},
    {"GET", "/api/v1/events", "有新数据时告知（SSE）", "told of new data (server-sent events)", "",
     get_events, "text/event-stream", NULL, ROUTE_PANEL | ROUTE_BARE | ROUTE_STREAM, NEED_ACCOUNT},
    {"GET", "/api/v1/session", "我是谁：登录状态与权限",
     "who I am: signed in, and with which rights", "", get_session, "session", NULL, ROUTE_BARE,
     NEED_OPEN},
    {"POST", "/api/v1/session", "登录", "sign in", "", post_session, "session", "session_in",
     ROUTE_BARE | ROUTE_DOOR, NEED_OPEN},
    {"DELETE", "/api/v1/session", "退出", "sign out", "", delete_session, "session", NULL,
     ROUTE_BARE | ROUTE_DOOR, NEED_ACCOUNT},
    {"POST", "/api/v1/link", "用一次性链接设密码并登录",
     "set a password by a one-time link and sign in", "", post_link, "session", "link_in",
     ROUTE_BARE | ROUTE_DOOR, NEED_OPEN},
    {"GET", "/api/v1/account", "本人账号：会话、令牌、登录记录",
     "one's own account: sessions, tokens, attempts", "", get_account, "account", NULL, ROUTE_BARE,
     NEED_ACCOUNT},
    {"POST", "/api/v1/account", "改密码、动态码", "change the password or the second factor", "",
     post_account, "account_done", "account_in", ROUTE_BARE | ROUTE_DOOR, NEED_ACCOUNT},
    {"POST", "/api/v1/account/tokens", "新建接口令牌", "make an API token", "", post_token, "token",
     "token_in", ROUTE_BARE | ROUTE_DOOR, NEED_ACCOUNT},
    {"DELETE", "/api/v1/account/credentials/{id}", "结束一个会话或令牌", "end a session or token",
     "", delete_credential, "account_done", NULL, ROUTE_BARE | ROUTE_DOOR, NEED_ACCOUNT},
    {"GET", "/api/v1/accounts", "全部账号", "all accounts", "", get_accounts, "accounts", NULL, 0,
     NEED_PEOPLE},
    {"POST", "/api/v1/accounts", "新建、停用、解锁账号，发一次性链接",
     "add, disable, unlock an account, send a link", "", post_accounts, "account_done",
     "accounts_in", ROUTE_DOOR, NEED_PEOPLE},
    {"GET", "/openapi.json", "本接口的 OpenAPI 3.1 描述", "this interface as OpenAPI 3.1", "",
     get_openapi, "application/json", NULL, ROUTE_PANEL | ROUTE_BARE, NEED_OPEN},
    {"GET", "/healthz", "进程在运行", "the process runs", "", get_healthz, "text/plain", NULL,
     ROUTE_PANEL | ROUTE_BARE, NEED_OPEN},
    {"GET", "/readyz", "可以回答问题", "questions can be answered", "", get_readyz, "text/plain",
     NULL, ROUTE_BARE, NEED_OPEN},
    {"GET", "/metrics", "运行指标（Prometheus）", "metrics (Prometheus text)", "", get_metrics,
     "text/plain", NULL, ROUTE_PANEL | ROUTE_BARE, NEED_AUDIT},
};
const size_t n_routes = COUNT_OF(routes);

static bool path_fits(const char *pattern, str path, str *at)
{
    const char *brace = strchr(pattern, '{');
    *at = (str){"", 0};
    if (!brace)
        return str_eqz(path, pattern);
    str head = {pattern, (size_t)(brace - pattern)};
    str tail = str_of(strchr(brace, '}') + 1);
    if (!str_starts(path, head) || path.n <= head.n + tail.n || !str_ends(path, tail))
        return false;
    *at = str_sub(path, head.n, path.n - head.n - tail.n);
    return !str_contains(*at, "/");
}

const route *route_find(str method, str path, str *at, bool *wrong_method, char allow[64])
{
    const char *also = str_eqz(method, "HEAD") ? "GET" : NULL;
    size_t n = 0;
    *wrong_method = false;
    allow[0] = 0;
    for (size_t i = 0; i < n_routes; i++) {
        str here;
        if (!path_fits(routes[i].path, path, &here))
            continue;
        *at = here;
        if (str_eqz(method, routes[i].method) || (also && !strcmp(also, routes[i].method)))
            return &routes[i];
        *wrong_method = true;
        n += (size_t)snprintf(allow + n, 64 - n, "%s%s%s", n ? ", " : "", routes[i].method,
                              strcmp(routes[i].method, "GET") ? "" : ", HEAD");
    }
    return NULL;
}

bool route_is_api(str path)
{
    return str_starts(path, S("/api/")) || str_eqz(path, "/openapi.json") ||
           str_eqz(path, "/healthz") || str_eqz(path, "/readyz") || str_eqz(path, "/metrics");
}

bool route_may(const route *r, const caller *by, const catalog *k)
{
    static const act writes[] = {ACT_SUBMIT, ACT_CHECK,  ACT_REVIEW,  ACT_SIGN,
                                 ACT_ACCEPT, ACT_TARGET, ACT_GAP,     ACT_CATALOGUE,
                                 ACT_PEOPLE, ACT_LEDGER, ACT_DISPATCH};
    bool may = false;
    if (r->need == NEED_OPEN || (!by->guarded && r->need != NEED_UNSAID))
        return true;
    if (!by->who)
        return false;
    switch (r->need) {
    case NEED_UNSAID:
    case NEED_OPEN:
        return false;
    case NEED_ACCOUNT:
        return true;
    case NEED_SEE:
        return rights_somewhere(by->who, k, ACT_READ, ID_NONE) ||
               rights_somewhere(by->who, k, ACT_RANK, ID_NONE);
    case NEED_WRITE:
        for (size_t i = 0; i < COUNT_OF(writes); i++)
            may |= rights_somewhere(by->who, k, writes[i], ID_NONE);
        return may;
    case NEED_PEOPLE:
        return rights_may(by->who, k, ACT_PEOPLE, ID_NONE, ID_NONE);
    case NEED_AUDIT:
        return rights_may(by->who, k, ACT_AUDIT, ID_NONE, ID_NONE);
    }
    return false;
}

const subject *call_who(const call *k)
{
    static const subject nobody = {.login = {"", 0}};
    return k->by->who || !k->by->guarded ? k->by->who : &nobody;
}

desk call_desk(const call *k)
{
    desk d = snapshot_desk(k->snap, k->st);
    d.who = call_who(k);
    return d;
}

bool reply_json(cx *c, sb *b, reply *r)
{
    sb_putc(b, '\n');
    r->type = "application/json";
    r->body = body_take(b);
    return r->body || fail_memory(c);
}
