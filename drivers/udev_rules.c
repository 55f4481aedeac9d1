/* Build-time helper: prints the udev rules of all drivers, or with the word "quirks" the line for
 * usb-storage. Not installed. */
#include "config.h"

#include "drivers/driver.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static char rules[16384];
    size_t n = argc > 1 && strcmp(argv[1], "quirks") == 0
                   ? drivers_storage_quirks(drivers_all, rules, sizeof rules)
                   : drivers_udev_rules(drivers_all, rules, sizeof rules);

    if (n >= sizeof rules)
        return 1;
    return fputs(rules, stdout) == EOF || fflush(stdout) == EOF;
}
