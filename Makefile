# ct: call-tracking analytics as Unix filters.  `make help` lists the targets.
#
# Each flavour of build has a folder of its own under build/, so none of them
# ever needs a `make clean`: O=build is the ordinary one, O=build/asan the one
# under the sanitizers, O=build/fuzz the one for the fuzzers.

PREFIX	= /usr/local
DESTDIR	=
O	= build
CC	= cc
CXX	= c++
AR	= ar
CFLAGS	= -O2 -g
SAN	= -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
WARN	= -Wall -Wextra -Wshadow -Wconversion
VERSION	= 0.1.0

# The one list of Debian packages for each purpose; tests/need.sh installs what is missing.
PKG_BUILD = gcc g++ make libc6-dev libjq-dev libonig-dev libyaml-dev zlib1g-dev libphonenumber-dev tzdata
PKG_DEMO  = jq
PKG_TEST  = bats jq sqlite3 python3 miller mandoc gzip coreutils diffutils
PKG_LINT  = clang-14 clang-format-14 libclang-rt-14-dev shellcheck

CPPFLAGS = -Ilib -D_GNU_SOURCE -DCT_VERSION='"$(VERSION)"' -DCT_PREFIX='"$(PREFIX)"'
COMPILE	= $(CC) $(CPPFLAGS) -MMD -MP -std=c17 $(WARN) $(CFLAGS)
COMPILEXX = $(CXX) $(CPPFLAGS) -MMD -MP -std=c++17 $(WARN) $(CFLAGS)

CMDS	:= $(patsubst cmd/%.c,%,$(wildcard cmd/ct-*.c))
OBJS	:= $(patsubst lib/%.c,$(O)/lib/%.o,$(wildcard lib/*/*.c)) \
	   $(patsubst lib/%.cc,$(O)/lib/%.o,$(wildcard lib/*/*.cc))
