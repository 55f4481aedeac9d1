# Installed as they are under $(pkgdatadir)/schema; the program reads them there.
nobase_dist_pkgdata_DATA += \
	schema/api/00-clear-api.sql \
	schema/api/00-clear-keyholder.sql \
	schema/api/00-clear-role_keeper.sql \
	schema/api/00-clear-search.sql \
	schema/api/account.sql \
	schema/api/audit.sql \
	schema/api/code.sql \
	schema/api/company.sql \
	schema/api/sec-company.sql \
	schema/api/draft.sql \
	schema/api/grant.sql \
	schema/api/job.sql \
	schema/api/key-log.sql \
	schema/api/key-policy.sql \
	schema/api/key.sql \
	schema/api/policy.sql \
	schema/api/project.sql \
	schema/api/sec-account.sql \
	schema/api/sec-call.sql \
	schema/api/sec-card.sql \
	schema/api/sec-enrol.sql \
	schema/api/sec-identity.sql \
	schema/api/sec-job.sql \
	schema/api/sec-keep.sql \
	schema/api/sec-list.sql \
	schema/api/sec-number.sql \
	schema/api/sec-service.sql \
	schema/api/sec-sms.sql \
	schema/api/sec-team.sql \
	schema/api/sec-text.sql \
	schema/api/session.sql \
	schema/api/team.sql \
	schema/api/worker.sql \
	schema/demo/010-site.sql \
	schema/demo/020-workers.sql \
	schema/demo/accounts.tsv \
	schema/init/010-roles.sql \
	schema/init/020-schemas.sql \
	schema/init/030-revokes.sql \
	schema/init/040-settings.sql \
	schema/migrations/0001-codes.sql \
	schema/migrations/0002-people.sql \
	schema/migrations/0003-projects.sql \
	schema/migrations/0004-workers.sql \
	schema/migrations/0005-audit.sql \
	schema/migrations/0006-offices.sql \
	schema/migrations/0007-jobs.sql \
	schema/pg_hba.conf.sample \
	schema/seed/app.code.tsv \
	schema/seed/app.document_kind.tsv \
	schema/seed/app.duty.tsv \
	schema/seed/app.han.tsv \
	schema/seed/app.job_kind.tsv \
	schema/seed/app.participant_kind.tsv \
	schema/seed/app.region.tsv \
	schema/seed/app.region_past.tsv \
	schema/seed/app.role_duty.tsv \
	schema/seed/app.surname.tsv \
	schema/seed/app.trade.tsv \
	schema/seed/app.worker_kind.tsv

# How the characters were made; not needed to run.
EXTRA_DIST += schema/README.md schema/seed/make-han.pl
