/* What every unit test starts with: cmocka, its results as TAP. */
#ifndef ANXIN_TESTS_UNIT_H
#define ANXIN_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A test under the sentence that it proves; cite the rule first: "SPEC 8.3: a second live
 * engagement is refused". No '#' in it: TAP gives that a meaning. */
#define UNIT_TEST(sentence, function)                                                              \
    {                                                                                              \
        sentence, function, NULL, NULL, NULL                                                       \
    }

#define UNIT_RUN(tests)                                                                            \
    (cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, NULL, NULL))

#endif
