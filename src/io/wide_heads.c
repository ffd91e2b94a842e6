#include "io/wide_int.h"

/* ---- headers of stub columns, without punctuation ---- */
static const struct {
    const char *text;
    head h;
} heads[] = {
    {"地区", HEAD_AREA},
    {"区域", HEAD_AREA},
    {"县区", HEAD_AREA},
    {"县市区", HEAD_AREA},
    {"区县", HEAD_AREA},
    {"区县市", HEAD_AREA},
    {"县区市", HEAD_AREA},
    {"区市县", HEAD_AREA},
    {"市州", HEAD_AREA},
    {"州市", HEAD_AREA},
    {"市县", HEAD_AREA},
    {"县市", HEAD_AREA},
    {"市区", HEAD_AREA},
    {"市区县", HEAD_AREA},
    {"市县区", HEAD_AREA},
    {"各市州", HEAD_AREA},
    {"各县市区", HEAD_AREA},
    {"各县区", HEAD_AREA},
    {"各区县", HEAD_AREA},
    {"各市", HEAD_AREA},
    {"各县市", HEAD_AREA},
    {"各地", HEAD_AREA},
    {"各地区", HEAD_AREA},
    {"行政区", HEAD_AREA},
    {"行政区划", HEAD_AREA},
    {"行政区域", HEAD_AREA},
    {"行政区划名称", HEAD_AREA},
    {"区划", HEAD_AREA},
    {"区划名称", HEAD_AREA},
    {"地市", HEAD_AREA},
    {"地市州", HEAD_AREA},
    {"市地", HEAD_AREA},
    {"设区市", HEAD_AREA},
    {"城市", HEAD_AREA},
    {"省份", HEAD_AREA},
    {"省市", HEAD_AREA},
    {"省市区", HEAD_AREA},
    {"省区市", HEAD_AREA},
    {"省", HEAD_AREA},
    {"地区名称", HEAD_AREA},
    {"县区名称", HEAD_AREA},
    {"县市区名称", HEAD_AREA},
    {"市州名称", HEAD_AREA},
    {"区县名称", HEAD_AREA},
    {"属地", HEAD_AREA},
    {"所在地", HEAD_AREA},
    {"所属县区", HEAD_AREA},
    {"所属地区", HEAD_AREA},
    {"乡镇", HEAD_AREA},
    {"镇街", HEAD_AREA},
    {"街道", HEAD_AREA},
    {"乡镇街道", HEAD_AREA},
    {"镇街道", HEAD_AREA},
    {"旗县", HEAD_AREA},
    {"旗县区", HEAD_AREA},
    {"旗县市", HEAD_AREA},
    {"旗县市区", HEAD_AREA},
    {"盟市", HEAD_AREA},
    {"市盟", HEAD_AREA},
    {"州", HEAD_AREA},
    {"市", HEAD_AREA},
    {"县", HEAD_AREA},
    {"区", HEAD_AREA},
    {"地方", HEAD_AREA},
    {"县名", HEAD_AREA},
    {"县区名", HEAD_AREA},
    {"area", HEAD_AREA},
    {"region", HEAD_AREA},
    {"指标", HEAD_IND},
    {"指标名称", HEAD_IND},
    {"指标项", HEAD_IND},
    {"指标名", HEAD_IND},
    {"主要指标", HEAD_IND},
    {"主要经济指标", HEAD_IND},
    {"经济指标", HEAD_IND},
    {"主要指标名称", HEAD_IND},
    {"统计指标", HEAD_IND},
    {"指标内容", HEAD_IND},
    {"指标项目", HEAD_IND},
    {"项目", HEAD_ANY},
    {"类别", HEAD_ANY},
    {"名称", HEAD_ANY},
    {"分类", HEAD_ANY},
    {"行业", HEAD_ANY},
    {"科目", HEAD_ANY},
    {"预算科目", HEAD_ANY},
    {"收入项目", HEAD_ANY},
    {"项目名称", HEAD_ANY},
    {"单位名称", HEAD_ANY},
    {"填报单位", HEAD_ANY},
    {"责任单位", HEAD_ANY},
    {"indicator", HEAD_IND},
    {"计量单位", HEAD_UNIT},
    {"指标单位", HEAD_UNIT},
    {"单位", HEAD_ANY},
    {"unit", HEAD_UNIT},
    {"时期", HEAD_PERIOD},
    {"时间", HEAD_PERIOD},
    {"月份", HEAD_PERIOD},
    {"年份", HEAD_PERIOD},
    {"期间", HEAD_PERIOD},
    {"年度", HEAD_PERIOD},
    {"年月", HEAD_PERIOD},
    {"日期", HEAD_PERIOD},
    {"期别", HEAD_PERIOD},
    {"统计期", HEAD_PERIOD},
    {"统计时期", HEAD_PERIOD},
    {"数据时期", HEAD_PERIOD},
    {"数据期", HEAD_PERIOD},
    {"统计时间", HEAD_PERIOD},
    {"年", HEAD_PERIOD},
    {"月", HEAD_PERIOD},
    {"季度", HEAD_PERIOD},
    {"报表期", HEAD_PERIOD},
    {"报告期别", HEAD_PERIOD},
    {"所属期", HEAD_PERIOD},
    {"period", HEAD_PERIOD},
    {"代码", HEAD_CODE},
    {"编码", HEAD_CODE},
    {"区划代码", HEAD_CODE},
    {"行政区划代码", HEAD_CODE},
    {"行政区划码", HEAD_CODE},
    {"行政代码", HEAD_CODE},
    {"地区代码", HEAD_CODE},
    {"地区编码", HEAD_CODE},
    {"指标代码", HEAD_CODE},
    {"指标编码", HEAD_CODE},
    {"区划码", HEAD_CODE},
    {"统计用区划代码", HEAD_CODE},
    {"县区代码", HEAD_CODE},
    {"县市区代码", HEAD_CODE},
    {"code", HEAD_CODE},
    {"序号", HEAD_SEQ},
    {"编号", HEAD_SEQ},
    {"№", HEAD_SEQ},
    {"no", HEAD_SEQ},
    {"行次", HEAD_SEQ},
    {"栏次", HEAD_SEQ},
    {"次序", HEAD_SEQ},
    {"行号", HEAD_SEQ},
    {"备注", HEAD_NOTE},
    {"说明", HEAD_NOTE},
    {"附注", HEAD_NOTE},
    {"数据来源", HEAD_NOTE},
    {"来源", HEAD_NOTE},
    {"研判", HEAD_NOTE},
    {"主要支撑", HEAD_NOTE},
    {"存在问题", HEAD_NOTE},
    {"状态", HEAD_NOTE},
    {"进展", HEAD_NOTE},
    {"销号", HEAD_NOTE},
    {"能否双过半", HEAD_NOTE},
    {"评价", HEAD_NOTE},
    {"得分", HEAD_NOTE},
    {"表号", HEAD_NOTE},
    {"联系电话", HEAD_NOTE},
    {"页码", HEAD_NOTE},
    {"页次", HEAD_NOTE},
    {"页数", HEAD_NOTE},
    {"页", HEAD_NOTE},
    {"链接", HEAD_NOTE},

};
/* A header that contains one of these speaks of people and papers, not of figures. */
static const char *const note_parts[] = {
    "责任领导", "责任人",   "分管领导", "牵头单位", "牵头部门", "配合部门", "配合单位",
    "责任部门", "主管部门", "措施",     "原因",     "联系人",   "电话",     "完成时限",
    "备注",     "填表人",   "审核人",   "负责人",   "支撑项目", "研判",
};

