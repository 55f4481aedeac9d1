# tests/device: the drivers that ship, against models of devices.
if HAVE_CMOCKA
DEVICE_RIG = tests/device/rig.c tests/device/rig.h
DEVICE_LDADD = tests/sim/libsim.a $(DRIVERS_LIBS) $(CMOCKA_LIBS)
DEVICE_TESTS = tests/device/reader tests/device/reader_faults
check_PROGRAMS += $(DEVICE_TESTS)
TESTS += $(DEVICE_TESTS)
tests_device_reader_SOURCES = tests/device/reader.c $(DEVICE_RIG)
tests_device_reader_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_reader_LDADD = $(DEVICE_LDADD)
tests_device_reader_faults_SOURCES = tests/device/reader_faults.c $(DEVICE_RIG)
tests_device_reader_faults_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_reader_faults_LDADD = $(DEVICE_LDADD)
endif
