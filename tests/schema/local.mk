# tests/schema
schema_sql = \
	tests/schema/fixture.sql \
	tests/schema/catalogue.sql \
	tests/schema/text.sql \
	tests/schema/identity.sql \
	tests/schema/enrol.sql \
	tests/schema/import.sql \
	tests/schema/lists.sql \
	tests/schema/team.sql \
	tests/schema/participant.sql \
	tests/schema/member.sql \
	tests/schema/exit.sql \
	tests/schema/attendance.sql \
	tests/schema/correction.sql \
	tests/schema/month.sql \
	tests/schema/terms.sql \
	tests/schema/application.sql \
	tests/schema/project.sql \
	tests/schema/attachment.sql \
	tests/schema/trace.sql \
	tests/schema/account.sql \
	tests/schema/company.sql \
	tests/schema/company-member.sql \
	tests/schema/certify.sql \
	tests/schema/jobs.sql \
	tests/schema/register.sql \
	tests/schema/operator.sql \
	tests/schema/permissions.sql
schema_tests = tests/schema/rules.t tests/schema/accounts.t tests/schema/attack.t tests/schema/guards.t \
	tests/schema/race.t tests/schema/company.t tests/schema/permissions.t
TESTS += $(schema_tests)
EXTRA_DIST += $(schema_tests) $(schema_sql) tests/schema/suite.sh tests/schema/attack.sh tests/schema/permissions.txt tests/bench/workers_100k.sql tests/bench/companies_20k.sql tests/bench/punches_30m.sql tests/bench/punch_put.sql
