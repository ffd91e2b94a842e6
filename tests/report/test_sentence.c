/* Every line of statistics section 3: exact conditions, boundaries, Chinese and English. */
#include "report/sentence.h"
#include "base/str.h"
#include "testing.h"

typedef struct text {
    word w;
    const char *zh, *en;
} text;

typedef struct line {
    int line; /* wanted; 0 = nothing is said */
    const char *group;
    const char *figures; /* "g 5.3 p 4.0" */
    text words[5];
    const char *zh, *en;
} line;

#define MONTHS                                                                                     \
    {                                                                                              \
        {WORD_A, "1—5月", "Jan-May"},                                                              \
        {                                                                                          \
            WORD_UNIT, "亿元", "100 million yuan"                                                  \
        }                                                                                          \
    }
#define UP                                                                                         \
    {                                                                                              \
        {WORD_PARENT, "全省", "province"}, {WORD_PARENT_RATE, "全省", "provincial"},               \
            {WORD_A, "1—5月", "Jan-May"},                                                          \
        {                                                                                          \
            WORD_UNIT, "亿元", "100 million yuan"                                                  \
        }                                                                                          \
    }

static const line lines[] = {
#include "report/lines.inc"
};

static void set_figures(facts *f, const char *z)
{
    static const char *const names[] = {
#define X(id, name, decimals) name,
        FIG_TABLE(X)
#undef X
    };
    str rest = str_of(z), name, number;
    while (rest.n && str_split(&rest, ' ', &name) && str_split(&rest, ' ', &number)) {
        char text[32];
        snprintf(text, sizeof text, STR_FMT, STR_ARG(number));
        int at = -1;
        for (int i = 0; i < FIG_MAX; i++)
            if (str_eqz(name, names[i]))
                at = i;
        if (at < 0)
            fail_msg("no figure " STR_FMT, STR_ARG(name));
        f->v[at] = strtod(text, NULL);
    }
}

static void each_line(void **state)
{
    (void)state;
    cx c;
    sentences *s;
    int failed = 0, seen[51] = {0};
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(sentences_builtin(&c, &s));
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        for (int l = 0; l < 2; l++) {
            const line *n = &lines[i];
            facts f;
            sb out CLEANUP(sb_done) = {0};
            sb_init(&out, 0);
            facts_init(&f, (lang)l);
            set_figures(&f, n->figures);
            for (size_t k = 0; k < COUNT_OF(n->words) && n->words[k].zh; k++)
                f.w[n->words[k].w] = str_of(l ? n->words[k].en : n->words[k].zh);
            facts_finish(&f);
            int got = sentence_say(s, n->group, &f, &out);
            const char *want = l ? n->en : n->zh;
            if (got != n->line || !str_eqz(sb_str(&out), want))
                CASE_FAILED("%s [%s]: line %d \"%s\", wanted %d \"%s\"\n", n->group, n->figures,
                            got, sb_cstr(&out), n->line, want);
            seen[n->line]++;
        }
    for (int i = 1; i <= 50; i++)
        if (!seen[i] && i != 16 && i != 38) /* these two have tests of their own */
            CASE_FAILED("line %d has no case\n", i);
    cx_done(&c);
    assert_int_equal(failed, 0);
}

