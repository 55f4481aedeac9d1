# tests/device: the drivers that ship, against models of devices.
if HAVE_CMOCKA
DEVICE_RIG = tests/device/rig.c tests/device/rig.h
DEVICE_LDADD = tests/sim/libsim.a $(DRIVERS_LIBS) $(CMOCKA_LIBS)
DEVICE_TESTS = tests/device/module tests/device/reader tests/device/reader_faults \
	tests/device/sensor
check_PROGRAMS += $(DEVICE_TESTS)
TESTS += $(DEVICE_TESTS)
tests_device_module_SOURCES = tests/device/module.c $(DEVICE_RIG)
tests_device_module_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_module_LDADD = $(DEVICE_LDADD)
tests_device_sensor_SOURCES = tests/device/sensor.c $(DEVICE_RIG)
tests_device_sensor_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_sensor_LDADD = $(DEVICE_LDADD)
tests_device_reader_SOURCES = tests/device/reader.c $(DEVICE_RIG)
tests_device_reader_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_reader_LDADD = $(DEVICE_LDADD)
tests_device_reader_faults_SOURCES = tests/device/reader_faults.c $(DEVICE_RIG)
tests_device_reader_faults_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_device_reader_faults_LDADD = $(DEVICE_LDADD)

if HAVE_UMOCKDEV
DEVICE_USB_TESTS = tests/device/scanners tests/device/usb tests/device/usb_faults
DEVICE_USB_RIG = \
	tests/device/usb_rig.c tests/device/usb_rig.h tests/sim/sim_client.c tests/sim/sim_client.h
check_PROGRAMS += $(DEVICE_USB_TESTS)
TESTS += $(DEVICE_USB_TESTS)
# Prints figures, passes and fails nothing.
check_PROGRAMS += tests/device/latency
tests_device_latency_SOURCES = \
	tests/device/latency.c tests/sim/sim_client.c tests/sim/sim_client.h
tests_device_latency_LDADD = $(DRIVERS_LIBS)
tests_device_scanners_SOURCES = tests/device/scanners.c $(DEVICE_USB_RIG)
tests_device_scanners_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBUSB_CFLAGS)
tests_device_scanners_LDADD = $(DEVICE_LDADD)
tests_device_usb_SOURCES = tests/device/usb.c $(DEVICE_USB_RIG)
tests_device_usb_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBUSB_CFLAGS)
tests_device_usb_LDADD = $(DEVICE_LDADD)
tests_device_usb_faults_SOURCES = tests/device/usb_faults.c $(DEVICE_USB_RIG)
tests_device_usb_faults_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBUSB_CFLAGS)
tests_device_usb_faults_LDADD = $(DEVICE_LDADD)
endif
endif

TESTS += tests/device/command.t
EXTRA_DIST += tests/device/command.t

# The fingerprint engine: its command, and its gates on a public set where $ANXIN_TEST_DATA has it.
TESTS += tests/device/finger.t
EXTRA_DIST += tests/device/finger.t
