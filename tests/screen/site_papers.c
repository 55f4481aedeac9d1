/* The small site's own papers: the project with its states and settings, and applications for
 * others in every state they can be in. */
#include "tests/screen/site.h"

#include "tests/screen/fake_db.h"

#include <stdio.h>
#include <string.h>

/* A record of many columns, one a line. */
struct pair {
    const char *column, *value;
};

static const struct pair application[] = {
    {"project_id", "5"},
    {"approval", "pending"},
    {"state", "preparing"},
    {"name", "样本安居小区三标段(含地下车库及室外配套工程)"},
    {"region", "653101"},
    {"region_name", "喀什市"},
    {"region_path", "新疆维吾尔自治区 喀什地区 喀什市"},
    {"project_type", "100"},
    {"programme", "样本安居小区"},
    {"project_class", "01"},
    {"nature", "government"},
    {"ownership", "state_owned"},
    {"investment_fen", "12800000000"},
    {"floor_area_m2", "35000.5"},
    {"hr_office_id", "1"},
    {"hr_office_name", "示例人力资源和社会保障厅"},
    {"industry", "housing"},
    {"industry_office_id", "2"},
    {"industry_office_name", "示例地区住房和城乡建设局"},
    {"company_id", "1"},
    {"company_name", "样本建工集团有限公司"},
    {"client", "11"},
    {"client_name", "样本置业有限公司"},
    {"designer", "12"},
    {"designer_name", "样本建筑设计院有限公司"},
    {"supervision_firm", "13"},
    {"supervision_firm_name", "样本工程监理有限公司"},
    {"surveyor", "14"},
    {"surveyor_name", "样本岩土勘察有限公司"},
    {"administrator_id", "2"},
    {"administrator_name", "样本丙"},
    {"contact_id", "1"},
    {"contact_name", "阿卜杜热合曼·努尔麦麦提"},
    {"contact_position", "技术负责人"},
    {"contact_email", "sample@example.com"},
    {"contact_phone", "19900000001"},
    {"confirmed_phone", "19900000001"},
    {"planned_start_on", "2026-12-01"},
    {"planned_end_on", "2028-05-31"},
    {"address", "喀什市样本路100号"},
    {"longitude", "75.989402"},
    {"latitude", "39.470512"},
    {"geocoded", "t"},
    {"contract_number", "XJ-2026-0100"},
    {"contract_price_fen", "9000000000"},
    {"contract_signed_on", "2026-11-01"},
    {"transfer_cycle_days", "30"},
    {"permit", "true"},
    {"permit_number", "653101202611020101"},
    {"permit_issued_on", "2026-11-02"},
    {"permit_valid_until", "2028-11-02"},
    {"guarantee", "true"},
    {"guarantor", "样本银行股份有限公司喀什分行"},
    {"guarantor_uscc", "91650100MA0003YB17"},
    {"guarantee_fen", "900000000"},
    {"guarantee_from_on", "2026-11-01"},
    {"guarantee_until_on", "2028-11-01"},
    {"in_assessment_scope", "t"},
    {"made_by_name", "样本丙"},
    {"made_at", "2026-11-20 02:00"},
    {"round", "2"},
    {"submitted_at", "2026-11-22 09:30"},
    {"submitted_by_name", "样本丙"},
    {"changed_at_1", "2026-11-21 02:00"},
    {"changed_by_1", "样本丙"},
    {"may_write", "f"},
    {"may_decide", "hr"},
};

/* What of it differs. */
static const struct pair draft[] = {
    {"approval", "draft"}, {"may_write", "t"},        {"may_decide", ""}, {"round", "0"},
    {"submitted_at", ""},  {"confirmed_phone", ""},   {"surveyor", ""},   {"surveyor_name", ""},
    {"guarantee", ""},     {"contract_signed_on", ""}};
static const struct pair project[] = {
    {"project_id", "1"},      {"approval", "approved"},          {"state", "in_progress"},
    {"name", "天山花园二期"}, {"actual_start_on", "2026-03-01"}, {"may_decide", ""}};

enum { RECORD_SIZE = 8192 };

static const char *value_in(const struct pair *pairs, size_t n, const char *column)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(pairs[i].column, column) == 0)
            return pairs[i].value;
    return NULL;
}

