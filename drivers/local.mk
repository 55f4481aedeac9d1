noinst_LIBRARIES += drivers/libdrivers.a
drivers_libdrivers_a_SOURCES =
drivers_libdrivers_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBUSB_CFLAGS)
DRIVERS_LIBS = drivers/libdrivers.a core/libbase.a $(LIBUSB_LIBS) $(SODIUM_LIBS) -lpthread
