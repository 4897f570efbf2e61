#!/usr/bin/env python3
"""Lists the contents of a release, with licenses, from the linker's maps; fails if a license is unknown or not allowed.

Usage: Scripts/release/licenses.py LINKED CODECS CHECKOUTS [--spdx FILE] [--notices FILE]
"""

import argparse
import datetime
import functools
import json
import os
import pathlib
import re
import shutil
import sys

RELEASE = pathlib.Path(__file__).resolve().parent
ROOT = RELEASE.parent.parent

# Licenses that require no more than keeping notices.
ALLOWED = {
    "Apache-2.0", "Apache-2.0 WITH Swift-exception", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-SA-3.0", "IJG", "MIT", "OFL-1.1", "Zlib", "blessing", "libpng-2.0",
    "libtiff", "Unicode-3.0", "GPL-3.0-or-later WITH GCC-exception-3.1", "LGPL-2.1-or-later WITH startup-exception",
}  # fmt: skip

# Archives of each library of bundled.txt.
ARCHIVES = {
    "zlib": ["libz"], "libdeflate": ["libdeflate"], "libpng": ["libpng16"], "libjpeg-turbo": ["libjpeg"], "libtiff": ["libtiff"],
    "libwebp": ["libwebp", "libwebpmux", "libwebpdemux", "libsharpyuv"], "leptonica": ["liblept", "libleptonica"], "libzip": ["libzip"],
}  # fmt: skip


def bundled():
    """The rows of bundled.txt: name, source, version, license."""
    lines = (RELEASE / "bundled.txt").read_text().splitlines()
    return [re.split(r" {2,}", line)[:4] for line in lines if line and not line.startswith("#")]


def inputs(maps):
    """The object files and archives from which the linker took something."""
    # The line of an input has its name, a parenthesis and a section; most lines are symbols.
    for path in maps:
        for line in path.read_text(errors="replace").splitlines():
            if not line.endswith(")") or ":(." not in line:
                continue
            match = re.match(r" *[0-9a-f]+ +[0-9a-f]+ +([0-9a-f]+) +\d+ +(\S+?):\((\.\S+)\)$", line)
            if match and int(match[1], 16):
                yield match[2]


def checkout(location):
    """The folder that SwiftPM gives to a repository."""
    return location.split("/")[-1].removesuffix(".git")


def swift_packages(checkouts):
    """The package of each module, with version and license."""
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    modules = {}
    for pin in pins:
        folder = checkouts / checkout(pin["location"])
        if not folder.is_dir():
            continue
        text = next(folder.glob("LICENSE*")).read_text()
        license = "Apache-2.0" if "Apache License" in text else "MIT" if "Permission is hereby granted" in text else "unknown"
        # With or without ".git", as the package that SwiftPM saw first has it.
        location = pin["location"].removesuffix(".git")
        package = (pin["identity"], pin["state"].get("version", pin["state"]["revision"]), license, location)
        # Modules whose folders have other names.
        if pin["identity"] == "swift-system":
            modules["SystemPackage"] = package
        if pin["identity"] == "grdb.swift":
            modules["GRDB"] = package
        for module in folder.glob("Sources/*"):
            modules[module.name] = package
        for module in folder.glob("Sources/*/*"):
            modules.setdefault(module.name, package)
    return modules


def components(linked, codecs, checkouts):
    """The contents: name → (version, license, address)."""
    found = {"digits": (version(), "Apache-2.0", "")}
    libraries = {archive: row for row in bundled() for archive in ARCHIVES[row[0]]}
    as_built = {
        archive: (name, (codecs / "licenses" / name / "version").read_text().strip(), license)
        for archive, name, license in (("libcrypto", "openssl", "Apache-2.0"), ("libsqlite3", "sqlite", "blessing"))
    }
    modules = swift_packages(checkouts)
    problems = set()
    for name in set(inputs(linked.glob("*.map"))):
        archive = re.search(r"([\w+-]+)\.a\(", name) or re.search(r"([\w+-]+)\.a$", name)
        module = re.search(r"/([\w-]+)\.build/", name)
        if archive and "swift_static" in name:
            found["swift"] = (swift_version(), "Apache-2.0 WITH Swift-exception", "https://github.com/swiftlang/swift")
            if archive[1] == "lib_FoundationICU":
                found["icu"] = ("76", "Unicode-3.0", "https://github.com/swiftlang/swift-foundation-icu")
        elif archive and archive[1] in libraries:
            row = libraries[archive[1]]
            found[row[0]] = (row[2], row[3], f"pkg:deb/debian/{row[1]}@{row[2]}?arch=source")
        elif archive and archive[1] in as_built:
            name, number, license = as_built[archive[1]]
            source = "sqlite3" if name == "sqlite" else name
            found[name] = (number, license, f"pkg:deb/debian/{source}@{number}?arch=source")
        elif module and module[1] in modules:
            package = modules[module[1]]
            found[package[0]] = package[1:]
        elif module and (ROOT / "Sources" / module[1].replace("_", "-")).is_dir():
            pass
        elif "swift_static" in name or name.startswith("<internal>") or "lto" in name:
            pass
        elif re.search(r"/(S?crt[1in]|Scrt1|crt(begin|end)S?|libc_nonshared|libgcc|libgcc_eh|libpthread_nonshared)\.(o|a)", name):
            kind = "gcc" if "gcc" in name or "crtbegin" in name or "crtend" in name else "glibc"
            found[f"{kind} (startup)"] = {
                "gcc": ("10", "GPL-3.0-or-later WITH GCC-exception-3.1", "https://gcc.gnu.org"),
                "glibc": ("2.31", "LGPL-2.1-or-later WITH startup-exception", "https://www.gnu.org/software/libc"),
            }[kind]
        elif re.search(r"/(program|older_glibc|no_icu_data)(-[0-9a-f]+)?\.o$", name):
            pass
        else:
            problems.add(f"{name}: nobody said what this is")
    found["mnist"] = ("1998", "CC-BY-SA-3.0", "https://yann.lecun.com/exdb/mnist")
    for name, (_, license, _) in found.items():
        for part in license.split(" AND "):
            if part not in ALLOWED:
                problems.add(f"{name}: the license {part} is not among those allowed")
    return found, sorted(problems)


