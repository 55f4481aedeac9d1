#include "tests/screen/site.h"

#include "tests/screen/fake_db.h"

static const char workers[] =
    "kind\tworker_id\tinvitation_id\tname\tsex\tcompany_name\tteam_name\tworker_kind_name\t"
    "trade_name\tstate\tstate_name\tphone_masked\tid_masked\tstarted_on\tended_on\tenrolled_"
    "at\tat\n"
    "worker\t101\t\t阿卜杜热合曼·努尔麦麦提·样本\t1\t样本劳务有限公司\t钢筋一班\t工人\t钢筋工\t"
    "employed\t在职\t199****0010\t990101********0010\t2026-03-05\t\t2026-03-05 01:12\t[\"a\", "
    "101]\n"
    "worker\t102\t\t李样本\t2\t样本劳务有限公司\t钢筋一班\t工人\t钢筋工\t"
    "employed\t在职\t199****0011\t110105********002X\t2026-11-23\t\t2026-11-23 01:20\t[\"b\", "
    "102]\n"
    "worker\t103\t\t样本甲\t1\t样本劳务有限公司\t木工二班\t工人\t木工\t"
    "employed\t在职\t199****0012\t990101********0021\t2026-04-01\t\t2026-04-01 02:00\t[\"c\", "
    "103]\n"
    "worker\t104\t\t王样本\t1\t样本安装工程有限公司\t电气安装班\t工人\t电工\t"
    "left\t离职\t199****0013\t990101********1234\t2026-04-02\t2026-10-31\t2026-04-02 02:00\t"
    "[\"d\", 104]\n"
    "worker\t105\t\t张样本\t1\t样本劳务有限公司\t木工二班\t工人\t木工\t"
    "employed\t在职\t199****0014\t990101********5678\t2026-05-11\t\t2026-05-11 02:00\t[\"e\", "
    "105]\n"
    "worker\t106\t\t样本经理\t1\t样本建工集团有限公司\t项目部\t管理人员\t管理人员\t"
    "employed\t在职\t199****0015\t990101********0024\t2026-03-01\t\t2026-03-01 02:00\t[\"f\", "
    "106]\n"
    "worker\t107\t\t赵样本\t1\t样本劳务有限公司\t砌筑三班\t工人\t砌筑工\t"
    "employed\t在职\t\t990101********4321\t2026-06-01\t\t2026-06-01 02:00\t[\"g\", 107]\n"
    "invitation\t108\t9\t证件样本\t\t样本劳务有限公司\t砌筑三班\t工人\t砌筑工\t"
    "invited\t已邀请\t199****0016\t990101********8765\t\t\t\t[\"h\", -9]\n";

static const char worker[] =
    "worker_id\tname\tname_maybe_cut\tother_name\tsex\tbirth_on\tnationality\tdocument_kind\t"
    "id_masked\tvalid_from\tvalid_until\tissuer\taddress\tphone_masked\tworker_kind\t"
    "worker_kind_name\ttrade\ttrade_name\tparticipant_id\tteam_id\tcompany_name\tteam_name\tstate\t"
    "state_name\tstarted_on\tended_on\tenrolled_at\tenrolled_by\tconsent_at\tconsent_means\t"
    "consent_by\tsame_person_by\tsame_person_at\tchanged_at\tchanged_by\n"
    "102\t李样本\tf\t\tfemale\t1949-12-31\tCHN\tresident_card\t110105********002X\t2010-01-01\t\t"
    "北京市公安局朝阳分局\t北京市朝阳区样本路1号院2号楼303室\t199****"
    "0011\t10\t工人\t120\t钢筋工\t2\t"
    "11\t样本劳务有限公司\t钢筋一班\temployed\t在职\t2026-11-23\t\t2026-11-23 01:20\t样本乙\t"
    "2026-11-23 01:20\tsigned_paper\t样本乙\t样本乙\t2026-11-23 01:19\t2026-11-23 01:20\t样本丙\n";

static const char teams[] =
    "team_id\tparticipant_id\tcompany_name\tname\tleader_name\tleader_phone_masked\t"
    "responsible_name\tentered_on\texited_on\tlive_workers\tchanged_at\tproject_name\t"
    "leader_document_masked\tmade_at\tat\n"
    "11\t2\t样本劳务有限公司\t钢筋一班\t样本班长甲\t199****1001\t样本班长甲\t2026-03-05\t\t38\t"
    "2026-03-05 01:00\t天山花园二期\t\t2026-03-05 01:00\t[\"g\", 11]\n"
    "12\t2\t样本劳务有限公司\t木工二班\t样本班长乙\t199****1002\t样本班长乙\t2026-03-05\t\t1043\t"
    "2026-03-05 01:00\t天山花园二期\t\t2026-03-05 01:00\t[\"m\", 12]\n"
    "13\t2\t样本劳务有限公司\t砌筑三班\t样本班长丙\t199****1003\t\t2026-03-05\t2026-10-31\t0\t"
    "2026-03-05 01:00\t天山花园二期\t\t2026-03-05 01:00\t[\"q\", 13]\n"
    "14\t3\t样本安装工程有限公司\t电气安装班\t阿卜杜热合曼·努尔麦麦提\t199****1004\t样本班长丁\t"
    "2026-03-05\t\t12\t2026-03-05 01:00\t天山花园二期\t\t2026-03-05 01:00\t[\"d\", 14]\n";

