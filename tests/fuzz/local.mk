# A fuzzer is one file NAME.c with LLVMFuzzerTestOneInput, a folder corpus/NAME, and here
#   check_PROGRAMS += tests/fuzz/NAME
#   tests_fuzz_NAME_SOURCES = tests/fuzz/NAME.c $(FUZZ_MAIN)
#   tests_fuzz_NAME_LDFLAGS = $(FUZZ_LDFLAGS)
#   tests_fuzz_NAME_LDADD = (the library it tests)
#   EXTRA_DIST += (the corpus)
# With --enable-fuzzers libFuzzer looks for new inputs a few seconds each; otherwise replay.c gives
# each program the inputs of its corpus.
if FUZZERS
FUZZ_MAIN =
FUZZ_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZ_LDFLAGS = $(AM_LDFLAGS)
endif
TESTS += tests/fuzz/fuzz.t
EXTRA_DIST += tests/fuzz/fuzz.t tests/fuzz/replay.c

list-fuzzers:
	@for program in $(check_PROGRAMS); do case $$program in tests/fuzz/*) echo "$$program" ;; esac; done
.PHONY: list-fuzzers

check_PROGRAMS += tests/fuzz/idno
tests_fuzz_idno_SOURCES = tests/fuzz/idno.c $(FUZZ_MAIN)
tests_fuzz_idno_LDFLAGS = $(FUZZ_LDFLAGS)
tests_fuzz_idno_LDADD = core/libbase.a $(SODIUM_LIBS)
EXTRA_DIST += tests/fuzz/corpus/idno
