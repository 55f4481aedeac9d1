/* The menu of places: every page of the program that one may open from anywhere, by who may. */
#ifndef ANXIN_TUI_PLACES_H
#define ANXIN_TUI_PLACES_H

#include "tui/kit/event.h"

struct screen;

/* For an action: lays the menu over the screen; the page chosen is opened. */
enum handled places_open(struct screen *screen);

#endif
