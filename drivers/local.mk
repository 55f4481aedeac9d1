noinst_LIBRARIES += drivers/libdrivers.a
drivers_libdrivers_a_CFLAGS = $(AM_CFLAGS) $(FUZZER_CFLAGS)
drivers_libdrivers_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBUSB_CFLAGS) $(SODIUM_CFLAGS)
DRIVERS_LIBS = drivers/libdrivers.a core/libbase.a $(LIBUSB_LIBS) $(SODIUM_LIBS) -lpthread
drivers_libdrivers_a_SOURCES = \
	drivers/driver.h \
	drivers/id_card.c drivers/id_card.h \
	drivers/transport/transport.c drivers/transport/transport.h
