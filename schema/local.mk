# Installed as they are under $(pkgdatadir)/schema; the program reads them there.
