-- Fills the first project with 100,000 generated workers, shared out over its live teams: for the benches. Run as ax_migrator on a
-- database that has a project with a team (the demo's). Invariants kept: initials, blind and sealed numbers, one live engagement,
-- consent, one audit entry with count and digest. Numbers on the prefix 99 that no place ever had.
begin;
create temporary table made on commit drop as
with n as (
    select i, (i::bigint * 48271) % 2147483647 as r from generate_series(1, 100000) as i
)
select n.i, case when n.i % 7 = 0 then 'female' else 'male' end as sex,
       case when n.i % 4 = 0
            then (array['阿不都','买买提','艾尔肯','古丽','吐尔逊','阿依古丽','玉素甫','热孜万','努尔兰','巴合提'])[1 + n.r % 10]
                 || U&'\00B7'
                 || (array['吐尔逊','买买提','阿布来提','卡德尔','艾合买提','沙吾提','努尔麦麦提','托合提','哈力木','别克'])[1 + n.r / 10 % 10]
            else substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
                        1 + (n.r % 100)::int, 1)
                 || substr('建国志强永刚秀英海燕文斌春梅庆德明小军玉兰卫东新民丽娟金贵长江雪莲宝山来福立平少华晓红学成', 1 + (n.r / 100 % 46)::int, 1)
                 || substr('国强刚英燕斌梅庆明军兰东民娟贵江莲山福平华红成林峰勇伟杰涛超辉鹏飞龙波宁亮涛欣悦晨阳光旭', 1 + (n.r / 4600 % 43)::int, 1)
       end as name,
       date '1962-01-01' + (n.i % 16000) as birth_on,
       '18' || lpad((100000000 + n.i)::text, 9, '0') as phone,
       '99' || lpad((n.i / 9000)::text, 4, '0') || to_char(date '1962-01-01' + (n.i % 16000), 'YYYYMMDD')
            || lpad(((n.i / 16000) * 2 + case when n.i % 7 = 0 then 2 else 1 end)::text, 3, '0') as n17
  from n;
alter table made add column number text, add column person_id bigint, add column document_id bigint;
update made set number = n17 || substr('10X98765432', 1 +
    (substr(n17,1,1)::int*7 + substr(n17,2,1)::int*9 + substr(n17,3,1)::int*10 + substr(n17,4,1)::int*5 + substr(n17,5,1)::int*8
     + substr(n17,6,1)::int*4 + substr(n17,7,1)::int*2 + substr(n17,8,1)::int + substr(n17,9,1)::int*6 + substr(n17,10,1)::int*3
     + substr(n17,11,1)::int*7 + substr(n17,12,1)::int*9 + substr(n17,13,1)::int*10 + substr(n17,14,1)::int*5
     + substr(n17,15,1)::int*8 + substr(n17,16,1)::int*4 + substr(n17,17,1)::int*2) % 11, 1),
    person_id = nextval(pg_get_serial_sequence('app.person', 'person_id')),
    document_id = nextval(pg_get_serial_sequence('app.identity_document', 'document_id'));
create temporary table spelt on commit drop as
select name, sec.fold_name(name) as folded, sec.initials(name) as initials from (select distinct name from made) d;

insert into app.person (person_id, name, name_folded, sex, birth_on, verified) overriding system value
select m.person_id, m.name, s.folded, m.sex, m.birth_on, true from made m join spelt s using (name);
insert into app.identity_document (document_id, person_id, document_kind, id_blind, id_sealed, id_tail, valid_from, valid_until,
                                   issuer, address, verified, read_at) overriding system value
select document_id, person_id, 'resident_id', sec.blind(number), sec.seal('id', number), right(number, 4), date '2019-05-06',
       date '2039-05-06', '样本市公安局', '样本市样本路' || i || '号', true, now() from made;

create temporary table put on commit drop as
with t as (
    select t.project_id, t.participant_id, t.team_id, t.name as team_name, row_number() over (order by t.team_id) - 1 as o,
           count(*) over () as teams
      from app.team t
     where t.project_id = (select min(project_id) from app.team where exited_on is null) and t.exited_on is null
)
select m.*, s.folded, t.project_id, t.participant_id, t.team_id, t.team_name,
       case when m.i % 40 = 0 then 'manager' else 'worker' end as worker_kind,
       case when m.i % 40 = 0 then '900' else (array['010','020','030','040','050','130','190','240','270','390'])[1 + m.i % 10] end as trade,
       current_date - 320 + m.i % 300 as started_on, m.i % 10 = 0 as gone,
       now() - interval '320 days' + (m.i % 300) * interval '1 day' + m.i * interval '0.2 second' as enrolled_at,
       coalesce((select min(account_id) from app.project_member b where b.project_id = t.project_id), 0) as clerk
  from made m join t on t.o = m.i % t.teams join spelt s using (name);
alter table put add column engagement_id bigint;
update put set engagement_id = nextval(pg_get_serial_sequence('app.engagement', 'engagement_id'));

insert into app.worker (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, sex, phone, document_id,
                        document_kind, id_tail, worker_kind, trade, state, engagement_id, started_on, ended_on, enrolled_at)
select project_id, person_id, participant_id, team_id, team_name, name, folded, sex, phone, document_id, 'resident_id',
       right(number, 4), worker_kind, trade, case when gone then 'left' else 'employed' end, engagement_id, started_on,
       case when gone then started_on + 20 end, enrolled_at from put order by enrolled_at;
insert into app.worker_initial (project_id, initial, worker_id)
select p.project_id, u, p.person_id from put p join spelt s using (name), unnest(s.initials) as u;
insert into app.engagement (project_id, engagement_id, worker_id, participant_id, team_id, worker_kind, trade, started_on,
                            ended_on, end_reason, enrolled_at, enrolled_by, same_person_by, same_person_at)
select project_id, engagement_id, person_id, participant_id, team_id, worker_kind, trade, started_on,
       case when gone then started_on + 20 end, case when gone then '活已干完' end, enrolled_at, clerk, clerk, enrolled_at from put;
insert into app.consent (project_id, worker_id, participant_id, kind, text_version, means, account_id, at)
select project_id, person_id, participant_id, 'personal_data', '2026-01', 'signed_paper', clerk, enrolled_at from put;
select sec.audit(project_id, 'worker_bulk', jsonb_build_object('rows', count(*)),
                 sha256(convert_to(string_agg(person_id::text, ',' order by person_id), 'UTF8'))) from put group by project_id;
commit;
vacuum analyze app.person;
vacuum analyze app.identity_document;
vacuum analyze app.worker;
vacuum analyze app.worker_initial;
vacuum analyze app.engagement;
