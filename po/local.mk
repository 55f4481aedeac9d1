# Translations, without gettext's own makefile (it is recursive). The built catalogue lies as an
# installed one does, so that tests and a program run from the build folder find it (ANXIN_LOCALE).
PO_ZH_MO = po/locale/zh_CN/LC_MESSAGES/anxin.mo
zhlocaledir = $(localedir)/zh_CN/LC_MESSAGES
nodist_zhlocale_DATA = $(PO_ZH_MO)
CLEANFILES += $(PO_ZH_MO)
EXTRA_DIST += po/zh_CN.po po/make-pot po/sql-messages
TESTS += po/po.t
EXTRA_DIST += po/po.t

$(PO_ZH_MO): po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) po/locale/zh_CN/LC_MESSAGES && \
	$(MSGFMT) -c -o $@.new $(srcdir)/po/zh_CN.po && mv -f $@.new $@

# Brings po/zh_CN.po in step with the sources; what is new then waits for its translation.
update-po:
	$(SHELL) $(srcdir)/po/make-pot $(srcdir) anxin.pot
	$(MSGMERGE) --quiet --update --backup=none --previous --no-wrap $(srcdir)/po/zh_CN.po anxin.pot
	rm -f anxin.pot
.PHONY: update-po
