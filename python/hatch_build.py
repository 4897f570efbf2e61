"""Builds the engine with Swift, and puts it, digits.h and MNIST into the wheel.

The wheel of a release has the command too, and takes all from the folder that Scripts/release made, which DIGITS_RELEASE names. It leaves
MNIST out, a third of what would be its size.
"""

import os
import pathlib
import subprocess
import sys
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


class EngineBuild(BuildHookInterface):
    def initialize(self, version, build_data):
        build_data["pure_python"] = False
        release = os.environ.get("DIGITS_RELEASE")
        if release:
            platform = os.environ["DIGITS_PLATFORM"]
            take_release(pathlib.Path(release), build_data)
        else:
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_engine(version, build_data)
        # The same for every Python: the library knows nothing of it.
        build_data["tag"] = "py3-none-" + platform


def take_release(folder, build_data):
    build_data["shared_scripts"] = {str(program): program.name for program in (folder / "bin").iterdir()}
    # The command uses the same library, beside its folder, where the package looks for it. share/digits has nothing but MNIST.
    parts = ["include", "lib"] + [f"share/{part.name}" for part in (folder / "share").iterdir() if part.name != "digits"]
    build_data["shared_data"] = {str(folder / part): part for part in sorted(parts)}


def build_engine(version, build_data):
    script = ROOT / "Scripts" / "c" / "build-library"
    if not script.exists():
        sys.exit("digits: the wheel is built within the repository: pip install ./python")
    library = HERE / "digits" / "_library"
    # What it says goes to stderr, which pip shows when it fails.
    if subprocess.run([str(script), str(library)], stdout=sys.stderr).returncode != 0:
        sys.exit("digits: the engine could not be built; the lines above say why")
    if version != "editable":
        build_data["force_include"][str(ROOT / "Data" / "MNIST")] = "digits/_mnist"