head wide_head(str bare)
{
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (str_eqz(bare, heads[i].text))
            return heads[i].h;
    for (size_t i = 0; i < COUNT_OF(note_parts); i++)
        if (str_contains(bare, note_parts[i]))
            return HEAD_NOTE;
    return HEAD_NONE;
}

/* ---- lines below and above tables that hold no figures ---- */
static const char *const note_starts[] = {
    "注:",      "注,",        "注1",      "注①",      "备注:",    "备注,",    "说明:", "说明,",
    "数据来源", "资料来源",   "填表",     "填报",     "制表",     "审核",     "联系",  "单位负责人",
    "负责人",   "统计负责人", "报出日期", "填报日期", "制表日期", "打印日期", "主管",  "经办",
    "报送日期", "附注",       "本表",     "此表",     "以上数据", "注.",      "注释",  "主要负责人",
    "编制单位", "编制:",      "复核",     "*注",      "※",        "电话",     "*",
};

/* The same even with numbers beside it: a telephone, a date. */
bool wide_is_signature(str folded)
{
    static const char *const starts[] = {"联系", "电话", "填报",     "填表",     "制表", "审核",
                                         "复核", "经办", "报出日期", "报送日期", "打印"};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(folded, str_of(starts[i])))
            return true;
    return false;
}

