# tests/whole
TESTS += tests/whole/bootstrap.t
EXTRA_DIST += tests/whole/bootstrap.t
