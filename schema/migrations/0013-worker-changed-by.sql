-- breaking: no
-- client_min: 1
-- Who changed a worker's row last: two people correct one number, and the second is told whose change came first.

alter table app.worker add column changed_by bigint;