/* The application with what differs, as the fake database takes it. */
static const char *record(char out[RECORD_SIZE], const struct pair *other, size_t n)
{
    size_t most = sizeof application / sizeof *application, used = 0;
    const char *value;

    for (size_t i = 0; i < most; i++)
        used += (size_t)snprintf(out + used, RECORD_SIZE - used, "%s%c", application[i].column,
                                 i + 1 < most ? '\t' : '\n');
    for (size_t i = 0; i < most; i++) {
        value = value_in(other, n, application[i].column);
        used += (size_t)snprintf(out + used, RECORD_SIZE - used, "%s%c",
                                 value ? value : application[i].value, i + 1 < most ? '\t' : '\n');
    }
    return out;
}

static const char rows[] =
    "project_id\tapproval\tname\tregion_name\tcompany_name\thr_office_name\tindustry_name\t"
    "industry_office_name\tstate_name\tprogramme\tclient_name\tin_assessment_scope\t"
    "waits_for_me\tchanged_at\tat\n"
    "5\tpending\t样本安居小区三标段(含地下车库及室外配套工程)\t喀什市\t样本建工集团有限公司\t"
    "示例人力资源和社会保障厅\t住建\t示例地区住房和城乡建设局\t筹备\t样本安居小区\t"
    "样本置业有限公司\tt\tt\t2026-11-22 09:30\t[\"a\", 5]\n"
    "6\trejected\t样本高速公路二标\t天山区\t样本路桥有限公司\t示例人力资源和社会保障厅\t交通\t"
    "示例自治区交通运输厅\t在建\t\t样本交投集团有限公司\tt\tf\t2026-11-21 03:00\t[\"b\", 6]\n"
    "7\tdraft\t样本学府一标段\t喀什市\t样本建工集团有限公司\t\t\t\t\t\t\tf\tf\t2026-11-23 01:00\t"
    "[\"c\", 7]\n"
    "1\tapproved\t天山花园二期\t天山区\t样本建工集团有限公司\t示例人力资源和社会保障厅\t住建\t"
    "示例地区住房和城乡建设局\t在建\t\t样本置业有限公司\tf\tf\t2026-03-01 01:00\t[\"d\", 1]\n";

static const char counts[] = "approval\tcount\ndraft\t1\npending\t1\napproved\t1\nrejected\t1\n";

static const char decisions[] =
    "round\tbureau\toffice_name\tdecision\treason\tdecided_by\tdecided_at\n"
    "2\tindustry\t示例地区住房和城乡建设局\tapproved\t\t样本辰\t2026-11-22 11:00\n"
    "1\tindustry\t示例地区住房和城乡建设局\trejected\t建筑面积与图纸不符，请核对后重新提交\t样本辰"
    "\t"
    "2026-11-21 11:00\n";

static const char missing[] = "page\tfield\n2\tsurveyor\n2\tcontact_code\n4\tguarantee\n"
                              "4\tcontract_signed_on\n4\tapplication_form\n";

static const char states[] = "state\tfrom_on\treason\tchanged_by\tchanged_at\n"
                             "in_progress\t2026-06-15\t汛期结束\t样本丙\t2026-06-15 01:00\n"
                             "suspended\t2026-06-01\t汛期停工，等市里通知复工\t样本丙\t"
                             "2026-06-01 01:00\n"
                             "in_progress\t2026-03-01\t\t\t2026-03-01 01:00\n";

static const char people[] =
    "name\trole\tcompany_name\tremark\tfrom_at\n"
    "样本丙\tproject_administrator\t样本建工集团有限公司\t\t2026-03-01 01:00\n"
    "样本乙\twage_officer\t样本建工集团有限公司\t\t2026-03-01 01:00\n"
    "阿卜杜热合曼·努尔麦麦提\tother\t样本劳务有限公司\t安全员\t2026-03-05 01:00\n";

static const char settings[] =
    "changed_at\tchanged_by\tattendance_radius_m\tattendance_points\tclosed_site\twage_day\tzone\t"
    "standard_hours\tattended_rule\tminimum_wage_fen\tsecond_reviewer\tlongitude\tlatitude\n"
    "2026-11-20 "
    "01:00\t样本丙\t500\t\tt\t20\tAsia/Urumqi\t8\tin_and_out\t\tf\t87.616800\t43.825600\n";