def version():
    text = (ROOT / "Sources" / "DigitText" / "Version.swift").read_text()
    return re.search(r'digitsVersion = "(.+)"', text)[1]


def swift_folder():
    """The folder `usr` of the toolchain."""
    return pathlib.Path(shutil.which("swiftc")).resolve().parent.parent


@functools.cache
def swift_version():
    return os.popen("swiftc --version 2>/dev/null").read().split("version ")[1].split()[0]


def spdx(found):
    """The software bill of materials: SPDX 2.3 in JSON."""

    def identifier(name):
        return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-")

    time = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), datetime.timezone.utc)
    packages, relations, own_terms = [], [], {}
    for name, (version, license, address) in sorted(found.items()):
        expression = license
        for term in ("Apache-2.0 WITH Swift-exception", "LGPL-2.1-or-later WITH startup-exception"):
            if term in license:  # Exceptions that are not in SPDX's list.
                expression = "LicenseRef-" + re.sub(r"[^A-Za-z0-9.]+", "-", term)
                own_terms[expression] = term
        package = {
            "SPDXID": identifier(name), "name": name, "versionInfo": version, "licenseConcluded": expression, "licenseDeclared": expression,
            "downloadLocation": address if address.startswith("http") else "NOASSERTION", "copyrightText": "NOASSERTION",
            "filesAnalyzed": False,
        }  # fmt: skip
        if address.startswith("pkg:"):
            package["externalRefs"] = [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": address.replace("+", "%2B")}
            ]
        packages.append(package)
        if name != "digits":
            relations.append({"spdxElementId": "SPDXRef-digits", "relationshipType": "CONTAINS", "relatedSpdxElement": identifier(name)})
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"digits-{found['digits'][0]}",
        "documentNamespace": f"https://spdx.org/spdxdocs/digits-{found['digits'][0]}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Organization: The Digits authors"]},
        "packages": packages,
        "hasExtractedLicensingInfos": [
            {"licenseId": key, "extractedText": f"{value}: see the notices", "name": value} for key, value in sorted(own_terms.items())],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-digits"}, *relations],
    }  # fmt: skip


def notices(found, codecs, checkouts):
    """The license texts of everything inside."""
    for name, (version, license, address) in sorted(found.items()):
        yield f"{'=' * 80}\n{name} {version}\n{license}\n{'=' * 80}\n\n"
        if name == "swift":
            yield (swift_folder() / "share" / "swift" / "LICENSE.txt").read_text() + "\n"
        # Components whose license text neither the toolchain nor Debian has.
        if (RELEASE / "texts" / name).exists():
            yield (RELEASE / "texts" / name).read_text() + "\n"
        folders = [codecs / "licenses" / name, checkouts / checkout(address)]
        for folder in folders if address else []:
            for text in sorted(folder.glob("*")) if folder.is_dir() else []:
                if text.is_file() and (folder is folders[0] and text.name != "version" or re.match("LICENSE|NOTICE", text.name)):
                    yield text.read_text(errors="replace") + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("linked", type=pathlib.Path)
    parser.add_argument("codecs", type=pathlib.Path)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--spdx", type=pathlib.Path)
    parser.add_argument("--notices", type=pathlib.Path)
    options = parser.parse_args()
    found, problems = components(options.linked, options.codecs, options.checkouts)
    if options.spdx:
        options.spdx.write_text(json.dumps(spdx(found), indent=1, sort_keys=True) + "\n")
    if options.notices:
        options.notices.write_text("".join(notices(found, options.codecs, options.checkouts)))
    for name, (version, license, _) in sorted(found.items()):
        print(f"{name:32} {version:24} {license}")
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
