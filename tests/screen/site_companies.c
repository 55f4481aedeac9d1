/* The companies of the small site: where the person belongs, the open company's record and
 * directory, one that is being certified. */
#include "tests/screen/site.h"

#include "tests/screen/fake_db.h"

static const char desk[] =
    "kind\tcompany_id\tname\tuscc\tcertified\troles\tapplication_id\tcertification_"
    "id\tstate\tnote\t"
    "since\n"
    "member\t1\t样本建工集团有限公司\t91650100MA0000YB3P\tt\tadministrator,finance\t\t\tmember\t\t"
    "2026-03-01 01:00\n"
    "application\t3\t样本安装工程有限公司\t91650100MA0002YB9X\tt\t\t4\t\twaiting\t\t"
    "2026-11-22 10:00\n"
    "application\t4\t样本防水有限公司\t91650100MA0003YB4J\tt\t\t5\t\trefused\t"
    "请先到公司办理入职\t2026-11-20 10:00\n"
    "certification\t9\t样本新建工程有限公司\t91650100MA0004YB4P\tf\t\t\t2\tdeposit_sent\t\t"
    "2026-11-23 01:00\n";

#define RECORD_HEAD                                                                                \
    "company_id\tchanged_at\tchanged_by\tname\tshort_name\tuscc\tlegal_representative\t"           \
    "registry_number\tfounded_on\tregistered_capital_fen\taddress\tregion\tregion_name\tphone\t"   \
    "certified_at\tsource\tmembers\tapplications\n"

static const char record[] =
    RECORD_HEAD "1\t2026-11-23 01:00\t样本辛\t样本建工集团有限公司\t样本建工\t91650100MA0000YB3P\t"
                "样本一\t650100050000001\t2001-02-03\t500000000000\t样本路9号样本大厦12层\t650102\t"
                "天山区\t0991-0000000\t2026-03-01 01:00\tregistry\t8\t2\n";

static const char bare_record[] =
    RECORD_HEAD "1\t2026-11-23 01:00\t\t样本建工集团有限公司\t样本建工\t91650100MA0000YB3P\t\t\t\t"
                "\t\t\t\t\t\tmanual\t1\t0\n";

static const char members[] =
    "id\tkind\taccount_id\tapplication_id\tname\tphone_masked\troles\tsince\tuntil_at\tnote\tme\t"
    "at\n"
    "-4\tapplicant\t10\t4\t样本子\t199****0010\t\t2026-11-22 10:00\t\t我是新来的资料员\tf\t[1]\n"
    "7\tmember\t7\t\t样本辛\t199****0007\tadministrator,seal_keeper,finance\t2026-03-01 01:00\t\t\t"
    "t\t[2]\n"
    "8\tmember\t8\t\t阿卜杜热合曼·努尔麦麦提\t199****0008\thr,staff\t2026-03-02 01:00\t\t\tf\t"
    "[3]\n"
    "9\tmember\t9\t\t样本癸\t199****0009\tmanager\t2026-03-02 01:00\t\t\tf\t[4]\n"
    "5\tleft\t5\t\t样本己\t199****0005\tstaff\t2026-03-05 01:00\t2026-10-31 08:00\t合同到期\tf\t"
    "[5]\n";

#define CERTIFY_HEAD                                                                               \
    "certification_id\tcompany_id\tcompany_name\tuscc\tway\tstate\tfailure\t"                      \
    "legal_representative\tid_tail\tstarted_at\tended_at\tbank_name\tbranch\taccount_tail\t"       \
    "expected_at\tpaid\ttries_left\tagain_at\n"

static const char failed[] =
    CERTIFY_HEAD "2\t9\t样本新建工程有限公司\t91650100MA0004YB4P\tdeposit\tfailed\twrong_amount\t"
                 "李样本\t002X\t2026-11-22 01:00\t2026-11-22 03:00\t样本银行\t天山支行\t0018\t"
                 "2026-11-25 01:00\tsent\t0\t2026-11-25 01:00\n";

static const char never[] =
    CERTIFY_HEAD "0\t9\t样本新建工程有限公司\t91650100MA0004YB4P\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n";

static const char paid[] =
    CERTIFY_HEAD "2\t9\t样本新建工程有限公司\t91650100MA0004YB4P\tdeposit\topen\t\t李样本\t002X\t"
                 "2026-11-23 01:00\t\t样本银行\t天山支行\t0018\t2026-11-26 01:00\tsent\t2\t"
                 "2026-11-26 01:00\n";

static void lists(void)
{
    fake_answer("code_list:region", "code\tname\tname_en\tinitials\n"
                                    "650102\t天山区\tTianshan\ttsq\n"
                                    "653101\t喀什市\tKashgar\tkss\n");
    fake_answer("code_list:bank", "code\tname\tname_en\tinitials\n"
                                  "102\t样本银行\tSample Bank\tybyh\n");
    fake_answer("code_list:company_role", "code\tname\tname_en\tinitials\n"
                                          "administrator\t企业管理员\tAdministrator\tqygly\n"
                                          "finance\t财务\tFinance\tcw\n");
}

void site_companies_answers(void)
{
    lists();
    fake_answer("company_desk", desk);
    fake_answer("company_answers_seen", "");
    fake_answer("company_get", record);
    fake_answer("company_member_list", members);
    fake_answer("company_self_grants", "grant_id\taccount_id\tname\trole\trole_name\tat\n");
    fake_answer("service_on", "flag\nf\n");
    fake_answer("service_on:deposit", "flag\nt\n");
    fake_answer("certification_get", failed);
}

void site_companies_empty(void)
{
    lists();
    fake_answer("company_desk", "");
    fake_answer("company_answers_seen", "");
    fake_answer("company_get", bare_record);
    fake_answer("company_member_list", "");
    fake_answer("company_self_grants", "");
    fake_answer("service_on", "flag\nf\n");
    fake_answer("service_on:registry", "flag\nt\n");
    fake_answer("certification_get", never);
}

void site_deposit_answers(void)
{
    site_answers();
    fake_answer("certification_get", paid);
}

void site_companies_away(void)
{
    static const char *const calls[] = {
        "company_desk",        "company_answers_seen", "company_get",      "company_member_list",
        "company_self_grants", "service_on",           "certification_get"};

    lists();
    for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)
        fake_refuse(calls[i], ERR_OFFLINE, "", "数据库连不上。", "会自动重连;已填写的内容会保留。");
}
