-- A project of 1,111 workers in a database of many punches: `punches` of them (-v punches=30000000) over the last month, two a day, in
-- projects of 1,111 workers each. Punches, days and months are written in bulk, as the one function would have made them;
-- tests/bench/run compares a sample of them with what it makes.
set statement_timeout = 0;
select set_config('bench.punches', :'punches', false);

do $$
declare
    v_punches bigint := current_setting('bench.punches')::bigint;
    v_month date := (date_trunc('month', now()) - interval '1 month')::date;
    v_days int := extract(day from v_month + interval '1 month' - interval '1 day')::int;
    v_projects int := greatest(1, ceil(v_punches / (1111.0 * 2 * v_days))::int);
    v_project int;
    v_participant int;
    v_team bigint;
    v_document bigint := (select min(document_id) from app.identity_document);
    v_first bigint;
    i int;
begin
    perform sec.punch_month_need(v_month);
    alter table app.engagement disable trigger engagement_days;
    for i in 1..v_projects loop
        insert into app.project (name, region, approval, state) values ('样本考勤' || i, '650102', 'approved', 'in_progress')
        returning project_id into v_project;
        insert into app.participant (project_id, company_id, company_name, short_name, general_contractor, entered_on)
        select v_project, c.company_id, c.name, c.short_name, true, v_month - 30 from app.company c where c.short_name = '样本建工'
        returning participant_id into v_participant;
        insert into app.team (project_id, participant_id, name, entered_on, leader_name, leader_phone)
        values (v_project, v_participant, '样本班', v_month - 30, '样本班长', '19900001001') returning team_id into v_team;
        v_first := 100000000 + i * 2000;
        insert into app.worker (project_id, worker_id, participant_id, team_id, team_name, name, name_folded, sex, phone, document_id, document_kind,
                                id_tail, worker_kind, trade, state, started_on, enrolled_at)
        select v_project, v_first + n, v_participant, v_team, '样本班', '样本工人' || n, '样本工人' || n, 'male', '19900001001', v_document, 'resident_id',
               '0000', 'worker', '020', 'employed', v_month - 20, now()
          from generate_series(1, 1111) n;
        with e as (
            insert into app.engagement (project_id, worker_id, participant_id, team_id, worker_kind, trade, started_on, enrolled_by, same_person_by, same_person_at)
            select v_project, v_first + n, v_participant, v_team, 'worker', '020', v_month - 20, 1, 1, now() from generate_series(1, 1111) n
            returning worker_id, engagement_id
        )
        update app.worker w set engagement_id = e.engagement_id from e where w.project_id = v_project and w.worker_id = e.worker_id;
        insert into app.punch (project_id, worker_id, punched_at, day, direction, source, received_at)
        select v_project, v_first + n, (v_month + d + u.clock) at time zone 'Asia/Shanghai' + n * interval '1 second', v_month + d, u.direction, 'finger',
               (v_month + d + u.clock) at time zone 'Asia/Shanghai' + n * interval '1 second'
          from generate_series(0, v_days - 1) d, (values (time '08:00', 'in'), (time '18:00', 'out')) u(clock, direction), generate_series(1, 1111) n;
        insert into app.attendance_day
        select v_project, v_month + d, e.worker_id, e.engagement_id, v_participant, (v_month + d + time '08:00') at time zone 'Asia/Shanghai' + n * interval '1 second',
               (v_month + d + time '18:00') at time zone 'Asia/Shanghai' + n * interval '1 second', 600, 2, 0, 2, 0, 'finger', now()
          from generate_series(0, v_days - 1) d, (select e.*, e.worker_id - v_first as n from app.engagement e where e.project_id = v_project) e;
        insert into app.attendance_month
        select v_project, v_month, e.engagement_id, e.worker_id, v_participant, (1::bigint << v_days)::bigint - 1, 0, 0, 2 * v_days, 600 * v_days
          from app.engagement e where e.project_id = v_project;
    end loop;
    alter table app.engagement enable trigger engagement_days;
    insert into app.project_member (project_id, account_id, participant_id, role)
    select v_project, a.account_id, v_participant, 'project_administrator' from app.account a where a.phone = '19900000001';
    update app.terminal t set project_id = v_project where t.login = 't000001';
end
$$;
vacuum analyze app.worker, app.engagement, app.punch, app.attendance_day, app.attendance_month;
