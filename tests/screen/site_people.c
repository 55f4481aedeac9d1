/* Who comes to the small site and who leaves it: members, applications, exits, claims. */
#include "tests/screen/site.h"

#include "tests/screen/fake_db.h"

static const char members[] =
    "member_id\taccount_id\tname\tphone_masked\trole\trole_name\tremark\tparticipant_id\t"
    "company_name\tgeneral_contractor\tfrom_at\tuntil_at\tend_kind\tme\tat\n"
    "1\t2\t样本丙\t199****0002\tproject_administrator\t工程管理员\t\t1\t样本建工集团有限公司\tt\t"
    "2026-03-01 01:00\t\t\tt\t[\"a\", 1]\n"
    "2\t1\t样本乙\t199****0001\twage_officer\t劳资员\t\t1\t样本建工集团有限公司\tt\t"
    "2026-03-01 01:10\t\t\tf\t[\"a\", 2]\n"
    "3\t4\t样本戊\t199****0004\tother\t其他人员\t安全员\t1\t样本建工集团有限公司\tt\t"
    "2026-03-02 01:10\t2026-10-31 08:00\tremoved\tf\t[\"a\", 3]\n"
    "4\t5\t样本己\t199****0005\twage_officer\t劳资员\t\t2\t样本劳务有限公司\tf\t"
    "2026-03-05 01:10\t\t\tf\t[\"b\", 4]\n";

static const char applications[] =
    "application_id\taccount_id\tname\tphone_masked\tcompany_name\tgeneral_contractor\tmessage\t"
    "applied_at\tbefore\n"
    "7\t10\t样本子\t199****0010\t样本劳务有限公司\tf\t我管材料，三月起一直在现场\t"
    "2026-11-23 01:12\t\n"
    "8\t11\t阿卜杜热合曼·努尔麦麦提\t199****0011\t样本建工集团有限公司\tt\t\t2026-11-23 02:40\t"
    "劳资员\n";

static const char claims[] =
    "claim_id\tproject_id\tproject_name\tregion_name\taccount_id\tname\tphone_masked\tmessage\t"
    "applied_at\n"
    "3\t9\t样本旧城改造三标段\t天山区\t9\t样本癸\t199****0009\t我们十月中标\t2026-11-22 09:30\n";

static const char exits[] =
    "exit_id\tworker_id\tname\tcompany_name\tteam_name\tstarted_on\tended_on\treason\t"
    "proposed_by\tproposed_at\town\n"
    "5\t102\t李样本\t样本劳务有限公司\t钢筋一班\t2026-03-05\t2026-11-22\t活已干完\t样本乙\t"
    "2026-11-22 10:00\tt\n"
    "6\t101\t阿卜杜热合曼·努尔麦麦提·样本\t样本劳务有限公司\t钢筋一班\t2026-03-05\t2026-11-20\t"
    "回家秋收，明年三月再来\t样本己\t2026-11-22 10:05\tf\n";

static const char found[] =
    "kind\tproject_id\tparticipant_id\tproject_name\tregion_name\tcompany_name\tcontractor_name\t"
    "member\tstate\treason\tsince\n"
    "join\t2\t21\t样本学府一标段\t喀什市\t样本劳务有限公司\t样本安装工程有限公司\tf\t\t\t\n"
    "join\t3\t22\t样本水库除险加固\t天山区\t样本劳务有限公司\t样本建工集团有限公司\tf\topen\t\t"
    "2026-11-22 10:00\n"
    "join\t4\t23\t样本高速公路二标\t天山区\t样本劳务有限公司\t样本建工集团有限公司\tf\trefused\t"
    "人够了\t2026-11-20 10:00\n"
    "claim\t9\t24\t样本旧城改造三标段\t天山区\t样本建工集团有限公司\t样本建工集团有限公司\tf\t\t\t"
    "\n"
    "join\t1\t2\t天山花园二期\t天山区\t样本劳务有限公司\t样本建工集团有限公司\tt\taccepted\t\t"
    "2026-03-05 01:00\n";

static const char site[] =
    "id\tname\tnote\tgeneral_contractor\tentered_on\texited_on\temployed\tinvited\tgone\tsees\n"
    "1\t样本建工集团有限公司\t施工总承包\tt\t2026-03-01\t\t12\t0\t1\tt\n"
    "2\t样本劳务有限公司\t劳务分包\tf\t2026-03-01\t\t1043\t7\t96\tt\n"
    "3\t样本安装工程有限公司\t专业分包、设备分包\tf\t2026-03-01\t\t\t\t\tf\n"
    "4\t样本防水有限公司\t专业分包\tf\t2026-03-01\t2026-10-31\t0\t0\t14\tt\n";

static const char imports[] =
    "invitation_id\tname\tphone_masked\tid_masked\tinvited_at\tcompany_name\tteam_name\tstate\t"
    "file_name\tinvited_by\tat\n"
    "12\t李样本\t199****0011\t110105********002X\t2026-11-23 01:12\t样本劳务有限公司\t钢筋一班\t"
    "invited\t十一月进场.xlsx\t样本乙\t[12, 12]\n"
    "11\t阿卜杜热合曼·努尔麦麦提·样本\t\t653125********0010\t2026-11-23 01:12\t样本劳务有限公司\t"
    "钢筋一班\tjoined\t十一月进场.xlsx\t样本乙\t[11, 11]\n"
    "4\t样本丁\t199****0012\t990000********4879\t2026-11-02 09:40\t样本建工集团有限公司\t木工二班\t"
    "withdrawn\t木工.csv\t样本己\t[4, 4]\n";

static const struct {
    const char *stmt, *table;
} answers[] = {
    {"member_list", members}, {"member_application_list", applications},
    {"claim_list", claims},   {"exit_list", exits},
    {"project_find", found},  {"site_list", site},
    {"import_list", imports},
};

enum { ANSWERS = sizeof answers / sizeof *answers };

void site_people_answers(void)
{
    for (int i = 0; i < ANSWERS; i++)
        fake_answer(answers[i].stmt, answers[i].table);
    fake_answer("code_list:member_role",
                "code\tname\tname_en\tinitials\n"
                "project_administrator\t工程管理员\tProject administrator\tgcgly\n"
                "wage_officer\t劳资员\tWage officer\tlzy\nreviewer\t考勤审核员\tReviewer\tkqshy\n"
                "other\t其他人员\tOther\tqtry\n");
    fake_answer("code_list:participant_kind", "code\tname\tname_en\tinitials\n"
                                              "009\t施工总承包\tGeneral contractor\tsgzcb\n"
                                              "006\t劳务分包\tLabour subcontractor\tlwfb\n"
                                              "001\t专业分包\tSpecialist subcontractor\tzyfb\n"
                                              "017\t监理单位\tSupervision firm\tjldw\n");
}

void site_people_empty(void)
{
    for (int i = 0; i < ANSWERS; i++)
        fake_answer(answers[i].stmt, "");
}

void site_people_away(void)
{
    for (int i = 0; i < ANSWERS; i++)
        fake_refuse(answers[i].stmt, ERR_OFFLINE, "", "数据库连不上。",
                    "会自动重连;已填写的内容会保留。");
}
