#include "cli/cli.h"
#include "base/embed.h"
#include "base/str.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

const option_def option_defs[] = {
    {"db", "FILE|URL", "数据库：文件或 postgresql://…（默认 ./diaodu.db）",
     "database: a file or postgresql://… (default ./diaodu.db)"},
    {"format", "table|json|csv", "输出格式（终端默认 table）",
     "output format (table on a terminal)"},
    {"lang", "zh|en", "语言", "language"},
    {"as-of", "TIME", "按当时所知回答", "answer as it stood then"},
    {"as", "USER", "以该用户名义操作", "act as this user"},
    {"help", NULL, "帮助", "help"},
    {"version", NULL, "版本", "version"},
    {"home", "AREA", "本地区代码", "code of the home area"},
    {"demo", NULL, "标为试用库", "mark it as a desk for trying out"},
    {"area", "A", "地区代码或名称", "area code or name"},
    {"indicator", "I", "指标代码或名称", "indicator code or name"},
    {"period", "P", "时期：2024-05、2024-Q1、2024-H1、2024",
     "period: 2024-05, 2024-Q1, 2024-H1, 2024"},
    {"parent", "A", "上级地区", "parent area"},
    {"checkpoint", "C", "考核时点：Q1、H1、Q3、Y 或日期", "checkpoint: Q1, H1, Q3, Y or a date"},
    {"by", "WORD", "按什么：rank 用 growth|level，contribution 用 area|component|industry",
     "rank: growth|level; contribution: area|component|industry"},
    {"exclude", "CODE,…", "剔除的成员", "members to exclude"},
    {"from", "P", "起始时期", "first period"},
    {"to", "P", "截止时期", "last period"},
    {"why", "FIELD", "该数怎么来的", "why this number"},
    {"set", "CODE", "地区名单（coverage：指标集）",
     "a named list of areas (coverage: a set of indicators)"},
    {"all", NULL, "没有数据的指标也列出；target list：连同下级地区",
     "indicators without figures too; target list: the areas below too"},
    {"boundary", "DATE", "按该日区划重算", "recomputed on the boundary of that day"},
    {"base-year", "Y", "与该年比较，如 2019", "compare with this year, such as 2019"},
    {"since", "TIME", "只列此后有变化的", "only what changed since"},
    {"released-by", "DATE", "只看发布方到该日已发布的",
     "only what the publisher had released by then"},
    {"kinds", "K,…", "还可采用的种类（forecast、expected、target）",
     "further kinds that may stand for a value"},
    {"level", "X", "数值", "level"},
    {"growth", "G", "增速（%）", "growth in percent"},
    {"base-level", "X", "可比基数", "comparable base"},
    {"kind", "K", "种类（默认 final）", "kind (default final)"},
    {"basis", "B", "口径 ytd|period|end", "basis ytd|period|end"},
    {"unit", "U", "计量单位", "unit"},
    {"reason", "TEXT", "原因", "reason"},
    {"map", "FILE", "映射（JSON 文件）", "mapping (JSON file)"},
    {"dry-run", NULL, "只检查，不写入", "check only, write nothing"},
    {"partial", NULL, "好的行先入库，不能采用的写到一个文件；rollup：给出已报部分之和并标明",
     "take the good rows, write the others to a file; rollup: the sum of those there, marked"},
    {"yes", NULL, "采用最可能的理解，不再询问", "take the best guess without asking"},
    {"withdraw", NULL, "撤回该文件的导入（set：撤回这个数）",
     "take the import of this file (set: this figure) back"},
    {"rejects", "FILE", "--partial 的退回行写到何处", "where --partial writes refused rows"},
    {"show-map", NULL, "显示映射", "show the mapping"},
    {"output", "FILE", "写到文件，扩展名决定格式", "write to a file; its ending says how"},
    {"bom", NULL, "CSV 带 BOM", "CSV with a byte-order mark"},
    {"tier", "T", "目标层级 assigned|set|strive", "tier assigned|set|strive"},
    {"method", "M", "分解方法 curve|even|manual", "split by curve|even|manual"},
    {"parts", "A=N;…", "手工分解的各份：地区=数值;… 或 时期=数值;…",
     "the pieces of a split by hand: AREA=LEVEL;… or PERIOD=LEVEL;…"},
    {"across", "WHAT", "分解到 time|areas", "split over time|areas"},
    {"comparison", "C", "比较方式", "comparison"},
    {"low", "X", "下限", "lower bound"},
    {"high", "X", "上限", "upper bound"},
    {"assess", "A", "考核方式 level|growth|both", "judged by level|growth|both"},
    {"reserve", "X", "预留数", "kept back"},
    {"leader", "POST", "分管领导", "leader's post"},
    {"org", "ORG", "牵头单位", "lead organisation"},
    {"cause", "CODE", "原因代码（见 diaodu export cause_codes）",
     "cause (see diaodu export cause_codes)"},
    {"side", "S", "主客观 objective|subjective|mixed", "objective|subjective|mixed"},
    {"text", "TEXT", "说明", "explanation"},
    {"item", "N", "补欠计划的序号（不给则接着编）", "number in the plan (the next one)"},
    {"due", "P", "完成时限（月）", "month by which it is due"},
    {"measure", "TEXT", "补欠措施", "measure"},
    {"support", "TEXT", "支撑项目（企业）", "supporting project or enterprise"},
    {"amount", "X", "补欠数额", "amount made up for"},
    {"person", "NAME", "责任人", "person"},
    {"note", "TEXT", "备注", "note"},
    {"template", "FILE.docx", "本单位的 Word 模板", "the office's own Word template"},
    {"internal", NULL, "标注内部资料", "mark as internal"},
    {"name", "TEXT", "名称", "name"},
    {"title", "TEXT", "岗位名称", "title of a post"},
    {"holder", "PERSON", "任职人编码", "code of who holds it"},
    {"scope", "subtree|only", "本地区及以下，或只本地区", "the area and all below, or it alone"},
    {"domains", "D;…", "指标领域（默认全部）", "domains of indicators (default all)"},
    {"days", "N", "天数：令牌有效期（默认 90）；节点今后几天（默认 7）",
     "days: a token lasts (90 unless told); nodes due within (7)"},
    {"listen", "HOST:PORT", "监听地址（默认 127.0.0.1:8080）",
     "address to listen on (default 127.0.0.1:8080)"},
    {"host", "NAME,…", "另外可用的主机名", "further host names it is known by"},
    {"proxy", "URL", "前面的反向代理网址，如 https://desk.example",
     "origin of the reverse proxy in front: https://desk.example"},
    {"tls-cert", "FILE", "证书链（PEM）：以 https 服务",
     "chain of certificates (PEM): serve https"},
    {"tls-key", "FILE", "证书的密钥（PEM）", "the certificate's key (PEM)"},
    {"idle", "MINUTES", "会话闲置多久即结束（默认 120 分钟）",
     "a session that rests so long has ended (default 120)"},
    {"threads", "N", "服务线程数（默认每核一个）", "server threads (default one a core)"},
    {"force", NULL, "允许覆盖", "allow overwriting"},
    {"heads", "FILE", "以前写下的链头", "heads written down earlier"},
    {"who", "NAME", "只列此人所为", "only what this one did"},
    {"action", "WORD", "只列这种动作：init、import、withdraw",
     "only this action: init, import, withdraw"},
    {"form", "F", "报表编码", "code of a form"},
    {"state", "S", "报送状态：draft、submitted、checked、reviewed、signed、returned、accepted",
     "draft, submitted, checked, reviewed, signed, returned or accepted"},
    {"until", "DATE", "延期到这一天", "the last day of an extension"},
    {"cells", "FILE.csv", "逐格的处理：area,indicator,verdict,reason",
     "decisions cell by cell: area,indicator,verdict,reason"},
    {"hash", "HASH", "某次签字的校验码", "hash of a signature"},
    {"post", "POST", "岗位编码", "code of a post"},
    {"scan", "FILE", "签报表扫描件", "scan of the signed paper"},
    {"where", "EXPR", "筛选条件，如 stage='issued' and due<today()",
     "condition, such as stage='issued' and due<today()"},
    {"q", "WORDS", "按文字查找", "words to look for"},
    {"with", "F=V;G=W", "OC4IDS 项目的字段：不论文件怎么说",
     "fields of OC4IDS projects, whatever the file says"},
    {"without", "PATH,PATH", "OC4IDS 中不读的部分，如 budget,metrics",
     "what of OC4IDS is not read, such as budget,metrics"},
    {"target", "G", "目标增速（%），不给则用库中的目标", "growth aimed at in percent (the desk's)"},
    {"horizon", "P", "测算至哪一月（默认下季度末，不跨年）",
     "month up to which (the end of the next quarter, within the year)"},
    {"top", "N", "集中度取前几项（默认 5）", "how many of the largest (5)"},
    {"type", "CODE", "台账代码（默认第一种合用的）", "code of a ledger (the first that fits)"},
    {"view", "V", "台账的视图", "a view of the ledger"},
    {"sort", "F,-G", "排序字段，- 为降序", "fields to sort by, - for descending"},
    {"columns", "F,G", "列出的字段", "fields to show"},
    {"limit", "N", "至多列几行", "at most so many rows"},
    {"cursor", "N", "跳过前 N 行", "skip so many rows"},
    {"end", "DAY", "完成日期", "last day"},
    {"baseline", NULL, "先把现有计划留作基线", "keep the plan that stands as baseline first"},
    {"paper", "A3|A0", "挂图的纸张，默认 A3（横放）",
     "paper of a wall chart, A3 unless said (landscape)"},
    {"issue", NULL, "签发：取号并登记", "issue it: with its number, in the register"},
    {"number", "CODE", "发函登记的编号：按签发时的样子",
     "of the register of letters: as it was issued"},
    {"seen", "N", "您看到的版本：此后有人改过则不写入",
     "the version you saw: nothing is written if it was changed since"},
    {"withdrawn", NULL, "连同已撤除的", "those that were removed as well"},
    {"summary", "S", "汇总表", "a summary"},
    {"group", "F", "按此字段汇总", "sum up by this field"},
    {"sum", "F", "各组再合计此字段", "with this number field added up"},
    {"into", "FOLDER", "备份到该文件夹，文件名带时间", "back up into this folder, named by time"},
    {"keep", "N[,WEEKS[,MONTHS]]", "只留最近 N 份（及各周、各月最后一份）",
     "keep the newest N (and the last of each week and month)"},
};
const int n_option_defs = COUNT_OF(option_defs);

