"""What of the user's surroundings reaches Python, JupyterLab and pip, and what does not.

Plain functions of an environment (a mapping of names to values); none touches a file or starts a process. The learner's own stays:
proxies, certificates, where packages come from, how JupyterLab looks. What another Python, Jupyter or pip left there goes.
"""

import ast
import os
import re
from collections.abc import Callable
from pathlib import Path

# How pip gets at packages. A network or a company may need it, so it stays in force. Whatever else pip can be told goes, for it
# changes what is installed or where: target, prefix, root, user, dry-run, require-hashes, constraint, no-deps and those to come.
FETCHING = {
    "index-url", "pypi-url", "extra-index-url", "no-index", "find-links", "trusted-host", "proxy", "cert", "client-cert",
    "timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider", "use-feature", "use-deprecated",
}  # fmt: skip
# The same for every program that asks the network, in whatever case it is written.
PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
CERTIFICATES = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"}

Environment = dict[str, str]


def for_python(env: Environment, course: Path) -> Environment:
    """Without what belongs to another Python, runs in every kernel, changes how charts look, or has every kernel compile the
    helpers anew."""
    foreign = ("PYTHONHOME", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE", "MPLBACKEND")
    kept = without(env, lambda name: name in foreign)
    # PYTHONPATH as well as `-e .`: on Windows, Python before 3.13 misses the latter in a folder with an accent.
    return kept | {"PYTHONPATH": str(course), "MPLCONFIGDIR": str(course / ".venv" / "matplotlib")}


def for_jupyter(env: Environment, own: Path, look: Path) -> Environment:
    """Without another Jupyter: kernels, extensions and settings are those of .venv, and of the folder `own`, which is empty at first.

    `look` is the folder of how the user has set up JupyterLab: theme, size of the text, keys. A token that the user chose stays.
    """
    kept = without(env, lambda name: name.startswith(("JUPYTER", "IPYTHON")) and "TOKEN" not in name)
    return kept | {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(look),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        # A Jupyter that was installed for all users has its settings in /usr/local/etc/jupyter and /etc/jupyter. With this
        # variable Jupyter looks where the system's own standard wants them instead, and hardly anything lies there.
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def for_listing(env: Environment) -> Environment:
    """For `pip config list`: pip reads the user's files of settings, and lists them even where they say to be quiet."""
    kept = without(env, lambda name: name.startswith("PIP_") and name != "PIP_CONFIG_FILE")
    return kept | {"PIP_QUIET": "0"}


def fetching(listed: str, env: Environment) -> Environment:
    """The user's settings of how packages are fetched, by pip's names: what `pip config list` printed, then `env`."""
    found = {}
    for section in ("global", "install"):  # pip takes the latter where both have a setting
        for name, value in re.findall(rf"^{section}\.([\w-]+)=(.+)$", listed, re.MULTILINE):
            found[name] = ast.literal_eval(value)
    for name, value in env.items():
        if name.startswith("PIP_"):
            found[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return {name: value for name, value in found.items() if name in FETCHING and value}


def for_pip(env: Environment, settings: Environment) -> Environment:
    """With these settings of pip and no others: the files that hold others are not read."""
    told = {"PIP_RETRIES": "2"}
    for name, value in settings.items():
        told["PIP_" + name.upper().replace("-", "_")] = value
    return without(env, lambda name: name.startswith("PIP_")) | told | {"PIP_CONFIG_FILE": os.devnull}


def in_force(env: Environment, settings: Environment) -> str:
    """What decides how packages are fetched and is not the course's, for a message; no password is shown."""
    network = without(env, lambda name: name.upper() not in PROXIES | CERTIFICATES or not env[name])
    said = ", ".join(f"{name} = {' '.join(value.split())}" for name, value in (settings | network).items())
    return re.sub(r"//[^/@\s]+@", "//****@", said)


def without(env: Environment, unwanted: Callable[[str], bool]) -> Environment:
    return {name: value for name, value in env.items() if not unwanted(name)}
