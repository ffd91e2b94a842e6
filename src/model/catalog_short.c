/* Short forms of area names: what is left without the kind of unit (省 市 县 …) and without the
 * nationalities of an autonomous unit, and the customary abbreviations that no rule gives. */
#include "model/catalog_impl.h"

/* The 55 minorities, longest first where one ends in another (东乡族 and 乡族 do not collide). 各族
 * stands in 龙胜各族自治县. */
#define T(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
static const str peoples[] = {
    T("蒙古族"),   T("回族"),     T("藏族"),     T("维吾尔族"),   T("苗族"),   T("彝族"),
    T("壮族"),     T("布依族"),   T("朝鲜族"),   T("满族"),       T("侗族"),   T("瑶族"),
    T("白族"),     T("土家族"),   T("哈尼族"),   T("哈萨克族"),   T("傣族"),   T("黎族"),
    T("傈僳族"),   T("佤族"),     T("畲族"),     T("高山族"),     T("拉祜族"), T("水族"),
    T("东乡族"),   T("纳西族"),   T("景颇族"),   T("柯尔克孜族"), T("土族"),   T("达斡尔族"),
    T("仫佬族"),   T("羌族"),     T("布朗族"),   T("撒拉族"),     T("毛南族"), T("仡佬族"),
    T("锡伯族"),   T("阿昌族"),   T("普米族"),   T("塔吉克族"),   T("怒族"),   T("乌孜别克族"),
    T("俄罗斯族"), T("鄂温克族"), T("德昂族"),   T("保安族"),     T("裕固族"), T("京族"),
    T("塔塔尔族"), T("独龙族"),   T("鄂伦春族"), T("赫哲族"),     T("门巴族"), T("珞巴族"),
    T("基诺族"),   T("各族"),
};
/* Written without 族 in the names of some autonomous units; only stripped there. */
static const str bare_peoples[] = {
    T("维吾尔"), T("哈萨克"), T("蒙古"),   T("柯尔克孜"), T("塔吉克"),
    T("锡伯"),   T("鄂伦春"), T("鄂温克"), T("达斡尔"),
};

/* Kind of unit -> what people say instead of it once the peoples are gone. */
static const struct kind_of_unit {
    str suffix;
    const char *spoken;
    bool autonomous;
} kinds[] = {
    {T("特别行政区"), NULL, false}, {T("行政委员会"), "行委", false}, {T("自治区"), NULL, true},
    {T("自治州"), "州", true},      {T("自治县"), "县", true},        {T("自治旗"), "旗", true},
    {T("地区"), NULL, false},       {T("新区"), NULL, false},         {T("林区"), NULL, false},
    {T("街道"), NULL, false},       {T("省"), NULL, false},           {T("市"), NULL, false},
    {T("县"), "县", false},         {T("区"), "区", false},           {T("州"), NULL, false},
    {T("盟"), NULL, false},         {T("旗"), NULL, false},           {T("镇"), NULL, false},
    {T("乡"), "乡", false},
};

/* Abbreviations in use that no rule gives. */
static const struct customary {
    str name, said;
} customary[] = {
    {T("巴音郭楞蒙古自治州"), T("巴州")},
    {T("博尔塔拉蒙古自治州"), T("博州")},
    {T("克孜勒苏柯尔克孜自治州"), T("克州")},
    {T("西双版纳傣族自治州"), T("版纳州")},
    {T("锡林郭勒盟"), T("锡盟")},
    {T("阿拉善盟"), T("阿盟")},
    {T("前郭尔罗斯蒙古族自治县"), T("前郭县")},
    {T("喀喇沁左翼蒙古族自治县"), T("喀左县")},
    {T("杜尔伯特蒙古族自治县"), T("杜蒙县")},
    {T("莫力达瓦达斡尔族自治旗"), T("莫旗")},
    {T("塔什库尔干塔吉克自治县"), T("塔县")},
    {T("科尔沁左翼中旗"), T("科左中旗")},
    {T("科尔沁左翼后旗"), T("科左后旗")},
    {T("科尔沁右翼前旗"), T("科右前旗")},
    {T("科尔沁右翼中旗"), T("科右中旗")},
    {T("察哈尔右翼前旗"), T("察右前旗")},
    {T("察哈尔右翼中旗"), T("察右中旗")},
    {T("察哈尔右翼后旗"), T("察右后旗")},
    {T("新巴尔虎左旗"), T("新左旗")},
    {T("新巴尔虎右旗"), T("新右旗")},
    {T("土默特左旗"), T("土左旗")},
    {T("土默特右旗"), T("土右旗")},
    {T("东乌珠穆沁旗"), T("东乌旗")},
    {T("西乌珠穆沁旗"), T("西乌旗")},
    {T("达尔罕茂明安联合旗"), T("达茂旗")},
    {T("陈巴尔虎旗"), T("陈旗")},
};

static bool two_characters(str s)
{
    return utf8_count(s) >= 2;
}

/* Take one people off the end; what is left has at least two characters. */
static bool strip_one(str *stem, const str *table, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str p = table[i], rest = {stem->p, stem->n - (p.n < stem->n ? p.n : stem->n)};
        if (rest.n && str_ends(*stem, p) && two_characters(rest)) {
            *stem = rest;
            return true;
        }
    }
    return false;
}

static str strip_peoples(str stem, bool autonomous)
{
    while (strip_one(&stem, peoples, COUNT_OF(peoples)) ||
           (autonomous && strip_one(&stem, bare_peoples, COUNT_OF(bare_peoples))))
        ;
    /* 东乡族自治县, 鄂温克族自治旗: the people is the name. */
    str people = {stem.p, stem.n - (stem.n > 3 ? 3 : 0)};
    if (autonomous && str_ends(stem, S("族")) && two_characters(people))
        stem = people;
    return stem;
}

typedef struct short_list {
    str *out;
    size_t n;
    char *buf;
    size_t used;
} short_list;

static void push(short_list *l, str s)
{
    if (l->n < SHORT_MAX && two_characters(s))
        l->out[l->n++] = s;
}

static void push_joined(short_list *l, str stem, str tail)
{
    size_t t = tail.n;
    if (l->used + stem.n + t > SHORT_BUF || !two_characters(stem))
        return;
    char *p = l->buf + l->used;
    memcpy(p, stem.p, stem.n);
    memcpy(p + stem.n, tail.p, t);
    l->used += stem.n + t;
    push(l, (str){p, stem.n + t});
}

size_t area_short_names(str folded, str out[SHORT_MAX], char buf[SHORT_BUF])
{
    short_list l = {.out = out, .buf = buf};
    for (size_t i = 0; i < COUNT_OF(customary); i++)
        if (str_eq(folded, customary[i].name))
            push(&l, customary[i].said);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        str suffix = kinds[i].suffix;
        if (folded.n <= suffix.n || !str_ends(folded, suffix))
            continue;
        str stem = {folded.p, folded.n - suffix.n}, bare = strip_peoples(stem, kinds[i].autonomous);
        push(&l, bare);
        if (bare.n == stem.n && !kinds[i].autonomous)
            break;
        if (kinds[i].spoken)
            push_joined(&l, bare, str_of(kinds[i].spoken));
        push_joined(&l, bare, kinds[i].suffix);
        break;
    }
    return l.n;
}