const command commands[] = {
    {"init", "[--home AREA] [--demo]", "新建数据库，含内置目录",
     "create an empty database with the built-in catalogues", "home demo", run_init},
    {"import", "[TABLE] FILE…", "导入表格文件", "import files",
     "map dry-run partial yes withdraw reason rejects show-map with without", run_import},
    {"set", "AREA INDICATOR PERIOD --level X --reason TEXT", "改正一个数", "correct one value",
     "level growth base-level kind basis unit tier comparison reason withdraw dry-run", run_set},
    {"export", "TABLE|oc4ids [-o FILE]", "导出表格；oc4ids：项目，按 OC4IDS 标准",
     "export a table; oc4ids: projects, as the OC4IDS standard has them",
     "area indicator period from to kind output bom type where q view sort", run_export},
    {"board", "--area A --period P", "看板：每个指标一行", "one row per indicator",
     "area period indicator all since checkpoint why released-by kinds", run_answer},
    {"rank", "--indicator I --parent A --period P", "排名", "ranking",
     "indicator parent area period by set released-by kinds", run_answer},
    {"owed", "--area A --period P --checkpoint H1", "欠账清单", "the arrears list, area by area",
     "area period checkpoint indicator released-by kinds", run_answer},
    {"arrears", "--area A --period P [--checkpoint H1]",
     "欠账、原因与补欠计划：兑现与落空、缺原因缺措施的",
     "arrears with causes and plans: kept and missed, without cause or measure",
     "area period checkpoint indicator released-by kinds", run_answer},
    {"gaps", "--area A --indicator I", "原因与补欠计划的全部版本：谁、何时、为何",
     "all versions of causes and plans: who, when, why", "area indicator released-by kinds",
     run_answer},
    {"cause", "AREA INDICATOR PERIOD --cause CODE --side S --reason TEXT", "登记欠账原因",
     "record why a target is missed", "cause side text org person reason withdraw dry-run",
     run_cause},
    {"plan", "AREA INDICATOR PERIOD --checkpoint C --due P --measure TEXT --reason TEXT",
     "登记一行补欠计划", "record one row of a plan to make up for arrears",
     "checkpoint item due measure support amount unit org leader person note reason withdraw "
     "dry-run",
     run_plan},
    {"contribution", "--indicator I --area A --period P", "贡献率与拉动点", "contribution and pull",
     "indicator area period by exclude released-by kinds", run_answer},
    {"series", "--indicator I --area A", "时间序列与版本", "a series with versions",
     "indicator area from to boundary released-by kinds", run_answer},
    {"plates", "--indicator I --period P [--parent A]", "区域板块：合计与增速",
     "plates: sums and growth", "indicator period parent area released-by kinds", run_answer},
    {"map", "--area A --period P [--set S]", "示意图：下级地区的轮廓",
     "schematic map: outlines of the areas below", "area period set", run_answer},
    {"coverage", "--set S --area A --period P", "考核指标全覆盖检查：有数、有目标、有人认领",
     "is an assessed set covered: figures, targets, owners", "set area period released-by kinds",
     run_answer},
    {"rollup", "--period P [--area A] [--form F] [--partial]",
     "预计数汇总：下级合计、本级数、目标、上年、末月需完成、谁未签未报",
     "forecasts put together: sum, own figure, target, last year, last month, who is missing",
     "area period form indicator partial released-by kinds", run_answer},
    {"accuracy", "[--area A] [--indicator I] [--from P --to P]", "预测精度：误差、偏向、名次",
     "how true forecasts were: error, bias, place", "area indicator from to released-by kinds",
     run_answer},
    {"sprint", "--indicator I --period P [--area A]", "期末冲刺：每日预计、剩余天数、日均需完成",
     "the days before a close: daily forecasts, days left, needed a day",
     "area indicator period released-by kinds", run_answer},
    {"calendar", "[--from DATE --to DATE] [--area A] [--all]",
     "日历：报表起止、开网关网、数据发布日与缺数",
     "calendar: days of forms, nets, releases and what is missing",
     "area from to all released-by kinds", run_answer},
    {"filing",
     "[sheet -o FILE.xlsx|save "
     "FILE.csv|.xlsx|submit|check|review|sign|return|withdraw|accept|reopen|extend|comment] "
     "--form F --org O --period P",
     "一份报送：查看、填数、提交、审核、签字、退回、接收",
     "one submission: show, fill, submit, check, sign, return, accept",
     "form org period note until cells scan output", run_filing},
    {"filings", "[--form F] [--period P]", "报送情况：按时、迟报、未签、未报",
     "who has handed in: on time, late, unsigned, missing", "form org area period state",
     run_answer},
    {"todo", "[--as USER]", "等我办的", "what waits for me", "form org area period", run_answer},
    {"forms", "", "报表目录", "the forms there are", "", run_answer},
    {"burden", "", "各单位负担与重复要数", "the burden of each unit, figures asked twice", "",
     run_answer},
    {"trend", "--indicator I --area A --period P", "新低、首次、正负转换",
     "lowest since, first time below, sign changes",
     "indicator area period base-year released-by kinds", run_answer},
    {"target", "set|split|reconcile|claim|list …", "目标：设定、分解、核对、认领",
     "targets: set, split, reconcile, claim",
     "all area indicator period level growth low high tier assess method across parts comparison "
     "reserve leader org reason dry-run",
     run_target},
    {"report", "list | NAME --area A --period P -o FILE.docx|.xlsx|.pdf|.html",
     "报告：bulletin 通报、four_aspect 四性分析、monthly 月报表、areas 县区排名表、compare "
     "对比表、progress 目标进度、half 双过半、owed 欠账清单",
     "documents: bulletin, four_aspect, monthly, areas, compare, progress, half, owed",
     "area period output template internal released-by kinds", run_report},
    {"paper", "signature|status|notice|handover … -o FILE.docx|.xlsx|.pdf|.html",
     "报送的文件：signature 签报表（--form --org --period [--hash]）、status 报送情况表、notice "
     "通报（--period）、handover 岗位交接清单（--post）",
     "papers of handing in: signature (--form --org --period [--hash]), status and notice "
     "(--period), handover (--post)",
     "form org period area hash post output", run_paper},
    {"ledger",
     "[TYPE [list|show CODE|add F=V…|set CODE F=V…|move CODE MOVE F=V…|comment CODE TEXT|attach "
     "CODE "
     "FIELD FILE|remove|restore CODE|summary [NAME]|export "
     "[print|FORM] -o FILE|letters|letter NAME CODE|UNIT [--issue] -o FILE|schedule CODE [--end D]|"
     "reschedule CODE --end D [--baseline]|gantt|nodes [--days N]|chart [CODE] [--paper A3|A0] -o "
     "FILE]] | define FILE.json",
     "台账：查看、登记、修改、流转、评论、附件、汇总、工期、挂图；define 定义一种台账",
     "ledgers: show, add, change, move on, comment, attach, sum up, schedule, chart; define: a "
     "type",
     "where q view sort columns limit cursor seen note withdrawn summary group sum period output "
     "reason partial dry-run rejects issue number end baseline days paper",
     run_ledger},
    {"task", "[list|show CODE|add F=V…|set CODE F=V…|move CODE MOVE F=V…|…]",
     "任务与督办（台账 task）", "tasks and their supervision (the ledger task)",
     "where q view sort columns limit cursor seen note withdrawn summary group sum period output "
     "reason partial dry-run rejects issue number end baseline days paper",
     run_ledger},
    {"investment", "remaining|link --area A --period P",
     "投资测算：在库剩余投资能支撑多高增速、缺多少新入库；台账项目与公布投资的衔接",
     "how far the projects in the library carry investment and what is missing; how they make up "
     "the "
     "published figure",
     "area period target horizon top type why limit cursor released-by kinds", run_investment},
    {"user", "list | add|link|passwd|disable|enable|unlock|token LOGIN",
     "账号：新建、重发链接、改密码、停用、解锁、令牌",
     "accounts: add, send a new link, set a password, disable, unlock, token",
     "name org note days reason dry-run", run_user},
    {"post", "list | add CODE --title T [--holder P] | hand CODE PERSON [--from DATE]",
     "岗位：谁在任、交接", "posts: who holds them, handing over",
     "title org holder from to reason dry-run", run_post},
    {"role", "list | grant|revoke post:CODE|user:LOGIN ROLE [--area A]", "授权：角色 × 地区 × 领域",
     "who may do what: role, area, domains", "area scope domains from to note reason dry-run",
     run_role},
    {"serve", "[--listen 127.0.0.1:8080]", "网页与接口服务（没有账号时仅本机）",
     "serve the page and the interface (this machine only while there are no accounts)",
     "listen host proxy tls-cert tls-key idle threads", run_serve},
    {"backup", "FILE | --into FOLDER [--keep N]", "备份", "back up", "into keep", run_backup},
    {"restore", "FILE", "恢复", "restore", "force", run_restore},
    {"migrate", "", "升级库结构", "bring the schema up to date", "dry-run", run_migrate},
    {"doctor", "", "体检：结构、校验和、磁盘", "check schema, hashes, disk", "", run_doctor},
    {"audit", "verify [--heads FILE] | heads [-o FILE] | log [--area A --indicator I --period P]",
     "审计：历史有无改动、每日链头、谁做了什么",
     "audit: was the history touched, the head of every day, who did what",
     "heads output area indicator period who action since", run_audit},
    {"completion", "bash|zsh", "命令补全脚本", "shell completion script", "", run_completion},
    {"man", "", "手册页（troff）", "manual page (troff)", "", run_man},
    {"help", "[COMMAND]", "帮助", "help", "", run_help},
};
const int n_commands = COUNT_OF(commands);

