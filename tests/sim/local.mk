# tests/sim: models of devices, and the fronts that plug them in. Nothing here is installed.
SIM_MODELS = \
	tests/sim/cards.c tests/sim/cards.h \
	tests/sim/ef01_model.c tests/sim/ef01_model.h \
	tests/sim/faults.c tests/sim/faults.h \
	tests/sim/fingers.c tests/sim/fingers.h \
	tests/sim/model.c tests/sim/model.h \
	tests/sim/pty_front.c tests/sim/pty_front.h \
	tests/sim/reader_model.c tests/sim/reader_model.h \
	tests/sim/uareu_model.c tests/sim/uareu_model.h
check_LIBRARIES += tests/sim/libsim.a
tests_sim_libsim_a_SOURCES = \
	$(SIM_MODELS) \
	tests/sim/memory_front.c tests/sim/memory_front.h

if HAVE_UMOCKDEV
# The models behind a USB bus that umockdev pretends; the demonstration runs under it.
noinst_PROGRAMS += tests/sim/anxin-sim
SIM_USB = \
	tests/sim/sim_bench.c tests/sim/sim_server.h \
	tests/sim/usb_front.c tests/sim/usb_front.h
tests_sim_anxin_sim_SOURCES = \
	tests/sim/anxin_sim.c tests/sim/sim_server.c $(SIM_USB) $(SIM_MODELS)
tests_sim_anxin_sim_CPPFLAGS = $(AM_CPPFLAGS) $(UMOCKDEV_CFLAGS)
tests_sim_anxin_sim_LDADD = $(UMOCKDEV_LIBS) -lpthread -lm

check_PROGRAMS += tests/sim/sim-tell
tests_sim_sim_tell_SOURCES = tests/sim/sim_tell.c tests/sim/sim_client.c tests/sim/sim_client.h
endif

TESTS += tests/sim/anxin-sim.t
EXTRA_DIST += tests/valgrind.supp
EXTRA_DIST += tests/sim/anxin-sim.t tests/sim/demo.rack tests/sim/README.md

if HAVE_OPENSSL
# Outside services over HTTPS.
check_PROGRAMS += tests/sim/service-sim
tests_sim_service_sim_SOURCES = tests/sim/service.c tests/sim/service_tls.c tests/sim/service.h
tests_sim_service_sim_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_sim_service_sim_LDADD = $(OPENSSL_LIBS)
endif
