/* The fingerprint engine as the program sees it: images and records in, minutiae, scores and answers
 * out. No device, no thread but the gallery's own. What each part does stands in its header. */
#ifndef ANXIN_FINGER_ENGINE_H
#define ANXIN_FINGER_ENGINE_H

#include "drivers/finger/match/extract.h"
#include "drivers/finger/match/gallery.h"
#include "drivers/finger/match/iso_record.h"
#include "drivers/finger/match/match.h"
#include "drivers/finger/match/minutia.h"
#include "drivers/finger/match/pgm.h"
#include "drivers/finger/match/trial.h"

#endif