static void verdicts(void **state)
{
    (void)state;
    static const struct {
        double now[3], ago[3];
        const char *zh, *en;
    } t[] = {
        {{4.0, 5.0, 6.0},
         {4.5, 6.0, 8.1},
         "总体上“一平两降”：一产基本持平，二产、三产增速回落",
         "one steady, two slower: primary steady, secondary and tertiary slower"},
        {{4.0, 7.0, 9.0},
         {5.0, 6.0, 8.0},
         "总体上“两升一降”：二产、三产增速提高，一产增速回落",
         "two faster, one slower: secondary and tertiary faster, primary slower"},
        {{4.0, 7.0, 7.4},
         {5.0, 6.0, 8.0},
         "总体上“一升两降”：二产增速提高，一产、三产增速回落",
         "one faster, two slower: secondary faster, primary and tertiary slower"},
        {{4.0, 7.0, 7.5},
         {5.0, 6.0, 8.0},
         "总体上“一升一平一降”：二产增速提高，三产基本持平，一产增速回落",
         "one faster, one steady, one slower: secondary faster, tertiary steady, primary slower"},
        {{1, 1, 1},
         {1, 1, 1},
         "总体上“三平”：一产、二产、三产基本持平",
         "three steady: primary and secondary and tertiary steady"},
    };
    cx c;
    sentences *s;
    int failed = 0;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(sentences_builtin(&c, &s));
    for (size_t i = 0; i < COUNT_OF(t); i++)
        for (int l = 0; l < 2; l++) {
            facts f;
            bool said;
            sb out CLEANUP(sb_done) = {0};
            sb_init(&out, 0);
            facts_init(&f, (lang)l);
            assert_true(sectors_verdict(&c, t[i].now, t[i].ago, 0.5, &f, &said));
            assert_true(said);
            assert_int_equal(sentence_say(s, "sectors", &f, &out), 38);
            if (!str_eqz(sb_str(&out), l ? t[i].en : t[i].zh))
                CASE_FAILED("%zu: %s\n", i, sb_cstr(&out));
        }
    double missing[3] = {1, MISSING, 2}, some[3] = {1, 2, 3};
    facts f;
    bool said = true;
    facts_init(&f, LANG_ZH);
    assert_true(sectors_verdict(&c, missing, some, 0.5, &f, &said));
    assert_false(said);
    cx_done(&c);
    assert_int_equal(failed, 0);
}

/* The seed wording of requirements section 3. */
static void composites(void **state)
{
    (void)state;
    cx c;
    sentences *s;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(sentences_builtin(&c, &s));
    facts f;
    facts_init(&f, LANG_ZH);
    set_figures(&f,
                "g 9.1 y 11.3 G 7.5 Gy 8.5 rank 5 ranked 14 bottom 10 tied 0 progress 48 time 50");
    f.w[WORD_PARENT] = f.w[WORD_PARENT_RATE] = S("全省");
    facts_finish(&f);
    assert_int_equal(sentence_compose(s, "headline", &f, &out), 6);
    assert_string_equal(
        sb_cstr(&out),
        "同比增长9.1%，居全省第5位，高于全省1.6个百分点，增速比上年同期回落2.2个百分点，"
        "回落幅度比全省大1.2个百分点，完成年度目标的48.0%，慢于序时进度2.0个百分点");
    sentences_style(s, STYLE_SPEECH);
    sb_reset(&out);
    assert_int_equal(sentence_say(s, "change_year", &f, &out), 15);
    assert_string_equal(sb_cstr(&out), "增速比去年同期回落2.2个百分点");
    facts_init(&f, LANG_ZH);
    set_figures(&f, "g 9.1 of_g 10.3 pull 4.6 contribution 44.7 g_ex 5.2");
    f.v[FIG_G] = 10.3;
    f.w[WORD_OF] = S("全市规模以上工业增加值");
    f.w[WORD_MEMBERS] = S("仁怀市");
    facts_finish(&f);
    sb_reset(&out);
    assert_int_equal(sentence_compose(s, "exclusions", &f, &out), 2);
    assert_string_equal(
        sb_cstr(&out),
        "对全市规模以上工业增加值增长的贡献率为44.7%，拉动全市规模以上工业增加值增长4.6"
        "个百分点，剔除仁怀市后，全市规模以上工业增加值仅增长5.2%");
    cx_done(&c);
}

static void bad_tables(void **state)
{
    (void)state;
    static const char *const t[] = {
        "line,group,when,zh,en\n51,growth,g>0,x,x\n",
        "line,group,when,zh,en\n1,growth,gg>0,x,x\n",
        "line,group,when,zh,en\n1,growth,g>x,x,x\n",
        "line,group,when,zh,en\n1,growth,g>0,{gg},x\n",
        "line,group,when,zh,en\n1,growth,g>0,{g,x\n",
        "line,group,when,zh,en\n1,growth,g>0,x\n",
    };
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        cx c;
        sentences *s;
        assert_true(cx_init(&c, LANG_ZH));
        assert_false(sentences_load(&c, str_of(t[i]), &s));
        assert_int_equal(c.err.code, ERR_FORMAT);
        cx_done(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(composites),
        cmocka_unit_test(bad_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