UNITS	:= $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/*.c))
FUZZERS	:= $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
MAN1	:= $(wildcard man/*.1)
MAN5	:= $(wildcard man/*.5)
MAN7	:= $(wildcard man/*.7)
SHELLS	:= .ci/run $(wildcard share/*.sh tests/*.sh tests/*/*.sh tests/*.bash examples/*.sh)
SOURCES	:= $(wildcard cmd/*.c lib/*/*.c lib/*/*.h lib/*/*.cc tests/unit/*.c tests/unit/*.h tests/fuzz/*.c tests/fuzz/*.h)

# A library that a filter does not use is neither linked nor loaded (--as-needed).
LDLIBS	= -Wl,--as-needed -ljq -lonig -lyaml -lz -lm

all: $(CMDS:%=$(O)/%)	## build all filters into build/

$(O)/ct-ingest: LDLIBS += -lphonenumber -lstdc++	# the only one that reads national forms
$(O)/unit/%: LDLIBS += -lphonenumber -lstdc++

# `make V=1` shows the commands themselves.
Q	= $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

$(O)/ct-%: $(O)/cmd/ct-%.o $(O)/libct.a
	$(call Q,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libct.a $(LDLIBS)
$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libct.a
	@mkdir -p $(@D)
	$(call Q,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libct.a $(LDLIBS)
$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) -c -o $@ $<
$(O)/%.o: %.cc
	@mkdir -p $(@D)
	$(call Q,C++)$(COMPILEXX) -c -o $@ $<
# Made anew each time, so that an object whose source is gone is not kept.
$(O)/libct.a: $(OBJS)
	@rm -f $@
	$(call Q,AR)$(AR) rcs $@ $(OBJS)

.SECONDARY:
.PHONY: all install uninstall demo check units bench lint asan fuzz need help clean

units: $(UNITS)		## build the C unit tests

check: need-test	## install what is missing and run all tests; T=tag runs tests/tag.bats alone
	@$(MAKE) --no-print-directory all units
	@O=$(O) tests/run.sh $(T)

asan: need-test		## the same tests under ASan and UBSan
	@$(MAKE) --no-print-directory O=build/asan CFLAGS='$(SAN)' check T='$(T)'

demo: need		## install what is missing, build, and tell the story of examples/
	@$(MAKE) --no-print-directory all
	@PATH="$(CURDIR)/$(O):$$PATH" examples/demo.sh

bench: need-test	## speed and memory of each filter beside cat, jq and Miller
	@$(MAKE) --no-print-directory all
	@PATH="$(CURDIR)/$(O):$$PATH" O=$(O) tests/bench/bench.sh

lint: need-lint need-test	## no warning from gcc, clang, clang-format, shellcheck and mandoc
	@$(MAKE) --no-print-directory O=build/gcc CC=gcc CXX=g++ CFLAGS='-O2 -Werror' all units
	@$(MAKE) --no-print-directory O=build/clang CC=clang-14 CXX=clang++-14 CFLAGS='-O2 -Werror' all units
	clang-format-14 --dry-run --Werror $(SOURCES)
	shellcheck -x $(SHELLS)
	shellcheck -x -s bash $(wildcard tests/*.bats)
	mandoc -Tlint -Wwarning $(MAN1) $(MAN5) $(MAN7)

FUZZTIME = 60
fuzz: need-lint		## run each fuzz target for FUZZTIME seconds; F=scan runs one
	@$(MAKE) --no-print-directory O=build/fuzz CC=clang-14 CXX=clang++-14 \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers
	@for f in $(or $(F),$(FUZZERS)); do \
		mkdir -p build/fuzz/corpus/$$f && echo "fuzz: $$f" && \
		build/fuzz/bin/$$f -max_total_time=$(FUZZTIME) -timeout=10 -print_final_stats=1 -verbosity=0 -close_fd_mask=2 \
		    -artifact_prefix=build/fuzz/$$f- build/fuzz/corpus/$$f \
		    $$(find tests/fuzz/seeds -type d -name "$$f*" 2>/dev/null) || exit 1; \
	done
.PHONY: fuzzers
fuzzers: $(FUZZERS:%=$(O)/bin/%)
$(O)/bin/%: $(O)/tests/fuzz/%.o $(O)/libct.a
	@mkdir -p $(@D)
	$(call Q,LD)$(CXX) $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(O)/libct.a $(LDLIBS) -lphonenumber

install: all		## install into $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/ct $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 755 $(CMDS:%=$(O)/%) $(DESTDIR)$(PREFIX)/bin
	cp -R share/. $(DESTDIR)$(PREFIX)/share/ct
	$(if $(MAN1),install -m 644 $(MAN1) $(DESTDIR)$(PREFIX)/share/man/man1)
	$(if $(MAN5),install -m 644 $(MAN5) $(DESTDIR)$(PREFIX)/share/man/man5)
	$(if $(MAN7),install -m 644 $(MAN7) $(DESTDIR)$(PREFIX)/share/man/man7)

uninstall:		## take away what install put there
	rm -f $(CMDS:%=$(DESTDIR)$(PREFIX)/bin/%)
	rm -f $(MAN1:man/%=$(DESTDIR)$(PREFIX)/share/man/man1/%) $(MAN5:man/%=$(DESTDIR)$(PREFIX)/share/man/man5/%) \
	    $(MAN7:man/%=$(DESTDIR)$(PREFIX)/share/man/man7/%)
	rm -rf $(DESTDIR)$(PREFIX)/share/ct

.PHONY: need-test need-lint
need:			## install the Debian packages that building and the demo need
	@tests/need.sh $(PKG_BUILD) $(PKG_DEMO)
need-test:
	@tests/need.sh $(PKG_BUILD) $(PKG_TEST)
need-lint:
	@tests/need.sh $(PKG_BUILD) $(PKG_TEST) $(PKG_LINT)

help:			## list the targets
	@sed -n 's/^\([a-z-]*\):.*##[ 	]*\(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12

clean:			## remove everything that was built
	rm -rf build

-include $(shell test -d $(O) && find $(O) -name '*.d')
