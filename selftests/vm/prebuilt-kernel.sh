# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# One of Debian's own kernels, in the very version that the installed headers belong to: a
# module loads only where the ABI is the one it was built for. A file in kernels/ sets HEADERS (the
# metapackage of the headers) and CPU (QEMU's -cpu under TCG), and sources this.

# The metapackage depends on "linux-headers-RELEASE (= VERSION)".
headers_field() {
	dpkg-query -W -f='${Depends}' "$HEADERS" 2>/dev/null |
		sed -n "s/^linux-headers-\([^ ]*\) (= \([^)]*\)).*/\\$1/p"
}

kernel_id() {
	local release version

	release=$(headers_field 1)
	version=$(headers_field 2)
	[ -n "$release" ] || { say "$HEADERS is not installed, run 'make setup'"; return 1; }
	printf '%s_%s\n' "$release" "$version"
}

# apt checks the hash of what it downloads; nothing is installed, /boot stays as it is.
download() {
	(cd "$1" && apt-get -qq download -o APT::Sandbox::User=root "$2") 1>&2
}

kernel_fill() {
	local dir=$1 release version package

	release=$(headers_field 1)
	version=$(headers_field 2)
	package="linux-image-$release=$version"
	download "$dir" "$package" || {
		say "refreshing the package lists"
		apt-get -qq update 1>&2
		download "$dir" "$package"
	}
	mkdir "$dir/unpacked"
	dpkg-deb -x "$dir"/*.deb "$dir/unpacked"
	printf '%s\n' "$release" >"$dir/release"
	mv "$dir/unpacked/boot/vmlinuz-$release" "$dir/vmlinuz"
	add_modules "$dir" "$dir/unpacked"
	ln -s "/usr/src/linux-headers-$release" "$dir/kdir"
	printf '%s\n' "$CPU" >"$dir/cpu"
	rm -rf "$dir/unpacked" "$dir"/*.deb
}
