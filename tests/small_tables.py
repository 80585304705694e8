"""Small good tables in a folder of their own, for tests that damage them, and how their refusal is read."""

import traceback

import pytest

from helpers import TableError, load_model
from helpers.tables.schema import TABLES

HOST = "host-isolation,2,Host isolation,host,security,Keeping tenants apart.,,SC-4,"
DOORS = "site-security,1,Site security,ground,security,Doors and guards.,a,PE-3,DCS"

GOOD = {
    "domains.csv": f"{','.join(TABLES['domains'])}\n{HOST}\n{DOORS}\n",
    "services.csv": (
        f"{','.join(TABLES['services'])}\n"
        "lambda,AWS Lambda,compute,serverless,6,Runs code.,available,https://a.aws/l\n"
        "ec2,Amazon EC2,compute,iaas,,A machine.,ending,http://a.aws/e\n"
    ),
    "sources.csv": (
        f"{','.join(TABLES['sources'])}\n"
        "lam,Lambda page,AWS,https://a.aws/1,2026-02,Runtimes.\n"
        "ec,EC2 page,AWS,https://a.aws/2,undated,Machines.\n"
    ),
    "responsibilities.csv": (
        f"{','.join(TABLES['responsibilities'])}\n"
        "lambda,site-security,aws,Guards.,None.,stated,general,lam,2026-11-23\n"
        "lambda,host-isolation,aws,Patches.,None.,stated,service,lam,2026-11-23\n"
        "ec2,site-security,aws,Guards.,None.,stated,general,lam,2026-11-22\n"
        "ec2,host-isolation,shared,Nitro.,Patches.,inferred,service,ec,2026-11-23\n"
    ),
    "prices.csv": (f"{','.join(TABLES['prices'])}\nt3,ec2,t3.medium,hour,0.0416,us-east-1,2026-10-01,ec,\n"),
    "support.csv": (f"{','.join(TABLES['support'])}\npython,007,2024-01-01,,2027-06-30,lam,,\n"),
    "images.csv": f"{','.join(TABLES['images'])}\nal2023,2026-03-01,ec\n",
}
ROWS = "responsibilities.csv"


def change(folder, name, old, new):
    text = GOOD[name]
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1).encode())


def refusal(folder):
    """Return the error of a folder that must not load."""
    with pytest.raises(TableError) as caught:
        load_model(folder)
    assert caught.value.__cause__ is None
    printed = "".join(traceback.format_exception(caught.value))
    assert "site-packages" not in printed  # no pandas or pandera traceback
    assert str(folder.parent) not in str(caught.value)  # notebooks store outputs
    return caught.value


def message(folder):
    """Return the only problem of a folder, as text."""
    error = refusal(folder)
    assert len(error.problems) == 1, str(error)
    assert str(error).splitlines()[0] == (f"1 problem in the tables of folder '{folder.name}':")
    return str(error).splitlines()[1]
