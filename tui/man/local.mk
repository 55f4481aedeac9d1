dist_man_MANS += tui/man/anxin.1 tui/man/anxin-script.7