static const char kinds[] =
    "attachment_kind\tname\tname_en\tmax_count\tmax_bytes\tformats\tstored\tmay_write\n"
    "application_form\t签字盖章的申请表\tSigned application form\t1\t10485760\tjpg,png,gif\t1\tt\n"
    "permit_scan\t施工许可证扫描件\tConstruction permit scans\t5\t10485760\tjpg,png,gif\t2\tt\n"
    "wage_account_agreement\t工资专户三方协议扫描件\tWage-account agreement scans\t9\t10485760\t"
    "jpg,png,gif\t0\tt\n";

static void codes(void)
{
    static const struct pair dicts[] = {
        {"code_list:region", "653101\t喀什市\tKashgar\tkss\n650102\t天山区\tTianshan\ttsq\n"},
        {"code_list:industry", "housing\t住建\tHousing and construction\tzj\n"
                               "transport\t交通\tTransport\tjt\n"},
        {"code_list:project_type", "100\t居住建筑\tResidential\tjzjz\n"},
        {"code_list:project_class", "01\t房屋建筑工程\tBuilding\tfwjzgc\n"},
        {"code_list:project_nature", "government\t政府投资\tGovernment\tzftz\n"},
        {"code_list:project_ownership", "state_owned\t国有\tState-owned\tgy\n"},
        {"code_list:project_state", "preparing\t筹备\tPreparing\tcb\n"
                                    "in_progress\t在建\tIn progress\tzj\n"
                                    "suspended\t停工\tSuspended\ttg\n"
                                    "completed\t完工\tCompleted\twg\n"},
        {"code_list:zone", "Asia/Urumqi\t新疆时间\tXinjiang time\txjsj\n"},
        {"code_list:attended_rule", "in_and_out\t一进一出\tOne in and one out\tyjyc\n"},
    };
    static char tables[sizeof dicts / sizeof *dicts][512];

    for (size_t i = 0; i < sizeof dicts / sizeof *dicts; i++) {
        snprintf(tables[i], sizeof tables[i], "code\tname\tname_en\tinitials\n%s", dicts[i].value);
        fake_answer(dicts[i].column, tables[i]);
    }
}

static const struct pair answers[] = {
    {"application_list", rows},
    {"application_counts", counts},
    {"application_decisions", decisions},
    {"application_missing", missing},
    {"project_states", states},
    {"project_people", people},
    {"project_settings_get", settings},
    {"attachment_kinds", kinds},
    {"office_find", "office_id\tname\tregion_name\tinitials\n"},
    {"unit_find", "company_id\tname\tuscc\tinitials\n"},
    {"company_people", "account_id\tname\tphone_masked\tinitials\n"},
};

enum { ANSWERS = sizeof answers / sizeof *answers };

void site_papers_answers(void)
{
    static char now[RECORD_SIZE], here[RECORD_SIZE];

    for (int i = 0; i < ANSWERS; i++)
        fake_answer(answers[i].column, answers[i].value);
    fake_answer("application_get", record(now, NULL, 0));
    fake_answer("project_get", record(here, project, sizeof project / sizeof *project));
    codes();
}

void site_papers_draft(void)
{
    static char now[RECORD_SIZE];

    site_answers();
    fake_answer("application_get", record(now, draft, sizeof draft / sizeof *draft));
}

void site_papers_empty(void)
{
    site_papers_answers();
    fake_answer("application_list", "");
    fake_answer("application_counts", "");
    fake_answer("application_get", "");
    fake_answer("application_decisions", "");
    fake_answer("application_missing", "");
    fake_answer("project_get", "");
    fake_answer("project_states", "");
    fake_answer("project_people", "");
    fake_answer("project_settings_get", "");
}

void site_papers_away(void)
{
    for (int i = 0; i < ANSWERS; i++)
        fake_refuse(answers[i].column, ERR_OFFLINE, "", "数据库连不上。",
                    "会自动重连;已填写的内容会保留。");
    fake_refuse("application_get", ERR_OFFLINE, "", "数据库连不上。",
                "会自动重连;已填写的内容会保留。");
    fake_refuse("project_get", ERR_OFFLINE, "", "数据库连不上。",
                "会自动重连;已填写的内容会保留。");
    codes();
}
