# tests/sim: models of devices, and the fronts that plug them in. Nothing here is installed.
check_LIBRARIES += tests/sim/libsim.a
tests_sim_libsim_a_SOURCES = \
	tests/sim/cards.c tests/sim/cards.h \
	tests/sim/memory_front.c tests/sim/memory_front.h \
	tests/sim/reader_faults.c tests/sim/reader_faults.h \
	tests/sim/reader_model.c tests/sim/reader_model.h
