-- About three hundred generated workers: names put together from common characters, numbers on the prefix 99 that no place ever
-- had, phones in 19909. The same people every time, at work since about nine
-- months before the day of the demonstration.
create temporary table made on commit drop as
with p as (
    select array['王','李','张','刘','陈','杨','赵','黄','周','吴','徐','孙','胡','朱','高','林','何','郭','马','罗','曾','单','仇','解','查'] as surname,
           array['建国','志强','永刚','秀英','海燕','文斌','春梅','国庆','德明','小军','玉兰','卫东','新民','丽娟','金贵','长江','雪莲','石头','宝山','来福'] as given,
           array['阿不都','买买提','艾尔肯','古丽','吐尔逊','阿依古丽','玉素甫','热孜万','努尔兰','巴合提','阿卜杜热合曼','叶尔江'] as own,
           array['吐尔逊','买买提','阿布来提','卡德尔','艾合买提','沙吾提','努尔麦麦提','托合提','哈力木','别克'] as father
), g as (
    select i, (i * 7919) % 1009 as r, i % 3 = 0 as local, i % 5 in (1, 3) and i % 2 = 0 as woman
      from generate_series(1, 300) as i
)
select g.i, case when g.woman then 'female' else 'male' end as sex,
       case when g.local then p.own[1 + g.r % 12] || U&'\00B7' || p.father[1 + (g.r / 12) % 10]
            else p.surname[1 + g.r % 25] || p.given[1 + (g.r / 25) % 20] end as name,
       date '1966-01-15' + (g.r * 13 + g.i * 5) % 14000 as birth_on,
       '1990900' || lpad(g.i::text, 4, '0') as phone,
       g.r
  from g, p;

alter table made add column number text, add column person_id bigint, add column document_id bigint;
update made m
   set number = s.n || substr('10X98765432', 1 + (select sum(w * substr(s.n, o::int, 1)::int) % 11
                                  from unnest(array[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2]) with ordinality as t(w, o))::int, 1)
  from (select i, '990000' || to_char(birth_on, 'YYYYMMDD') || lpad(((i % 480) * 2 + case sex when 'male' then 1 else 2 end)::text, 3, '0') as n
          from made) s
 where s.i = m.i;

with p as (
    insert into app.person (name, name_folded, sex, birth_on, verified)
    select name, sec.fold_name(name), sex, birth_on, true from made order by i returning person_id
), n as (
    select person_id, row_number() over (order by person_id) as i from p
)
update made m set person_id = n.person_id from n where n.i = m.i;
with d as (
    insert into app.identity_document (person_id, document_kind, id_blind, id_sealed, id_tail, valid_from, valid_until,
                                       issuer, address, verified, read_at)
    select person_id, 'resident_id', sec.blind(number), sec.seal('id', number), right(number, 4), date '2019-05-06',
           date '2039-05-06', '样本市公安局', '样本市样本路' || i || '号', true, now()
      from made order by i returning document_id, person_id
)
update made m set document_id = d.document_id from d where d.person_id = m.person_id;

create temporary table place on commit drop as
select t.project_id, t.participant_id, t.team_id, t.name as team_name, row_number() over (order by t.project_id, t.team_id) as o,
       case t.name when '钢筋一班' then '020' when '木工二班' then '240' when '砌筑三班' then '010' when '电气安装班' then '130'
                   when '混凝土班' then '040' else '110' end as trade
  from app.team t;

create temporary table put on commit drop as
select m.*, p.project_id, p.participant_id, p.team_id, p.team_name,
       case when m.i % 40 = 0 then 'manager' else 'worker' end as worker_kind,
       case when m.i % 40 = 0 then '900' else p.trade end as trade,
       current_date - 261 + (m.r % 200) as started_on,
       case when m.i % 11 = 0 then current_date - 261 + (m.r % 200) + 30 end as ended_on,
       (current_date - 261 + (m.r % 200) + time '09:00') at time zone 'Asia/Shanghai' + m.i * interval '1 minute' as enrolled_at,
       (select b.account_id from app.project_member b join app.account a on a.account_id = b.account_id
         where b.project_id = p.project_id and b.role = 'wage_officer' order by a.phone limit 1) as clerk
  from made m join place p on p.o = 1 + m.i % 6;

insert into app.worker (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, sex, phone, document_id,
                        document_kind, id_tail, worker_kind, trade, state, started_on, ended_on, enrolled_at)
select project_id, person_id, participant_id, team_id, team_name, name, sec.fold_name(name), sex, phone, document_id,
       'resident_id', right(number, 4), worker_kind, trade, case when ended_on is null then 'employed' else 'left' end,
       started_on, ended_on, enrolled_at
  from put;
insert into app.worker_initial (project_id, initial, worker_id)
select project_id, u, person_id from put, unnest(sec.initials(name)) as u;
with e as (
    insert into app.engagement (project_id, worker_id, participant_id, team_id, worker_kind, trade, started_on, ended_on,
                                end_reason, enrolled_at, enrolled_by, same_person_by, same_person_at)
    select project_id, person_id, participant_id, team_id, worker_kind, trade, started_on, ended_on,
           case when ended_on is not null then '样本:活已干完' end, enrolled_at, clerk, clerk, enrolled_at
      from put order by i returning project_id, worker_id, engagement_id
)
update app.worker w set engagement_id = e.engagement_id from e where e.project_id = w.project_id and e.worker_id = w.worker_id;
insert into app.consent (project_id, worker_id, participant_id, kind, text_version, means, account_id, at)
select project_id, person_id, participant_id, 'personal_data', '2026-01', 'signed_paper', clerk, enrolled_at from put;

-- Taken in at once: one entry a project, with count and digest.
select sec.audit(s.project_id, 'worker_bulk', jsonb_build_object('rows', s.n), s.digest)
  from (select project_id, count(*) as n, sha256(convert_to(string_agg(person_id::text, ',' order by person_id), 'UTF8')) as digest
          from put group by project_id order by project_id) s;
