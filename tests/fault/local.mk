# tests/fault
EXTRA_DIST += tests/lib/cluster.sh
