-- Adds 20,000 generated companies: for the bench of the look-up. Run as ax_migrator on a database with the demo's data. Their codes are
-- of no register (prefix 91 and a region, then a running number) and right in both check characters.
begin;
create temporary table made on commit drop as
with n as (
    select i, (i::bigint * 48271) % 2147483647 as r from generate_series(1, 20000) as i
), g as (
    select region, name, row_number() over (order by region) - 1 as o, count(*) over () as c from app.region where level = 'county'
)
select n.i,
       g.name || substr('天山昆仑塔里木准噶尔伊犁博格达绿洲金沙恒通鼎盛华远中兴永安宏达瑞丰祥和正大立信', 1 + (n.r % 36)::int, 2)
           || substr('建业筑安远程泰成基石联创众合', 1 + (n.r / 36 % 13)::int, 2) || (n.i % 97)
           || (array['建筑工程','建设集团','劳务','安装工程','市政工程','装饰工程','水利水电工程','路桥工程','防水工程','机电设备'])[1 + n.i % 10]
           || '有限公司' || case when n.i > 10000 then n.i::text else '' end as name,
       g.region, '91' || g.region || n8.code || sec_inner.c as u17
  from n join g on g.o = n.i % g.c,
       lateral (select 'MA' || lpad((n.i / 26)::text, 5, '0') || chr(65 + n.i % 8) as code) n8,
       lateral (select (array['0','X','9','8','7','6','5','4','3','2','1'])[1 + (sum(w * case when ch between '0' and '9' then ascii(ch) - 48
                              else ascii(ch) - 55 end) % 11)::int] as c
                  from unnest(array[3,7,9,10,5,8,4,2]) with ordinality as t(w, o), lateral (select substr(n8.code, o::int, 1) as ch) s) sec_inner;
insert into app.company (uscc, name, short_name, legal_representative, region, address, certified_at, source)
select u17 || substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + ((31 - (select sum(w * (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(u17, o::int, 1)) - 1)) % 31
                       from unnest(array[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28]) with ordinality as t(w, o))) % 31)::int, 1),
       name, left(name, 20), '样本法人', region, '样本路' || i || '号', case when i % 3 > 0 then now() end, 'registry'
  from made on conflict do nothing;
commit;
analyze app.company;
analyze app.company_initial;
