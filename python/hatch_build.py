"""Builds the engine with Swift, and puts it, digits.h and MNIST into the wheel."""

import pathlib
import subprocess
import sys
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


class EngineBuild(BuildHookInterface):
    def initialize(self, version, build_data):
        script = ROOT / "Scripts" / "c" / "build-library"
        if not script.exists():
            sys.exit("digits: the wheel is built within the repository: pip install ./python")
        library = HERE / "digits" / "_library"
        # What it says goes to stderr, which pip shows when it fails.
        if subprocess.run([str(script), str(library)], stdout=sys.stderr).returncode != 0:
            sys.exit("digits: the engine could not be built; the lines above say why")
        build_data["pure_python"] = False
        # The same for every Python: the library knows nothing of it.
        build_data["tag"] = "py3-none-" + sysconfig.get_platform().replace("-", "_").replace(".", "_")
        if version != "editable":
            build_data["force_include"][str(ROOT / "Data" / "MNIST")] = "digits/_mnist"
