# shellcheck shell=sh
# Installs the build's dependencies and builds. Sourced by ./digits and ./test; POSIX sh.
# All output goes to stderr, so that the output of `digits --json` stays clean.

# The output of the package manager.
install_log=.build/install.log

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "digits: $*"
    exit 1
}

# The dependencies of the product $1, one per line: its name for pkg-config, then its packages for apt, brew, dnf and pacman ("-" for none).
needed_libraries() {
    cat <<'END'
lept       libleptonica-dev leptonica  leptonica-devel  leptonica
libzip     libzip-dev       libzip     libzip-devel     libzip
libdeflate libdeflate-dev   libdeflate libdeflate-devel libdeflate
END
    # macOS has its own checksums and database. Jobs, which only the server's program uses, are databases.
    if [ "$(uname -s)" != Darwin ]; then
        echo "libcrypto  libssl-dev       -          openssl-devel    openssl"
        [ "${1-}" != digits-serve ] || echo "sqlite3    libsqlite3-dev   -          sqlite-devel     sqlite"
    fi
}

# The commands that the build runs, in the same columns: the command, then its packages.
needed_commands() {
    cat <<'END'
pkg-config pkg-config       pkgconf    pkgconf-pkg-config pkgconf
git        git              git        git              git
END
}

# Prints the packages that the product $2 is missing, by their names for a package manager: apt, brew, dnf or pacman.
missing_packages() {
    manager=$1
    wanted=${2-}
    {
        needed_commands | while read -r command packages; do
            command -v "$command" >/dev/null 2>&1 || echo "$packages"
        done
        needed_libraries "$wanted" | while read -r module packages; do
            pkg-config --exists "$module" 2>/dev/null || echo "$packages"
        done
    } | while read -r apt brew dnf pacman; do
        case $manager in
            apt) package=$apt ;;
            brew) package=$brew ;;
            dnf) package=$dnf ;;
            pacman) package=$pacman ;;
        esac
        [ "$package" = - ] || printf ' %s' "$package"
    done
}

# Prints the package manager of this machine; nothing if it is not one of these.
package_manager() {
    if [ "$(uname -s)" = Darwin ]; then
        echo brew
    else
        for manager in apt-get dnf pacman; do
            if command -v "$manager" >/dev/null 2>&1; then
                echo "${manager%-get}"
                return
            fi
        done
    fi
}

# Installs the libraries and commands that the product $1 is missing. Runs only apt and brew; for others it prints what to run.
install_missing() {
    manager=$(package_manager)
    packages=$(missing_packages "${manager:-apt}" "${1-}")
    [ -n "$packages" ] || return 0
    case $manager in
        apt) install_with_apt "$packages" ;;
        brew)
            command -v brew >/dev/null 2>&1 || fail "Homebrew is needed to install$packages: see https://brew.sh"
            say "Installing what is missing: brew install$packages (details: $install_log)"
            # shellcheck disable=SC2086 # One word for each package.
            logged "brew install$packages" brew install $packages
            ;;
        dnf) fail "some libraries are missing; please run: sudo dnf install$packages" ;;
        pacman) fail "some libraries are missing; please run: sudo pacman -S --needed$packages" ;;
        *) fail "some libraries are missing; please install what Debian calls$packages" ;;
    esac
}

# Runs apt as root, through sudo if needed. sudo may ask for a password only on a terminal.
install_with_apt() {
    install="apt-get install -y --no-install-recommends$1"
    if [ "$(id -u)" -eq 0 ]; then
        root=
    elif command -v sudo >/dev/null 2>&1 && { [ -t 2 ] && [ -r /dev/tty ] || sudo -n true 2>/dev/null; }; then
        root="sudo "
    else
        fail "some libraries are missing; please run as root: apt-get update && $install"
    fi
    say "Installing what is missing: ${root}apt-get update && $root$install (details: $install_log)"
    # shellcheck disable=SC2086 # The word sudo, or none.
    logged "${root}apt-get update" ${root}env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086 # One word for each package.
    logged "$root$install" ${root}env DEBIAN_FRONTEND=noninteractive $install -qq -o Dpkg::Use-Pty=0
}

# Runs the command after $1, its name in messages, with its output in the installation log.
logged() {
    called=$1
    shift
    mkdir -p "${install_log%/*}"
    if ! "$@" >"$install_log" 2>&1 </dev/null; then
        cat "$install_log" >&2
        fail "this failed: $called; its messages are above"
    fi
}

# Exits with a clear message if Swift is missing.
require_swift() {
    command -v swift >/dev/null 2>&1 || fail "no Swift toolchain found; install Swift 6.2 or newer from https://www.swift.org/install"
}

# Prints the options that keep SwiftPM from fetching what the product $2 of the package in folder $1 does not need: the server's packages
# are for digits-serve. Once they are there, everything is built as by `swift build`, since other traits would recompile everything.
traits_for() {
    [ "$2" = digits-serve ] || [ -d "$1/.build/checkouts/swift-nio" ] || printf '%s' "--traits Programs"
}

# Builds the program $2 of the package in folder $1, and records the date for the launcher. Quiet unless it fails.
build_program() {
    require_swift
    install_log=$1/.build/install.log
    install_missing "$2"
    if [ -x "$1/.build/release/$2" ]; then
        say "Building Digits..."
    elif [ "$2" = digits-serve ]; then
        say "Building the server (once, some minutes)..."
    else
        say "Building Digits (once, about a minute)..."
    fi
    mkdir -p "$1/.build"
    started=$1/.build/$2.stamp.$$
    log=$1/.build/$2.log.$$
    trap 'rm -f "$started" "$log"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    : >"$started"
    # shellcheck disable=SC2046 # One word for each option.
    if ! swift build --package-path "$1" -c release --product "$2" $(traits_for "$1" "$2") >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        fail "the build failed; its messages are above"
    fi
    rm -f "$log"
    mv -f "$started" "$1/.build/$2.stamp"
    trap - EXIT INT TERM
}
