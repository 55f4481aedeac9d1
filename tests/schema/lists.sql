-- SPEC 20.5, 8.6: lists, their orders, pages, filters and searches; a card before anything is written; teams.
begin;
set local search_path = tap, pg_catalog;
select plan(65);
create temporary table v as select tap.project('天山花园二期') as p;
grant all on v to public;
create function tap.look(number text, over jsonb default '{}') returns text language sql as
    $$ select tap.outcome(format('select (known, live_here, live_elsewhere, blocks, warnings)::text from api.card_look(%s, %L)', tap.project('天山花园二期'),
         jsonb_build_object('document_kind', 'resident_id', 'document_number', number, 'name', '样本测试') || over)) $$;

-- Walks a list from one end to the other in pages of n and gives the ids in the order they came.
create function tap.walk(sort text, backwards boolean, n int, filters jsonb default '{}') returns bigint[] language plpgsql as $$
declare
    v_after jsonb;
    v_page bigint[];
    v_all bigint[] := '{}';
    v_first jsonb;
    v_last jsonb;
begin
    loop
        select array_agg(l.worker_id order by l.o), (array_agg(l.at order by l.o))[1], (array_agg(l.at order by l.o desc))[1]
          into v_page, v_first, v_last
          from (select w.*, row_number() over () as o from api.worker_list(tap.project('天山花园二期'), filters, sort, backwards, v_after, n) w) l;
        exit when v_page is null;
        if backwards then v_all := v_page || v_all; v_after := v_first;
        else v_all := v_all || v_page; v_after := v_last; end if;
    end loop;
    return v_all;
end
$$;
select tap.act('19900000001');
select is(tap.walk(s, false, 17), tap.walk(s, true, 23), 'SPEC 20.5: by ' || s || ': the same list from both ends, whatever the page')
  from unnest(array['name', 'team', 'trade', 'started', 'enrolled', '-name', '-started']) as s;
select is(array_length(tap.walk(s, false, 17, '{"state":"all"}'), 1), 200, 'SPEC 20.5: by ' || s || ': everybody once')
  from unnest(array['name', 'team', 'trade', 'started', 'enrolled']) as s;
select is(tap.walk('name', false, 500), (select array_agg(worker_id order by name collate "zh-Hans-x-icu", worker_id)
                                           from api.worker_list((select p from v), '{}', 'started', false, null, 500)),
          'DESIGN 3: names in the order of pinyin');
select is(tap.walk('-name', false, 40), (select array_agg(u order by o desc) from unnest(tap.walk('name', false, 40)) with ordinality t(u, o)),
          'SPEC 20.5: columns sort both ways');
select is((select array_agg(worker_id) from api.worker_list((select p from v), '{}', 'name', true, null, 5)), (tap.walk('name', false, 500))[179:183],
          'SPEC 20.5: backwards from nowhere is the last page');

select is((select count(*) from api.worker_list((select p from v), f, 'name', false, null, 500)), api.worker_count((select p from v), f), 'SPEC 20.5: the count is the list''s: ' || f::text)
  from unnest(array['{}', '{"state":"left"}', '{"state":"all"}', '{"search":"王"}', '{"search":"w"}', '{"search":"0007"}', '{"trade":"020"}',
                    '{"worker_kind":"manager"}']::jsonb[]) as f;
select is(api.worker_count((select p from v), jsonb_build_object('team_id', tap.team('钢筋一班'))), 45::bigint, 'SPEC 8.6: by team');
select is(api.worker_count((select p from v), jsonb_build_object('participant_id', tap.participant((select p from v), '样本安装'))), 46::bigint, 'SPEC 8.6: by company');
select is(api.worker_count((select p from v), '{"state":"employed"}') + api.worker_count((select p from v), '{"state":"left"}'),
          api.worker_count((select p from v), '{"state":"all"}'), 'SPEC 8.6: employed and left are all');
select is(api.worker_count((select p from v), jsonb_build_object('search', (select right(phone_masked, 4) from api.worker_list((select p from v), '{}', 'name', false, null, 1)))) > 0,
          true, 'SPEC 8.6: by digits of the phone');
