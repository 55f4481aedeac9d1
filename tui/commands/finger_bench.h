/* The fingerprint engine measured on a set: for `anxin finger bench`. */
#ifndef ANXIN_TUI_FINGER_BENCH_H
#define ANXIN_TUI_FINGER_BENCH_H

#include "core/base/err.h"
#include "drivers/finger/engine.h"

#include <stdbool.h>

/* A view from an image (.pgm: extracted) or a record (its first view). */
bool finger_view_read(const char *path, struct finger_extractor *extractor,
                      struct finger_view *view, struct err *err);

/* Prints the table; returns the command's status. */
int finger_bench(char **folders, int count);

#endif