const command *command_find(const char *name)
{
    for (int i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static int option_index(str name)
{
    for (int i = 0; i < n_option_defs; i++)
        if (str_eqz(name, option_defs[i].name))
            return i;
    return -1;
}

const char *arg(const args *a, const char *name)
{
    int i = option_index(str_of(name));
    MUST(i >= 0 && i < OPT_MAX);
    return a->option[i];
}

str arg_str(const args *a, const char *name)
{
    return str_of(arg(a, name));
}

bool arg_on(const args *a, const char *name)
{
    return arg(a, name) != NULL;
}

/* ---- parsing ---- */
static bool takes(const command *k, const char *option)
{
    static const char common[] = "db format lang as-of as help version";
    str lists[2] = {str_of(common), str_of(k ? k->options : "")}, word;
    for (int i = 0; i < 2; i++)
        while (str_split(&lists[i], ' ', &word))
            if (str_eqz(word, option))
                return true;
    return false;
}

static bool parse_option(cx *c, args *a, const command *k, int argc, char **argv, int *i)
{
    str name = str_of(argv[*i] + 2), value = {NULL, 0};
    ptrdiff_t eq = str_find(name, S("="));
    if (eq >= 0) {
        value = str_from(name, (size_t)eq + 1);
        name.n = (size_t)eq;
    }
    int at = option_index(name);
    if (at < 0 || !takes(k, option_defs[at].name))
        return fail(c, ERR_USAGE, "%s 没有选项 --" STR_FMT "；见 diaodu help %s",
                    "%s has no option --" STR_FMT "; see diaodu help %s", k ? k->name : "diaodu",
                    STR_ARG(name), k ? k->name : "");
    if (!option_defs[at].value) {
        a->option[at] = "";
        return true;
    }
    if (!value.p) {
        if (*i + 1 >= argc)
            return fail(c, ERR_USAGE, "--%s 后面需要 %s", "--%s needs %s", option_defs[at].name,
                        option_defs[at].value);
        value = str_of(argv[++*i]);
    }
    a->option[at] = value.p;
    return true;
}

static bool parse(cx *c, int argc, char **argv, args *a)
{
    const command *k = NULL;
    bool only_rest = false;
    for (int i = 1; i < argc; i++) {
        char *w = argv[i];
        if (!only_rest && !strcmp(w, "--")) {
            only_rest = true;
        } else if (!only_rest && !strcmp(w, "-o")) {
            static char longer[] = "--output";
            argv[i] = longer;
            TRY(parse_option(c, a, k, argc, argv, &i));
        } else if (!only_rest && !strncmp(w, "--", 2)) {
            TRY(parse_option(c, a, k, argc, argv, &i));
        } else if (!a->command) {
            a->command = w;
            k = command_find(w);
            if (!k)
                return fail(c, ERR_USAGE, "没有命令“%s”；见 diaodu help",
                            "no command \"%s\"; see diaodu help", w);
        } else if (a->n_rest < (int)COUNT_OF(a->rest)) {
            a->rest[a->n_rest++] = w;
        } else {
            return fail(c, ERR_USAGE, "参数太多", "too many arguments");
        }
    }
    return true;
}

static bool settle(cx *c, args *a)
{
    if (arg_on(a, "lang") && strcmp(arg(a, "lang"), "zh") != 0 && strcmp(arg(a, "lang"), "en") != 0)
        return fail(c, ERR_USAGE, "--lang 可为 zh、en，不能是“%s”",
                    "--lang is zh or en, not \"%s\"", arg(a, "lang"));
    const char *f = arg(a, "format");
    a->db = arg_on(a, "db")       ? arg(a, "db")
            : getenv("DIAODU_DB") ? getenv("DIAODU_DB")
                                  : "diaodu.db";
    a->format = OUT_TABLE;
    if (f && !strcmp(f, "json"))
        a->format = OUT_JSON;
    else if (f && !strcmp(f, "csv"))
        a->format = OUT_CSV;
    else if (f && strcmp(f, "table") != 0)
        return fail(c, ERR_USAGE, "--format 可为 table、json、csv，不能是“%s”",
                    "--format is table, json or csv, not \"%s\"", f);
    return true;
}

/* --lang wins, then DIAODU_LANG; Chinese otherwise. Needed before parsing can fail. */
static lang choose_lang(int argc, char **argv)
{
    const char *l = getenv("DIAODU_LANG");
    for (int i = 1; i + 1 < argc; i++)
        if (!strcmp(argv[i], "--lang"))
            l = argv[i + 1];
    for (int i = 1; i < argc; i++)
        if (!strncmp(argv[i], "--lang=", 7))
            l = argv[i] + 7;
    return l && !strncmp(l, "en", 2) ? LANG_EN : LANG_ZH;
}

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

/* Start of the command, of the present step, and when it was last shown. */
struct meter {
    double begin, start, shown;
    const char *what;
};

/* Steps the rooms below name by a word; others name themselves. */
static const char *step_name(const cx *c, const char *what)
{
    static const char *const names[][3] = {
        {"read", "读取行", "reading rows"},
        {"wide", "读取表格行", "reading table rows"},
        {"compare", "比较", "comparing rows"},
        {"save", "写入行", "writing rows"},
        {"commit", "提交", "committing"},
        {"load", "载入行", "loading rows"},
        {"verify", "校验页", "verifying pages"},
        {"migrate", "升级步骤", "migration steps"},
        {"wait", "等待写锁", "waiting for the writer's lock"},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!strcmp(what, names[i][0]))
            return names[i][c->lang == LANG_EN ? 2 : 1];
    return what;
}

static bool progress_shown; /* a line without its end stands on the terminal */

static bool show_progress(void *user, const char *what, uint64_t done, uint64_t total)
{
    cx *c = user;
    static struct meter m;
    double now = os_monotonic();
    if (interrupted)
        return false;
    if (!m.what)
        m.begin = now;
    if (!m.what || strcmp(m.what, what) != 0)
        m = (struct meter){m.begin, now, m.shown, what};
    if (!isatty(STDERR_FILENO) || now - m.begin < 1 || now - m.shown < 0.2)
        return true;
    m.shown = now;
    progress_shown = true;
    double rate = now > m.start ? (double)done / (now - m.start) : 0;
    fprintf(stderr, "\r\033[K%s", step_name(c, what));
    if (done)
        fprintf(stderr, " %llu", (unsigned long long)done);
    if (done && total)
        fprintf(stderr, "/%llu", (unsigned long long)total);
    if (rate > 0)
        fprintf(stderr, "  %.0f/s", rate);
    if (rate > 0 && total > done)
        fprintf(stderr, c->lang == LANG_EN ? "  %.0f s left" : "  还需 %.0f 秒",
                (double)(total - done) / rate);
    return true;
}

void cli_progress_clear(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

void cli_progress_start(cx *c)
{
    /* A second one ends the program at once, which loses nothing either. */
    struct sigaction s = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND};
    sigaction(SIGINT, &s, NULL);
    sigaction(SIGTERM, &s, NULL);
    c->progress = show_progress;
    c->progress_user = c;
}

bool cli_out(cx *c, str text)
{
    cli_progress_clear();
    if (fwrite(text.p, 1, text.n, stdout) == text.n && fflush(stdout) == 0)
        return true;
    if (errno == EPIPE)
        return fail(c, ERR_SYSTEM, "输出管道已关闭", "the output pipe is closed");
    return fail_errno(c, "无法写到", "cannot write to", "stdout");
}

/* The database as a whole is nobody's in particular. */
static bool administrator(cx *c, const args *a)
{
    const subject *who;
    TRY(cli_who(c, a, &who));
    return !who ||
           fail(c, ERR_DENIED, "%s 是对整个数据库的操作，不能以某个用户的名义（--as）进行",
                "%s is about the database as a whole and not done as a user (--as)", a->command);
}

static bool dispatch(cx *c, int argc, char **argv)
{
    args a = {0};
    TRY(parse(c, argc, argv, &a));
    if (arg_on(&a, "version") || (a.command && !strcmp(a.command, "version"))) {
        const char *line = cx_printf(c, "diaodu %s\n", diaodu_version);
        return line && cli_out(c, str_of(line));
    }
    TRY(settle(c, &a));
    if (!a.command)
        return run_help(c, &a) &&
               (arg_on(&a, "help") || fail(c, ERR_USAGE, "请给出命令", "give a command"));
    if (arg_on(&a, "help")) {
        a.rest[0] = a.command;
        a.n_rest = 1;
        return run_help(c, &a);
    }
    const command *k = command_find(a.command);
    bool text_only = k->run == run_help || k->run == run_man || k->run == run_completion;
    if (text_only && a.format != OUT_TABLE)
        return fail(c, ERR_USAGE, "%s 只有文本，没有 --format json 或 csv",
                    "%s is text only: it has no --format json or csv", k->name);
    if (k->run == run_backup || k->run == run_restore || k->run == run_migrate ||
        k->run == run_doctor || k->run == run_serve)
        TRY(administrator(c, &a));
    return k->run(c, &a);
}

int cli_main(int argc, char **argv)
{
    cx c;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, and said */
    if (!cx_init(&c, choose_lang(argc, argv))) {
        fputs("diaodu: out of memory\n", stderr);
        return err_exit(ERR_MEMORY);
    }
    bool ok = dispatch(&c, argc, argv);
    cli_progress_clear();
    if (!ok)
        fprintf(stderr, "diaodu: %s\n", cx_message(&c));
    int code = ok ? 0 : err_exit(c.err.code);
    cx_done(&c);
    return code ? code : ok ? 0 : 3;
}
