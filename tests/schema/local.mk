# tests/schema
schema_sql = \
	tests/schema/fixture.sql \
	tests/schema/catalogue.sql \
	tests/schema/text.sql \
	tests/schema/identity.sql \
	tests/schema/enrol.sql \
	tests/schema/lists.sql \
	tests/schema/team.sql \
	tests/schema/trace.sql \
	tests/schema/account.sql
EXTRA_DIST += tests/schema/rules.t
TESTS += tests/schema/rules.t
EXTRA_DIST += $(schema_sql) tests/schema/suite.sh tests/bench/workers_100k.sql
