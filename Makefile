# ct: call-tracking analytics as Unix filters.  `make help` lists the targets.
#
# Each flavour of build has a folder of its own, so none of them ever needs a
# `make clean`: O (build/, or any other, of a tree that cannot be written) is the
# ordinary one, $(O)/asan the one under the sanitizers, $(O)/fuzz the fuzzers'.

PREFIX	= /usr/local
DESTDIR	=
ROOT	= $(DESTDIR)$(PREFIX)
O	= build
CC	= cc
CXX	= c++
AR	= ar
CFLAGS	= -O2 -g
SAN	= -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
WARN	= -Wall -Wextra -Wshadow -Wconversion
VERSION	= 0.1.0

# Debian packages for each purpose; tests/need.sh installs what is missing.  A name with ? is passed over where the
# release has none of it.  `make NEED=:` believes that all is there.
NEED	  = tests/need.sh
PKG_BUILD = make tzdata $(PKG_LIB)
PKG_DEMO  = jq
PKG_TEST  = bats jq sqlite3 python3 miller mandoc gzip coreutils diffutils
PKG_LINT  = gcc clang shellcheck $(FORMAT)?
PKG_FUZZ  = clang libclang-rt-dev
PKG_COVER = gcovr

# The compilers are those of the release; the format of the C is by one version, which not every release has.
FORMAT	= clang-format-14

ifneq ($(words $(O)),1)
$(error ct: O=$(O): make cannot build in a folder whose name has a space)
endif

CPPFLAGS = -Ilib -D_GNU_SOURCE -DCT_VERSION='"$(VERSION)"' -DCT_PREFIX='"$(PREFIX)"'
COMPILE	= $(CC) $(CPPFLAGS) -MMD -MP -std=c17 $(WARN) $(CFLAGS)
COMPILEXX = $(CXX) $(CPPFLAGS) -MMD -MP -std=c++17 $(WARN) $(CFLAGS)

# outside(HEADER,PACKAGE,LINK[,DOOR,COMMANDS]) - an outside library: its header, the Debian package it is in, how it is
# linked.  One that only some commands need names, further, its door (the one file in lib/ that includes the header)
# and these commands: where it is not installed they are left out, aloud, and the rest is built.
define outside
PKG_LIB += $(2)
ifeq ($$(strip $$(shell printf '\043if __has_include(<$(1)>)\nyes\n\043endif\n' | \
    $(if $(filter %.h,$(1)),$$(CC) -x c,$$(CXX) -x c++) $$(CPPFLAGS) -E -P - 2>/dev/null)),yes)
LDLIBS += $(3)
else
LACK += $(2)
SHUT += $(4)
LEFT += $(5:%=%:$(2))
$(if $(5),,STOP = lack)
endif
endef

# A library that a command does not use is neither linked nor loaded (--as-needed).
LDLIBS	= -Wl,--as-needed
$(eval $(call outside,stdio.h,gcc libc6-dev,-lm))
$(eval $(call outside,jq.h,libjq-dev,-ljq))
$(eval $(call outside,oniguruma.h,libonig-dev,-lonig))
$(eval $(call outside,yaml.h,libyaml-dev,-lyaml))
$(eval $(call outside,zlib.h,zlib1g-dev,-lz))
$(eval $(call outside,string,g++,-lstdc++,lib/format/phone.cc,ct-ingest))
$(eval $(call outside,phonenumbers/phonenumberutil.h,libphonenumber-dev,-lphonenumber,lib/format/phone.cc,ct-ingest))

