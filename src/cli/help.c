/* help, completion, man: all made from the tables of commands and options. */
#include "base/embed.h"
#include "base/str.h"
#include "cli/cli.h"

static const char *text(cx *c, const char *zh, const char *en)
{
    return c->lang == LANG_EN ? en : zh;
}

static void put_option(cx *c, sb *b, const option_def *o)
{
    char head[64];
    snprintf(head, sizeof head, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    sb_printf(b, "  %s", head);
    sb_pad(b, strlen(head) < 28 ? 28 - utf8_width(str_of(head)) : 1);
    sb_printf(b, "%s\n", text(c, o->zh, o->en));
}

static void each_option(cx *c, const char *names, sb *b, void (*fn)(cx *, sb *, const option_def *))
{
    str rest = str_of(names), word;
    while (*names && str_split(&rest, ' ', &word))
        for (int i = 0; i < n_option_defs; i++)
            if (str_eqz(word, option_defs[i].name))
                fn(c, b, &option_defs[i]);
}

static const char common[] = "db format lang as-of as help";

static void overview(cx *c, sb *b)
{
    sb_printf(b, "diaodu %s  %s\n\n%s\n", diaodu_version,
              text(c, "区域经济运行调度台", "dispatch desk of a regional economy"),
              text(c, "命令：", "Commands:"));
    for (int i = 0; i < n_commands; i++) {
        sb_printf(b, "  %s", commands[i].name);
        sb_pad(b, 14 - strlen(commands[i].name));
        sb_printf(b, "%s\n", text(c, commands[i].zh, commands[i].en));
    }
    sb_printf(b, "\n%s\n", text(c, "每个命令都有：", "Every command takes:"));
    each_option(c, common, b, put_option);
    sb_printf(b, "\n%s\n", text(c, "详见 diaodu help 命令", "More: diaodu help COMMAND"));
}

bool run_help(cx *c, const args *a)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    if (a->n_rest == 0) {
        overview(c, &b);
    } else {
        const command *k = command_find(a->rest[0]);
        if (!k)
            return fail(c, ERR_USAGE, "没有命令“%s”", "no command \"%s\"", a->rest[0]);
        sb_printf(&b, "diaodu %s %s\n  %s\n\n", k->name, k->synopsis, text(c, k->zh, k->en));
        each_option(c, k->options, &b, put_option);
        sb_printf(&b, "\n%s\n", text(c, "通用：", "Common:"));
        each_option(c, common, &b, put_option);
    }
    return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
}

static void put_flag(cx *c, sb *b, const option_def *o)
{
    (void)c;
    sb_printf(b, " --%s", o->name);
}

bool run_completion(cx *c, const args *a)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    bool zsh = a->n_rest == 1 && !strcmp(a->rest[0], "zsh");
    if (a->n_rest != 1 || (!zsh && strcmp(a->rest[0], "bash") != 0))
        return fail(c, ERR_USAGE, "用法：diaodu completion bash|zsh",
                    "usage: diaodu completion bash|zsh");
    if (zsh)
        sb_putz(&b, "autoload -U bashcompinit && bashcompinit\n");
    sb_putz(
        &b,
        "_diaodu() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words\n  case ${COMP_WORDS[1]} in\n");
    for (int i = 0; i < n_commands; i++) {
        sb_printf(&b, "  %s) words=\"", commands[i].name);
        each_option(c, commands[i].options, &b, put_flag);
        each_option(c, common, &b, put_flag);
        sb_putz(&b, "\" ;;\n");
    }
    sb_putz(&b, "  esac\n  [ \"$COMP_CWORD\" = 1 ] && words=\"");
    for (int i = 0; i < n_commands; i++)
        sb_printf(&b, "%s ", commands[i].name);
    sb_putz(&b, "\"\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                "  [ ${#COMPREPLY[@]} = 0 ] && COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
                "complete -o filenames -F _diaodu diaodu\n");
    return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
}

static void put_man_option(cx *c, sb *b, const option_def *o)
{
    sb_printf(b, ".TP\n\\fB\\-\\-%s\\fR %s\n%s\n", o->name, o->value ? o->value : "",
              text(c, o->zh, o->en));
}

bool run_man(cx *c, const args *a)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    (void)a;
    sb_printf(&b, ".TH DIAODU 1 \"\" \"diaodu %s\"\n.SH %s\ndiaodu \\- %s\n", diaodu_version,
              text(c, "名称", "NAME"),
              text(c, "区域经济运行调度台", "dispatch desk of a regional economy"));
    sb_printf(&b, ".SH %s\n.B diaodu\n.I COMMAND\n[options]\n.SH %s\n", text(c, "用法", "SYNOPSIS"),
              text(c, "命令", "COMMANDS"));
    for (int i = 0; i < n_commands; i++) {
        sb_printf(&b, ".SS \"diaodu %s %s\"\n%s\n", commands[i].name, commands[i].synopsis,
                  text(c, commands[i].zh, commands[i].en));
        each_option(c, commands[i].options, &b, put_man_option);
    }
    sb_printf(&b, ".SH %s\n", text(c, "通用选项", "COMMON OPTIONS"));
    each_option(c, common, &b, put_man_option);
    sb_printf(
        &b, ".SH %s\n%s\n", text(c, "退出码", "EXIT STATUS"),
        text(c, "0 完成；1 数据不通过；2 用法错误或代码不存在；3 系统故障。",
             "0 done; 1 the data says no; 2 wrong usage or unknown code; 3 the system failed."));
    return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
}
