-- An invented region for `anxin --demo`: four companies, two projects in progress, six teams, one account for each role. Every
-- name says that it is a sample; the numbers of companies are made so that their check digits fit and nobody has them.
-- Who tries all the accounts from one terminal signs in more often than an office does.
update app.setting set value = '1000' where name = 'login_asks_per_hour';

insert into app.company (uscc, name, short_name, legal_representative, region, address, phone, certified_at) values
    ('91650100MA0000YB3P', '样本建工集团有限公司', '样本建工', '样本一', '650102', '样本路1号', '19900000100', now()),
    ('91650100MA0001YB68', '样本劳务有限公司', '样本劳务', '样本二', '650104', '样本路2号', '19900000200', now()),
    ('91653100MA0002YB9X', '样本安装工程有限公司', '样本安装', '样本三', '653101', '样本路3号', '19900000300', now()),
    ('91650100MA0003YB17', '样本防水有限公司', '样本防水', '样本四', '650103', '样本路4号', '19900000400', now());

insert into app.project (name, region, industry, approval, state, initials) values
    ('天山花园二期', '650102', 'housing', 'approved', 'in_progress', sec.initials('天山花园二期', false)),
    ('样本学府一标段', '653101', 'housing', 'approved', 'in_progress', sec.initials('样本学府一标段', false));

insert into app.participant (project_id, company_id, company_name, short_name, initials, general_contractor, entered_on)
select j.project_id, c.company_id, c.name, c.short_name, c.initials, v.gc, current_date - 265
  from (values ('天山花园二期', '样本建工集团有限公司', true), ('天山花园二期', '样本劳务有限公司', false),
               ('天山花园二期', '样本安装工程有限公司', false), ('样本学府一标段', '样本安装工程有限公司', true),
               ('样本学府一标段', '样本劳务有限公司', false)) as v(project, company, gc)
  join app.project j on j.name = v.project
  join app.company c on c.name = v.company
 order by j.project_id, v.gc desc, c.company_id;
insert into app.participant_role (project_id, participant_id, participant_kind)
select p.project_id, p.participant_id,
       case when p.general_contractor then '009' when p.short_name = '样本劳务' then '006' else '001' end
  from app.participant p;

insert into app.team (project_id, participant_id, name, entered_on, leader_name, leader_phone, responsible_name,
                      responsible_phone, initials)
select p.project_id, p.participant_id, v.name, current_date - 262, v.leader, v.phone, v.leader, v.phone,
       sec.initials(v.name, false)
  from (values ('天山花园二期', '样本劳务', '钢筋一班', '样本班长甲', '19900001001'),
               ('天山花园二期', '样本劳务', '木工二班', '样本班长乙', '19900001002'),
               ('天山花园二期', '样本劳务', '砌筑三班', '样本班长丙', '19900001003'),
               ('天山花园二期', '样本安装', '电气安装班', '样本班长丁', '19900001004'),
               ('样本学府一标段', '样本劳务', '混凝土班', '样本班长戊', '19900001005'),
               ('样本学府一标段', '样本安装', '管道班', '样本班长己', '19900001006')) as v(project, company, name, leader, phone)
  join app.project j on j.name = v.project
  join app.participant p on p.project_id = j.project_id and p.short_name = v.company;

insert into app.regulator_office (name, region, bureau, industry) values
    ('示例人力资源和社会保障厅', '650000', 'hr', null),
    ('示例地区住房和城乡建设局', '653100', 'industry', 'housing');

-- One account for each role; the passwords are set by the program from accounts.tsv.
do $$
declare
    a record;
    v_login text;
    v_account bigint;
    v_project int;
    v_participant int;
begin
    for a in
        select * from (values
            ('19900000000', '样本甲', 'operator',  'operator',              null, null),
            ('19900000001', '样本乙', 'project',   'wage_officer',          '天山花园二期', '样本建工'),
            ('19900000002', '样本丙', 'project',   'project_administrator', '天山花园二期', '样本建工'),
            ('19900000003', '样本丁', 'project',   'reviewer',              '天山花园二期', '样本建工'),
            ('19900000004', '样本戊', 'project',   'other',                 '天山花园二期', '样本建工'),
            ('19900000005', '样本己', 'project',   'wage_officer',          '天山花园二期', '样本劳务'),
            ('19900000006', '样本庚', 'project',   'wage_officer',          '样本学府一标段', '样本安装'),
            ('19900000007', '样本辛', 'company',   'administrator',         null, '样本建工'),
            ('19900000008', '样本壬', 'company',   'hr',                    null, '样本劳务'),
            ('19900000009', '样本癸', 'company',   'manager',               null, '样本建工'),
            ('19900000010', '样本子', 'company',   'staff',                 null, '样本劳务'),
            ('19900000011', '样本丑', 'company',   'finance',               null, '样本建工'),
            ('19900000012', '样本寅', 'company',   'seal_keeper',           null, '样本建工'),
            ('19900000013', '样本卯', 'regulator', '650000 hr',             null, null),
            ('19900000014', '样本辰', 'regulator', '653100 housing',        null, null)
        ) as v(phone, name, scope, role, project, company)
    loop
        v_login := adm.account_make(a.phone, a.name);
        select q.account_id into v_account from app.account q where q.login = v_login;
        if a.scope = 'operator' then
            insert into app.operator (account_id) values (v_account);
            perform adm.group_set(v_login, 'app_operator', true);
        elsif a.scope = 'regulator' then
            insert into app.regulator (account_id, region, bureau, industry, office_id)
            select v_account, o.region, o.bureau, o.industry, o.office_id from app.regulator_office o
             where o.region = split_part(a.role, ' ', 1) and coalesce(o.industry, 'hr') = split_part(a.role, ' ', 2);
            perform adm.group_set(v_login, 'app_regulator', true);
        else
            insert into app.company_member (company_id, account_id, role)
            select c.company_id, v_account, case a.scope when 'company' then a.role else 'staff' end
              from app.company c where c.short_name = a.company;
        end if;
        if a.scope = 'project' then
            select p.project_id, p.participant_id into v_project, v_participant
              from app.participant p join app.project j on j.project_id = p.project_id
             where j.name = a.project and p.short_name = a.company;
            insert into app.project_member (project_id, account_id, participant_id, role)
            values (v_project, v_account, v_participant, a.role);
        end if;
    end loop;
end
$$;
-- One person of two companies: the second is on no project yet, for trying how one comes to a site.
insert into app.company_member (company_id, account_id, role)
select c.company_id, a.account_id, 'staff' from app.company c, app.account a where c.short_name = '样本防水' and a.name = '样本子';
