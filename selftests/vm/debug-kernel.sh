# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Build a debug kernel from one of Debian's linux-source packages. A file in kernels/ sets
#   SOURCE      the package, which is installed
#   SUITE       or the suite to take the newest from whose name begins with SOURCE
#   FRAGMENTS   what goes on top of tinyconfig: the names of *.config here
#   MAKE_WITH   more words for its make, an array
#   CPU         QEMU's -cpu under TCG
#   SLOW        how many times longer than elsewhere the tests may take
# and sources this.
# shellcheck disable=SC2154 # VM_DIR is of the script that sources the file

fragment() {
	local name

	for name in $FRAGMENTS; do
		cat "$VM_DIR/$name.config"
	done
}

tarball() {
	if [ -n "${SUITE:-}" ]; then
		find "$("$VM_DIR/backport" "$SUITE" "$SOURCE")" -name 'linux-source-*.tar.xz'
	else
		printf '/usr/src/%s.tar.xz\n' "$SOURCE"
	fi
}

version() {
	if [ -n "${SUITE:-}" ]; then
		basename "$("$VM_DIR/backport" "$SUITE" "$SOURCE")" _all
	else
		dpkg-query -W -f='${Version}' "$SOURCE" 2>/dev/null ||
			{ say "$SOURCE is not installed, run 'make setup'"; return 1; }
	fi
}

kernel_id() {
	local version

	version=$(version) || return 1
	printf '%s_%s\n' "$version" "$({ fragment; echo "${MAKE_WITH[*]}"; } | sha256sum | head -c 12)"
}

# Kconfig drops silently what depends on something that is missing.
config_holds() {
	local line lost=0

	while read -r line; do
		case $line in
		CONFIG_*=n) grep -qx "${line%=n}=[ym]" "$1" && lost=1 && say "$SOURCE: not as wanted: $line" ;;
		CONFIG_*) grep -qxF "$line" "$1" || { lost=1; say "$SOURCE: not as wanted: $line"; } ;;
		esac
	done < <(fragment)
	return "$lost"
}

# configure FOLDER: for the compiler that MAKE_WITH names.
configure() {
	make -C "$1" -s "${MAKE_WITH[@]}" tinyconfig
	(cd "$1" && scripts/kconfig/merge_config.sh -m .config <(fragment) >/dev/null)
	make -C "$1" -s "${MAKE_WITH[@]}" olddefconfig
	config_holds "$1/.config"
}

kernel_fill() {
	local dir=$1 release

	say "building a debug kernel from $(basename "$(tarball)") (about 10 minutes on 2 cores)"
	mkdir "$dir/kdir"
	tar -C "$dir/kdir" --strip-components=1 -xJf "$(tarball)"
	configure "$dir/kdir" 1>&2
	nice make -C "$dir/kdir" -s -j"$(nproc)" "${MAKE_WITH[@]}" bzImage modules 1>&2
	release=$(make -C "$dir/kdir" -s kernelrelease)
	printf '%s\n' "$release" >"$dir/release"
	cp "$dir/kdir/arch/x86/boot/bzImage" "$dir/vmlinuz"
	make -C "$dir/kdir" -s modules_install INSTALL_MOD_PATH="$dir/unpacked" 1>&2
	rm -f "$dir/unpacked/lib/modules/$release"/{build,source}
	add_modules "$dir" "$dir/unpacked"
	rm -rf "$dir/unpacked"
	find "$dir/kdir" -name '*.o' -not -path '*/scripts/*' -not -path '*/tools/*' -delete
	printf '%s\n' "$CPU" >"$dir/cpu"
	printf '%s\n' "$SLOW" >"$dir/slow"
}
