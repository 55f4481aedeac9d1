-- How fast a kiosk's journal is taken in: 100 calls of 100 signed punches, two of each worker on each of several days, as the terminal
-- that punches_30m.sql bound to its last project. Prints punches a second; what it put there is rolled back.
begin;
create schema bench;
create table bench.row as
    select row_number() over (order by d desc, u.direction, w.worker_id) as seq, w.worker_id, u.direction,
           date_trunc('month', now()) - interval '1 month' - (d || ' days')::interval + u.clock + w.n * interval '5 seconds' as at
      from (select worker_id, row_number() over (order by worker_id) as n from app.worker
             where project_id = (select project_id from app.terminal where login = 't000001')) w,
           generate_series(1, 5) d, (values ('in', interval '0 hours'), ('out', interval '10 hours')) u(direction, clock)
     limit 10000;
create table bench.call as
    select (seq - 1) / 100 as n, array_agg(seq order by seq) as seqs, array_agg(worker_id order by seq) as workers, array_agg(at order by seq) as ats,
           array_agg(direction order by seq) as directions, array_fill('finger'::text, array[100]) as sources,
           array_fill(1::bigint, array[100]) as monos, array_fill('00000000-0000-4000-8000-00000000000b'::uuid, array[100]) as boots,
           array_fill(900, array[100]) as scores, array_fill('1'::text, array[100]) as engines, null::bytea as before, null::bytea[] as macs
      from bench.row group by 1;
do $$
declare
    c bench.call;
    m bytea := '\x';
    v bytea[];
begin
    for c in select * from bench.call order by n loop
        v := '{}';
        update bench.call k set before = m where k.n = c.n;
        for i in 1..cardinality(c.seqs) loop
            m := sec.hmac(m || convert_to(sec.punch_text('00000000-0000-4000-8000-00000000000a', c.seqs[i], c.workers[i], c.ats[i], c.directions[i], 'finger', 1,
                          '00000000-0000-4000-8000-00000000000b', 900, 900, '1'), 'UTF8'), sha256('key'), 'sha256');
            v := v || m;
        end loop;
        update bench.call k set macs = v where k.n = c.n;
    end loop;
end
$$;
create function bench.put() returns table (punches bigint, seconds numeric, a_second bigint, held bigint) language plpgsql as $$
declare
    c bench.call;
    r record;
    t timestamptz := clock_timestamp();
begin
    punches := 0;
    held := 0;
    for c in select * from bench.call order by n loop
        select * into r from api.punch_put('00000000-0000-4000-8000-00000000000a', c.before, now(), null, null, c.seqs, c.workers, c.ats, c.directions,
                                           c.sources, c.monos, c.boots, c.scores, c.scores, c.engines, c.macs);
        punches := punches + r.taken;
        held := held + r.held;
    end loop;
    seconds := round(extract(epoch from clock_timestamp() - t), 3);
    a_second := punches / seconds;
    return next;
end
$$;
grant usage on schema bench to public;
grant all on all tables in schema bench to public;
grant execute on function bench.put() to public;
select pg_backend_pid() as pid \gset
\setenv PID :pid
set session authorization t000001;
select api.kiosk_journal('00000000-0000-4000-8000-00000000000a', sha256('key')) as seq \gset
\! awk '{ print "ticks", $14 + $15 }' "/proc/$PID/stat"
select 'punches', punches, a_second, held from bench.put();
\! awk '{ print "ticks", $14 + $15 }' "/proc/$PID/stat"
rollback;
