/* A DigitalPersona U.are.U 4000, 4000B or 4500 as a device.
 *
 *   probe   registers 07 and F0 can be read -> it is a sensor
 *   wake    brought up; it says 56AA
 *   wait    mode 10; it says 0101 when a finger is laid down. No light, no traffic until then
 *   take    mode 20, one image, unscrambled -> the engine makes a record of it
 *   watch   mode 12; it says 0200 when the finger is lifted */
#ifndef ANXIN_FINGER_UAREU_SENSOR_H
#define ANXIN_FINGER_UAREU_SENSOR_H

#include "drivers/driver.h"

/* Milliseconds. Tests shorten them; the program uses sensor_timing_default. */
struct sensor_timing {
    int control; /* for one access to a register */
    int turn;    /* between two looks at the power register */
    int power;   /* for the sensor to say that it is up */
    int wait;    /* for a finger in one step */
    int image;   /* until the image begins */
    int gap;     /* silence in its middle that means it broke off */
    int settle;  /* silence that ends old images */
    int repair;  /* pause before it is tried again after trouble */
};

extern const struct sensor_timing sensor_timing_default;

extern const struct driver sensor_driver;

#endif
