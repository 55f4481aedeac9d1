# Translations: gettext without its recursive makefile.