ALL	:= $(patsubst cmd/%.c,%,$(wildcard cmd/ct-*.c))
CMDS	:= $(filter-out $(foreach l,$(LEFT),$(firstword $(subst :, ,$l))),$(ALL))
OBJS	:= $(patsubst %,$(O)/%.o,$(basename $(filter-out $(SHUT),$(wildcard lib/*/*.c lib/*/*.cc))))
UNITS	:= $(patsubst tests/unit/%.c,$(O)/unit/%,$(wildcard tests/unit/*.c))
FUZZERS	:= $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
MAN1	:= $(wildcard man/*.1)
MAN5	:= $(wildcard man/*.5)
MAN7	:= $(wildcard man/*.7)
SHELLS	:= .ci/run $(wildcard share/*.sh tests/*.sh tests/*/*.sh tests/*.bash examples/*.sh)
SOURCES	:= $(wildcard cmd/*.c lib/*/*.c lib/*/*.h lib/*/*.cc tests/unit/*.c tests/unit/*.h tests/fuzz/*.c tests/fuzz/*.h)

LEFT_OUT = '%s: left out, needs %s (apt-get install %s)\n'
all: $(CMDS:%=$(O)/%)	## build all filters into build/ (O=DIR: into DIR)
	$(if $(filter /% ../%,$(O)/),@mkdir -p $(O)/share && ln -sfn "$(CURDIR)/share" $(O)/share/ct)
	$(if $(LEFT),@printf $(LEFT_OUT) $(foreach l,$(LEFT),$(subst :, ,$l) $(lastword $(subst :, ,$l))) >&2)

# `make V=1` shows the commands themselves.
Q	= $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

$(O)/ct-%: $(O)/cmd/ct-%.o $(O)/libct.a
	$(call Q,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libct.a $(LDLIBS)
$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libct.a
	@mkdir -p $(@D)
	$(call Q,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(O)/libct.a $(LDLIBS)
$(O)/%.o: %.c | $(STOP)
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) -c -o $@ $<
$(O)/%.o: %.cc | $(STOP)
	@mkdir -p $(@D)
	$(call Q,C++)$(COMPILEXX) -c -o $@ $<
# One line, not a wall of compiler errors.
.PHONY: lack
lack:
	$(error ct: first install what it is built with: apt-get install $(LACK))
# Made anew each time, so that an object whose source is gone is not kept.
$(O)/libct.a: $(OBJS)
	@rm -f $@
	$(call Q,AR)$(AR) rcs $@ $(OBJS)

.SECONDARY:
.PHONY: all install uninstall demo check check-debian cover units bench lint asan fuzz help clean

units: $(UNITS)		## build the C unit tests

check: need-test	## install what is missing and run all tests; T=tag runs tests/tag.bats alone
	@$(MAKE) --no-print-directory all units
	@O=$(O) tests/run.sh $(T)

check-debian:		## demo and all tests in the other release of Debian, 12 or 13; needs root
	@$(NEED) debootstrap debian-archive-keyring
	@tests/debian.sh $(SUITE)

asan: need-test		## the same tests under ASan and UBSan
	@$(MAKE) --no-print-directory O=$(O)/asan CFLAGS='$(SAN)' check T='$(T)'

cover: need-cover	## which lines and branches of lib/ the tests reach, by room and by file
	@$(MAKE) --no-print-directory O=$(O)/cover CFLAGS='-O0 -g --coverage' all units
	@O=$(O)/cover tests/cover.sh $(T)

demo: need		## install what is missing, build, and tell the story of examples/
	@$(MAKE) --no-print-directory all
	@O=$(O) examples/demo.sh

bench: need-test	## speed and memory of each filter beside cat, jq and Miller
	@$(MAKE) --no-print-directory all
	@O=$(O) tests/bench/bench.sh

lint: need-lint		## no warning from gcc, clang, clang-format, shellcheck and mandoc
	@$(MAKE) --no-print-directory O=$(O)/gcc CC=gcc CXX=g++ CFLAGS='-O2 -Werror' all units
	@$(MAKE) --no-print-directory O=$(O)/clang CC=clang CXX=clang++ CFLAGS='-O2 -Werror' all units
	@if command -v $(FORMAT) >/dev/null; then $(FORMAT) --dry-run --Werror $(SOURCES); \
	else echo 'lint: the format of the C is not checked: $(FORMAT) is not here'; fi
	shellcheck -x $(SHELLS)
	shellcheck -x -s bash $(wildcard tests/*.bats)
	mandoc -Tlint -Wwarning $(MAN1) $(MAN5) $(MAN7)

FUZZTIME = 60
fuzz: need-fuzz		## run each fuzz target for FUZZTIME seconds; F=scan runs one
	@$(MAKE) --no-print-directory O=$(O)/fuzz CC=clang CXX=clang++ \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzzers
	@for f in $(or $(F),$(FUZZERS)); do \
		mkdir -p $(O)/fuzz/corpus/$$f && echo "fuzz: $$f" && \
		$(O)/fuzz/bin/$$f -max_total_time=$(FUZZTIME) -timeout=10 -print_final_stats=1 -verbosity=0 -close_fd_mask=2 \
		    -artifact_prefix=$(O)/fuzz/$$f- $(O)/fuzz/corpus/$$f \
		    $$(find tests/fuzz/seeds -type d -name "$$f*" 2>/dev/null) || exit 1; \
	done
.PHONY: fuzzers
fuzzers: $(FUZZERS:%=$(O)/bin/%)
$(O)/bin/%: $(O)/tests/fuzz/%.o $(O)/libct.a
	@mkdir -p $(@D)
	$(call Q,LD)$(CXX) $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(O)/libct.a $(LDLIBS)

install: all		## install into $(DESTDIR)$(PREFIX)
	install -d "$(ROOT)/bin" "$(ROOT)/share/ct" "$(ROOT)/share/man/man1" "$(ROOT)/share/man/man5" "$(ROOT)/share/man/man7"
	install -m 755 $(CMDS:%=$(O)/%) "$(ROOT)/bin"
	cp -R share/. "$(ROOT)/share/ct"
	chmod -R u=rwX,go=rX "$(ROOT)/share/ct"
	$(if $(MAN1),install -m 644 $(MAN1) "$(ROOT)/share/man/man1")
	$(if $(MAN5),install -m 644 $(MAN5) "$(ROOT)/share/man/man5")
	$(if $(MAN7),install -m 644 $(MAN7) "$(ROOT)/share/man/man7")

uninstall:		## take away what install put there
	for f in $(ALL:%=bin/%) $(MAN1:man/%=share/man/man1/%) $(MAN5:man/%=share/man/man5/%) \
	    $(MAN7:man/%=share/man/man7/%); do rm -f "$(ROOT)/$$f"; done
	rm -rf "$(ROOT)/share/ct"

.PHONY: need need-test need-lint need-fuzz need-cover
need:			## install the Debian packages that building and the demo need
	@$(NEED) $(PKG_BUILD) $(PKG_DEMO)
need-test:
	@$(NEED) $(PKG_BUILD) $(PKG_TEST)
need-lint:
	@$(NEED) $(PKG_BUILD) $(PKG_TEST) $(PKG_LINT)
need-fuzz:
	@$(NEED) $(PKG_BUILD) $(PKG_FUZZ)
need-cover:
	@$(NEED) $(PKG_BUILD) $(PKG_TEST) $(PKG_COVER)

help:			## list the targets
	@sed -n 's/^\([a-z-]*\):.*##[ 	]*\(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 14

clean:			## remove build/
	rm -rf build

-include $(wildcard $(OBJS:.o=.d) $(O)/cmd/*.d $(O)/tests/*/*.d)
