noinst_LIBRARIES += drivers/libdrivers.a
drivers_libdrivers_a_CFLAGS = $(AM_CFLAGS) $(FUZZER_CFLAGS)
drivers_libdrivers_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBUSB_CFLAGS) $(SODIUM_CFLAGS)
DRIVERS_LIBS = drivers/libdrivers.a core/libbase.a $(LIBUSB_LIBS) $(SODIUM_LIBS) -lpthread -lm
drivers_libdrivers_a_SOURCES = \
	drivers/carrier.c drivers/carrier.h \
	drivers/device_thread.c \
	drivers/driver.h \
	drivers/drivers.c \
	drivers/event_queue.c drivers/event_queue.h \
	drivers/finger_capture.c drivers/finger_capture.h \
	drivers/id_card.c drivers/id_card.h \
	drivers/registry.c drivers/registry_internal.h \
	drivers/finger/match/work_room.c drivers/finger/match/work_room.h \
	drivers/finger/ef01/line.c drivers/finger/ef01/line.h \
	drivers/finger/ef01/module.c drivers/finger/ef01/module.h \
	drivers/finger/ef01/module_ids.c drivers/finger/ef01/module_ids.h \
	drivers/finger/ef01/packet.c drivers/finger/ef01/packet.h \
	drivers/finger/engine.h \
	drivers/finger/match/extract.c drivers/finger/match/extract.h \
	drivers/finger/match/gallery.c drivers/finger/match/gallery.h \
	drivers/finger/match/iso_record.c drivers/finger/match/iso_record.h \
	drivers/finger/match/match.c drivers/finger/match/match.h \
	drivers/finger/match/minutia.h \
	drivers/finger/match/pgm.c drivers/finger/match/pgm.h \
	drivers/finger/match/plane.c drivers/finger/match/plane.h \
	drivers/finger/match/ridges.c drivers/finger/match/ridges.h \
	drivers/finger/match/skeleton.c drivers/finger/match/skeleton.h \
	drivers/finger/match/trial.c drivers/finger/match/trial.h \
	drivers/finger/scanner.c drivers/finger/scanner.h \
	drivers/finger/uareu/picture.c drivers/finger/uareu/picture.h \
	drivers/finger/uareu/sensor.c drivers/finger/uareu/sensor.h \
	drivers/idcard/reader.c drivers/idcard/reader.h \
	drivers/idcard/reader_ids.c drivers/idcard/reader_ids.h \
	drivers/idcard/sam_codec.c drivers/idcard/sam_codec.h \
	drivers/idcard/sam_line.c drivers/idcard/sam_line.h \
	drivers/idcard/text_block.c drivers/idcard/text_block.h \
	drivers/transport/bulk_only.c drivers/transport/bulk_only.h \
	drivers/transport/memory.c drivers/transport/memory.h \
	drivers/transport/pipes.c drivers/transport/pipes.h \
	drivers/transport/transport.c drivers/transport/transport.h \
	drivers/transport/tty.c drivers/transport/tty.h \
	drivers/transport/usb.c drivers/transport/usb.h \
	drivers/transport/usb_shape.c

# The rules are printed by the drivers' own id tables. `make udevrulesdir=DIR install` puts them
# elsewhere; udev itself reads lib/udev/rules.d under /usr and /usr/local.
udevrulesdir = $(prefix)/lib/udev/rules.d
noinst_PROGRAMS += drivers/udev-rules
drivers_udev_rules_SOURCES = drivers/udev_rules.c
drivers_udev_rules_LDADD = $(DRIVERS_LIBS)
udevrules_DATA = drivers/70-anxin.rules
drivers/70-anxin.rules: drivers/udev-rules$(EXEEXT)
	$(AM_V_GEN)drivers/udev-rules$(EXEEXT) > $@.new && mv -f $@.new $@
# Scanners that pretend to be disks are kept from usb-storage; modprobe reads lib/modprobe.d too.
modprobedir = $(prefix)/lib/modprobe.d
modprobe_DATA = drivers/anxin-usb-storage.conf
drivers/anxin-usb-storage.conf: drivers/udev-rules$(EXEEXT)
	$(AM_V_GEN)drivers/udev-rules$(EXEEXT) quirks > $@.new && mv -f $@.new $@
EXTRA_DIST += drivers/finger/README.md drivers/idcard/README.md
CLEANFILES += \
	drivers/70-anxin.rules drivers/70-anxin.rules.new \
	drivers/anxin-usb-storage.conf drivers/anxin-usb-storage.conf.new