static const char team[] =
    "team_id\tparticipant_id\tcompany_name\tname\tentered_on\texited_on\tleader_name\t"
    "leader_phone\tleader_document_kind\tleader_document_tail\tleader_document_masked\t"
    "responsible_name\tresponsible_phone\tlive_workers\tchanged_at\tchanged_by\n"
    "11\t2\t样本劳务有限公司\t钢筋一班\t2026-03-05\t\t样本班长甲\t19900001001\tresident_"
    "card\t002X\t"
    "**************002X\t样本班长甲\t19900001001\t38\t2026-03-05 01:00\t样本丙\n";

static const char companies[] =
    "participant_id\tcompany_id\tcompany_name\tshort_name\tkinds\tkind_names\t"
    "general_contractor\tentered_on\texited_on\tinitials\tlive_teams\tlive_workers\tmembers\t"
    "mine\tchanged_at\tchanged_by\n"
    "1\t1\t样本建工集团有限公司\t样本建工\t009\t施工总承包\tt\t2026-03-01\t\tybjgjtyxgs\t0\t1\t3\t"
    "t\t2026-03-01 01:00\t\n"
    "2\t2\t样本劳务有限公司\t样本劳务\t006\t劳务分包\tf\t2026-03-01\t\tyblwyxgs\t3\t40\t1\tt\t"
    "2026-03-01 01:00\t\n"
    "3\t3\t样本安装工程有限公司\t样本安装\t001\t专业分包\tf\t2026-03-"
    "01\t\tybazgcyxgs\t1\t12\t0\tt\t"
    "2026-03-01 01:00\t\n";

static const char history[] =
    "engagement_id\tcompany_name\tteam_name\ttrade_name\tstarted_on\tended_on\n"
    "2\t样本劳务有限公司\t钢筋一班\t钢筋工\t2026-11-23\t\n"
    "1\t样本安装工程有限公司\t电气安装班\t电工\t2026-03-05\t2026-06-30\n";

static const char reveals[] = "at\tby_name\twhat\treason\n"
                              "2026-11-23 02:00\t样本丙\tid_number\t核对银行卡\n";

static const char attachment_kind[] =
    "attachment_kind\tname\tname_en\tmax_count\tmax_bytes\tformats\tstored\tmay_write\n"
    "permit_scan\t施工许可证扫描件\tConstruction permit scans\t5\t10485760\tjpg,png,gif\t3\tt\n";

static const char no_attachments[] =
    "attachment_kind\tname\tname_en\tmax_count\tmax_bytes\tformats\tstored\tmay_write\n"
    "permit_scan\t施工许可证扫描件\tConstruction permit scans\t5\t10485760\tjpg,png,gif\t0\tf\n";

static const char attachments[] =
    "attachment_id\tfile_name\tformat\tsize_bytes\tsha256\tmade_by\tmade_at\n"
    "1\t施工许可证.jpg\tjpg\t1468006\t00\t样本乙\t2026-11-23 02:00\n"
    "2\t天山花园二期施工许可证副本背面(补办盖章后重新扫描第二次).png\tpng\t312000\t00\t"
    "阿卜杜热合曼·努尔麦麦提·样本\t2026-11-23 02:10\n"
    "3\tIMG_20261123_0001.JPG\tjpg\t10485760\t00\t样本丙\t2026-11-24 09:10\n";
static const char jobs[] =
    "job_id\tkind\tkind_name\tsubject\tstate\tattempt\ttries\tinquiries\tnext_try_at\tlease_until\t"
    "made_at\tdone_at\texpires_at\tlast_error\tby_name\tproject_id\tcompany_id\tkey\tat\n"
    "9\tsms\t短信\tinvitation\tdead\t5\t5\t0\t\t\t2026-11-23 01:12\t\t\thttp 403\t样本乙\t\t\t"
    "invitation:1:9\t[9]\n"
    "8\tdeposit\t小额打款\tcompany_certification:2\tunknown\t1\t1\t3\t2026-11-23 02:12\t\t"
    "2026-11-23 01:10\t\t\ttimeout\t样本己\t\t7\tdeposit:2\t[8]\n"
    "7\tregistry\t企业登记查询\tcompany:7\tqueued\t2\t2\t0\t2026-11-23 01:20\t\t2026-11-23 01:09\t"
    "\t\tcertificate not trusted\t阿卜杜热合曼·努尔麦麦提\t\t\tregistry:7\t[7]\n"
    "6\tsms\t短信\tcode\tby_hand\t0\t0\t0\t\t\t2026-11-23 01:08\t\t2026-11-23 "
    "01:13\t\t\t\t\tcode:6\t"
    "[6]\n"
    "5\tgeocode\t地址定位\tproject:1\tdone\t1\t1\t0\t\t\t2026-11-23 01:00\t2026-11-23 01:00\t\t\t"
    "样本乙\t1\t\tgeocode:5\t[5]\n";