select is((select array_agg(worker_id) from api.worker_list((select p from v), '{"search":"%"}', 'name', false, null, 5)), null, 'SPEC 8.6: a percent sign is a character like others');
select is((select count(distinct name)::int from api.worker_list((select p from v), '{"search":"阿不都 吐尔逊"}', 'name', false, null, 500)) <= 1, true, 'SPEC 3.5: found without the dot');
select is((select bool_and(name like '%·%') from api.worker_list((select p from v), '{"search":"阿不都.吐"}', 'name', false, null, 500)), true, 'SPEC 3.5: found with another dot');
select is(api.worker_count((select p from v), '{"search":"19909000"}') > 0, true, 'SPEC 8.6: by any part of the phone, for who may reveal it');
select is(tap.outcome('select * from api.worker_list(' || (select p from v) || ', ''{"colour":1}'', ''name'', false, null, 5)'), 'AX001|colour|unknown field', 'DESIGN 5: an unknown filter is refused');
select is(tap.outcome('select * from api.worker_list(' || (select p from v) || ', ''{}'', ''phone'', false, null, 5)'), 'AX001|sort|not one of the list', 'SPEC 20.5: an unknown order');
select is(tap.outcome('select * from api.worker_list(' || (select p from v) || ', ''{}'', ''name'', false, ''[1]'', 5)'), 'AX001|after|not a value of this kind', 'SPEC 20.5: a place that is none');
select is(split_part(tap.outcome('select * from api.worker_list(' || (select p from v) || ', ''{}'', ''started'', false, ''["x'''' or true --", 1]'', 5)'), '|', 1), '22007',
          'SPEC 22.5: a place is a value, never SQL');
select is(tap.outcome('select * from api.worker_list(' || (select p from v) || ', ''{"team_id":"1 or 1=1"}'', ''name'', false, null, 5)'), 'AX001|team_id|not a value of this kind', 'SPEC 22.5: a filter is a value');
select is((select count(*)::int from api.worker_list((select p from v), '{"state":"all"}', 'name', false, null, 100000)), 200, 'SPEC 20.5: a page has 500 rows at most (here: all)');

select tap.act('19900000003');
select is(api.worker_count((select p from v), '{"search":"19909000"}'), 0::bigint, 'SPEC 3.6: who may not reveal does not get at a phone digit by digit');
select is(api.worker_count((select p from v), '{"search":"0007"}') > 0, true, 'SPEC 8.6: but finds by the digits the list shows');
select tap.act('19900000001');

-- A card before anything is written.
select is(tap.look('11010519491231002X'), '(f,f,0,{},{over_age})', 'SPEC 8.7: over 60 warns');
select is(tap.look(tap.number((current_date - interval '17 years')::date, 1)), '(f,f,0,{},{under_18})', 'SPEC 8.7: under 18 warns');
select is(tap.look(tap.number((current_date - interval '15 years')::date, 1)), '(f,f,0,{under_16},{})', 'SPEC 8.7: under 16 blocks');
select is(tap.look(tap.number((current_date - interval '56 years')::date, 2), '{"sex":"female"}'), '(f,f,0,{},{over_age})', 'SPEC 8.7: over 55 warns of women');
select is(tap.look(tap.number((current_date - interval '56 years')::date, 1), '{"sex":"male"}'), '(f,f,0,{},{})', 'SPEC 8.7: and not of men');
select is(tap.look(tap.number('1990-01-01', 1), '{"valid_until":"2020-01-01"}'), '(f,f,0,{},{card_expired})', 'SPEC 8.7: an expired card warns');
select is(tap.look(tap.number('1990-01-01', 1), '{"birth_on":"1990-01-02"}'), '(f,f,0,{},{birth_mismatch})', 'SPEC 3.4: birth day against the number');
select is(tap.look(tap.number('1990-01-01', 1), '{"sex":"female"}'), '(f,f,0,{},{sex_mismatch})', 'SPEC 3.4: sex against the number');
select is(tap.look('110105199001010011'), '(f,f,0,{number_check},{})', 'SPEC 3.4: a number that does not fit');
select is(tap.look('653125188001010010', '{"name":"阿卜杜热合曼·努尔麦麦提托合提"}'), '(f,f,0,{},"{over_age,name_maybe_cut}")', 'SPEC 3.5: a full name field');
select lives_ok(format('select * from api.worker_enrol(%s, gen_random_uuid(), %L)', (select p from v), tap.card(tap.number('1990-01-01', 1))), 'SPEC 8.1: enrolled');
select is(tap.look(tap.number('1990-01-01', 1)), '(t,t,0,{live_here},{})', 'SPEC 8.3: live here blocks');
select is(tap.look(tap.number('1990-01-01', 1), '{"name":"样本别名"}'), '(t,t,0,{live_here},{name_differs})', 'SPEC 3.5: the record''s name differs');
-- Another company's worker on the same project is a stranger, but the place is taken.
select lives_ok(format('select * from api.worker_enrol(%s, gen_random_uuid(), %L)', (select p from v), tap.card(tap.number('1990-01-01', 11), jsonb_build_object(
    'participant_id', tap.participant((select p from v), '样本安装'), 'team_id', tap.team('电气安装班')))), 'SPEC 8.1: enrolled for another company');
select tap.act('19900000005');
select is((select (known, name, phone, worker_id, live_team_name, live_since, blocks)::text from api.card_look((select p from v),
            jsonb_build_object('document_kind', 'resident_id', 'document_number', tap.number('1990-01-01', 11), 'name', '样本测试'))),
          '(f,,,,,,{live_here})', 'SPEC 6.3: to another company''s clerk a stranger, but engaged');
select is(split_part(tap.outcome(format('select * from api.worker_enrol(%s, gen_random_uuid(), %L)', (select p from v), tap.card(tap.number('1990-01-01', 11)))), '|', 1), 'AX002',
          'SPEC 8.3: and cannot be enrolled by it');
select is(split_part(tap.outcome('select * from api.worker_get(' || (select p from v) || ', ' || coalesce(tap.worker((select p from v), tap.number('1990-01-01', 11)), 0) || ')'), '|', 1), 'AX003',
          'SPEC 6.3: nor looked at');
select is((select count(*)::int from api.worker_history((select p from v), tap.worker((select p from v), tap.number('1990-01-01', 11)))), 0, 'SPEC 6.3: nor its history');
select tap.act('19900000006');
select is((select (known, worker_id, phone, live_elsewhere, warnings)::text from api.card_look(tap.project('样本学府一标段'),
            jsonb_build_object('document_kind', 'resident_id', 'document_number', tap.number('1990-01-01', 1), 'name', '样本测试'))),
          '(f,,,1,{live_elsewhere})', 'SPEC 8.3: elsewhere warns, and tells nothing else');
select tap.act(null);
select is((select bool_and(keys = '{}' or keys ? 'worker_id') from audit.entry where verb = 'card_look'), true, 'DESIGN 3: a look leaves keys only');
update app.setting set value = '3' where name = 'card_asks_per_person_hour';
delete from app.card_ask;
select tap.act('19900000001');
select is((select array_agg(split_part(tap.look(tap.number('1991-01-01', i)), '|', 1)) from generate_series(1, 5) i),
          array['(f,f,0,{},{})', '(f,f,0,{},{})', '(f,f,0,{},{})', 'AX005', 'AX005'], 'DESIGN 3: looks are counted by person and hour');
select tap.act(null);
-- the words of codes follow the screen's language, and nothing else does
select tap.act('19900000001');
select is((select array[trade_name, state_name, worker_kind_name]::text from api.worker_list((select p from v), '{"trade":"020"}', 'name', false, null, 1)),
          '{钢筋工,在职,建筑工人}', 'DESIGN 5: names of codes are Chinese where no language is said');
set local anxin.language = 'en';
select is((select array[trade_name, state_name]::text from api.worker_list((select p from v), '{"trade":"020"}', 'name', false, null, 1)),
          (select array[(select c.name_en from api.code_list('trade') c where c.code = '020'),
                        (select c.name_en from api.code_list('employment_state') c where c.code = 'employed')]::text),
          'DESIGN 5: on an English screen the list says them in English');
select is((select (g.trade_name = (select c.name_en from api.code_list('trade') c where c.code = g.trade))::text
             from api.worker_get((select p from v), (select worker_id from api.worker_list((select p from v), '{}', 'name', false, null, 1))) g),
          'true', 'DESIGN 5: and the worker''s page');
select ok((select role_name ~ '^[A-Za-z]' and state_name ~ '^[A-Za-z]' from api.project_list() limit 1), 'DESIGN 5: and the projects');
select ok((select kind_names ~ '^[A-Za-z ,-]+$' from api.participant_list((select p from v)) limit 1), 'DESIGN 5: and the companies');
select * from finish();
rollback;
