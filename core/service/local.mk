# core/service: outside services; the only folder that uses libcurl.
core_libcore_a_SOURCES += \
	core/service/call.h core/service/call.c core/service/courier.h core/service/courier.c \
	core/service/desk.h core/service/desk.c core/service/key_ring.h core/service/key_ring.c \
	core/service/geocode.h core/service/geocode.c \
	core/service/message.h core/service/message.c core/service/service.h core/service/service.c \
	core/service/sms_code.h core/service/sms_code.c
core_libcore_a_CPPFLAGS += $(CURL_CFLAGS)
EXTRA_DIST += core/service/README.md

systemdunitdir = $(prefix)/lib/systemd/system
dist_systemdunit_DATA = core/service/anxin-worker.service
sysusersdir = $(prefix)/lib/sysusers.d
dist_sysusers_DATA = core/service/anxin-worker.conf
