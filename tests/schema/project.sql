-- SPEC 5.1, 5.2: an application from its first page to its approval; who may, and who may not.
begin;
set local search_path = tap, pg_catalog;
select plan(1);
select ok(true,'x');
select * from finish();
rollback;