static const char services[] =
    "service\turl\tenabled\ttimeout_s\tclient_id\tsign\twaiting\tfailed\tchanged_at\t"
    "changed_by_name\n"
    "deposit\t\tf\t12\t\t\t1\t0\t2026-11-23 01:00\t\n"
    "geocode\t\tf\t10\t\t\t0\t0\t2026-11-23 01:00\t\n"
    "registry\thttps://registry.example/v2/companies\tt\t10\txj-anxin\t\t2\t0\t2026-11-23 01:00\t"
    "样本甲\n"
    "sms\thttps://sms.example/v1/send\tt\t10\txj-anxin\t安薪\t0\t1\t2026-11-23 01:00\t样本甲\n";

static const char sms_codes[] =
    "code_id\tphone_masked\tpurpose\tmade_at\texpires_at\ttold_by_name\ttold_at\n"
    "3\t199****0052\tcontact\t2026-11-23 01:10\t2026-11-23 01:15\t样本甲\t2026-11-23 01:11\n"
    "2\t199****0051\tpassword\t2026-11-23 01:09\t2026-11-23 01:14\t\t\n"
    "1\t199****0050\tregister\t2026-11-23 01:08\t2026-11-23 01:13\t\t\n";

static void codes(void)

{
    fake_answer("code_list", "code\tname\tname_en\tinitials\n");
    fake_answer("code_list:worker_kind", "code\tname\tname_en\tinitials\n"
                                         "10\t工人\tworker\tgr\n20\t管理人员\tmanager\tglry\n");
    fake_answer("code_list:trade", "code\tname\tname_en\tinitials\n"
                                   "010\t砌筑工\tbricklayer\tqzg\n120\t钢筋工\trebar worker\tgjg\n"
                                   "150\t木工\tcarpenter\tmg\n900\t管理人员\tmanager\tglry\n");
    fake_answer("code_list:document_kind",
                "code\tname\tname_en\tinitials\n"
                "resident_card\t居民身份证\tresident ID card\tjmsfz\n"
                "hmt_permit\t港澳台居民居住证\tHK/Macao/Taiwan residence permit\tgatjmjzz\n");
    fake_answer("code_list:employment_state",
                "code\tname\tname_en\tinitials\nemployed\t在职\tEmployed\tzz\n"
                "left\t离职\tLeft\tlz\ninvited\t已邀请\tInvited\tyyq\n");
    fake_answer("code_list:sex",
                "code\tname\tname_en\tinitials\nmale\t男\tmale\tn\nfemale\t女\tfemale\tn\n");
    fake_answer("code_list:consent_means", "code\tname\tname_en\tinitials\n"
                                           "signed_paper\t纸质签字\tsigned paper\tzzqz\n");
}

void site_answers(void)
{
    codes();
    fake_answer("worker_list", workers);
    fake_answer("worker_count", "count\n8\n");
    fake_answer("worker_get", worker);
    fake_answer("worker_history", history);
    fake_answer("worker_reveals", reveals);
    fake_answer("team_list", teams);
    fake_answer("team_get", team);
    fake_answer("participant_list", companies);
    site_people_answers();
    site_companies_answers();
    site_papers_answers();
    fake_answer("attachment_kind", attachment_kind);
    fake_answer("attachment_list", attachments);
    fake_answer("job_list", jobs);
    fake_answer("service_list", services);
    fake_answer("lockout_state", "read_at\terror\n\tno_json_log\n");
    fake_answer("sms_code_list", sms_codes);
    fake_answer("sms_code_tell", "phone\tcode\n19900000052\t477275\n");
}

void site_empty(void)
{
    codes();
    fake_answer("worker_list", "");
    fake_answer("worker_count", "count\n0\n");
    fake_answer("worker_get", worker);
    fake_answer("worker_history", "");
    fake_answer("worker_reveals", "");
    fake_answer("team_list", "");
    fake_answer("participant_list", companies);
    site_people_empty();
    site_companies_empty();
    site_papers_empty();
    fake_answer("attachment_kind", no_attachments);
    fake_answer("attachment_list", "");
    fake_answer("job_list", "");
    fake_answer("service_list", services);
    fake_answer("lockout_state", "read_at\terror\n2026-11-23 01:00\t\n");
    fake_answer("sms_code_list", "");
}

void site_away(void)
{
    static const char *const calls[] = {
        "worker_list", "worker_count", "worker_get",       "worker_history",  "worker_reveals",
        "team_list",   "team_get",     "participant_list", "attachment_kind", "attachment_list",
        "job_list",    "service_list", "lockout_state",    "sms_code_list"};

    codes();
    for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)
        fake_refuse(calls[i], ERR_OFFLINE, "", "数据库连不上。", "会自动重连;已填写的内容会保留。");
    site_people_away();
    site_companies_away();
    site_papers_away();
}
