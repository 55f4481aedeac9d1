/* What a fuzzer looks like: it eats any bytes and calls fuzz_require() for what must hold.
 *
 * Each is linked with libFuzzer (configure --enable-fuzzers, clang) or with driver.c. */
#ifndef ANXIN_TESTS_FUZZ_H
#define ANXIN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Unlike assert() never compiled away. */
#define fuzz_require(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
