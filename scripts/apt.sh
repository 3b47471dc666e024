# Sourced: `apt_install PACKAGE...` installs Debian packages and leaves none of their services running, now or after a reboot.

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt_know "$@"
    apt_forbid_services
    trap apt_allow_services EXIT
    trap 'exit 130' INT TERM
    apt_result=0
    # Lists that are a little old name packages the mirror no longer has: then fetch them and try once more.
    apt_get_install "$@" || { apt-get update -qq && apt_get_install "$@"; } || apt_result=$?
    apt_allow_services
    trap - EXIT INT TERM
    [ $apt_result = 0 ] || return $apt_result
    apt_disable_services "$@"
}

apt_get_install() {
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# The package lists are fetched only when apt has never heard of something that is wanted.
apt_know() {
    for package in "$@"; do
        apt-cache show --quiet=0 "$package" >/dev/null 2>&1 || { apt-get update -qq; return; }
    done
}

# Debian asks policy-rc.d before it starts a service: 101 means "do not". One that is already there is put back afterwards.
apt_forbid_services() {
    apt_policy=${DPKG_ROOT:-}/usr/sbin/policy-rc.d # where invoke-rc.d looks for it
    apt_policy_kept=
    if [ -e "$apt_policy" ]; then
        apt_policy_kept=$(mktemp)
        cp -p "$apt_policy" "$apt_policy_kept"
    fi
    printf '#!/bin/sh\nexit 101\n' >"$apt_policy"
    chmod 755 "$apt_policy"
}

# Debian also enables what it installs, for the next boot. Packages of the system itself are not ours to touch.
apt_disable_services() {
    for package in "$@"; do
        [ "$package" != systemd ] || continue
        dpkg -L "$package" | sed -n 's,^.*/lib/systemd/system/\([^@]*\.\(service\|socket\)\)$,\1,p' | while read -r unit; do
            DPKG_MAINTSCRIPT_PACKAGE=$package deb-systemd-helper disable "$unit" >/dev/null
        done
    done
}

apt_allow_services() {
    if [ -n "$apt_policy_kept" ]; then
        cp -p "$apt_policy_kept" "$apt_policy"
        rm -f "$apt_policy_kept"
    else
        rm -f "$apt_policy"
    fi
}