bool wide_is_note(str folded)
{
    for (size_t i = 0; i < COUNT_OF(note_starts); i++)
        if (str_starts(folded, str_of(note_starts[i])))
            return true;
    return false;
}

/* ---- why a column is left aside ---- */
static const char *const ignored_zh[IG_MAX_] = {
    [IG_NONE] = "",
    [IG_POINTS] = "是百分点变化，不是增速",
    [IG_SHARE] = "是比重，可由数据算出",
    [IG_PROGRESS] = "是完成进度，可由数据算出",
    [IG_RANK_MOVE] = "是位次的变化或汇总，可由数据算出",
    [IG_RANK_OLD] = "是以前时期的位次",
    [IG_DIFF] = "是增减额，可由数据算出",
    [IG_YEAR_START] = "是比年初或同比多增的数额，可由数据算出",
    [IG_MOM] = "是与上期的比较或上期数",
    [IG_OLD_GROWTH] = "是以前时期的增速",
    [IG_GAP] = "是差额或所需数，可由数据算出",
    [IG_TWO_YEAR] = "是多年平均增速",
    [IG_CONTRIBUTION] = "是贡献率或拉动点，可由数据算出",
    [IG_VARIANT] = "是另一口径的增速",
    [IG_STOCK_MONTH] = "是时点指标的本月栏，期末数在累计栏",
    [IG_RATE_GROWTH] = "是比率的变化，比率没有增速",
    [IG_LEVEL_RANK] = "是总量位次，增速位次另有一列",
    [IG_TOTAL_COLUMN] = "是合计栏，不入库",
    [IG_NOTE] = "是文字说明",
    [IG_SUMMARY] = "是平均、最高、最低等汇总",
    [IG_UNKNOWN] = "看不出是什么",
    [IG_USER] = "映射中设为不读",
};
static const char *const ignored_en[IG_MAX_] = {
    [IG_NONE] = "",
    [IG_POINTS] = "a change in percentage points, not a growth",
    [IG_SHARE] = "a share, which follows from the figures",
    [IG_PROGRESS] = "progress, which follows from the figures",
    [IG_RANK_MOVE] = "a movement or summary of ranks, which follows from the figures",
    [IG_RANK_OLD] = "a rank of an earlier period",
    [IG_DIFF] = "an absolute change, which follows from the figures",
    [IG_YEAR_START] = "a change since the start of the year, which follows from the figures",
    [IG_MOM] = "a figure of, or a comparison with, the previous period",
    [IG_OLD_GROWTH] = "a growth of an earlier period",
    [IG_GAP] = "a gap or a need, which follows from the figures",
    [IG_TWO_YEAR] = "an average growth over several years",
    [IG_CONTRIBUTION] = "a contribution or pull, which follows from the figures",
    [IG_VARIANT] = "a growth on another basis",
    [IG_STOCK_MONTH] = "the month column of a stock; its balance stands in the other column",
    [IG_RATE_GROWTH] = "a change of a rate; rates have no growth",
    [IG_LEVEL_RANK] = "the rank by amount; the rank by growth has its own column",
    [IG_TOTAL_COLUMN] = "a total, which is not stored",
    [IG_NOTE] = "text",
    [IG_SUMMARY] = "a summary such as mean, highest, lowest",
    [IG_UNKNOWN] = "not understood",
    [IG_USER] = "left out by the mapping",
};

const char *ignored_text(ignored why, lang l)
{
    MUST(why < IG_MAX_);
    return l == LANG_ZH ? ignored_zh[why] : ignored_en[why];
}
