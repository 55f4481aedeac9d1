/* Build-time helper: prints the udev rules of all drivers. Not installed. */
#include "config.h"

#include "drivers/driver.h"

#include <stdio.h>

int main(void)
{
    static char rules[16384];

    if (drivers_udev_rules(drivers_all, rules, sizeof rules) >= sizeof rules)
        return 1;
    return fputs(rules, stdout) == EOF || fflush(stdout) == EOF;
}
