"""Tables of one's own, of other size and script: every chart and view shows them, without a warning for each letter."""

import warnings

import pytest
from matplotlib.patches import PathPatch
from small_tables import GOOD

from helpers import (
    compare,
    customer_share,
    difference,
    difference_chart,
    heat_map,
    load_model,
    owner_counts,
    responsibility_stack,
    service_picker,
    share_bars,
    sliding_scale,
    weigh,
)
from helpers.tables.schema import TABLES
from helpers.views.page import picture
from helpers.views.stack import stops

OWNERS = ["aws", "shared", "customer"]


@pytest.fixture
def model_of(tmp_path):
    """Makes a model of so many services and domains, all in one layer; no stop of a scale, no ec2."""

    def make(services, domains, name="Domain", layer="host"):
        keys = [f"s{n}" for n in range(services)]
        rows = {
            "domains": [f"d{n},{n + 1},{name} {n},{layer},security,What it is.,,," for n in range(domains)],
            "services": [
                f"{key},{name} of {key},compute,iaas,,A machine.,available,https://a.aws/" for key in keys
            ],
            "responsibilities": [
                f"{key},d{n},{OWNERS[(n + at) % 3]},Does.,Does too.,stated,service,lam,2026-11-23"
                for at, key in enumerate(keys)
                for n in range(domains)
            ],
        }
        for table, lines in rows.items():
            text = "\n".join([",".join(TABLES[table]), *lines])
            (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "sources.csv").write_text(GOOD["sources.csv"], encoding="utf-8")
        return load_model(tmp_path)

    return make


def charts_of(model):
    rows, names, services = model.responsibilities, model.domain_names, model.service_names
    first, last = services.index[0], services.index[-1]
    yield responsibility_stack(model.of(first), model.of(last))
    yield heat_map(model.grid(), names, services)
    yield share_bars(owner_counts(rows), customer_share(rows), services)
    yield difference_chart(difference(rows, first, last), names, services[first], services[last])


def test_without_a_scale_order_the_scale_takes_all_services(model_of):
    model = model_of(3, 4)
    assert stops(model) == ["s0", "s1", "s2"]
    for view in (sliding_scale(model), weigh(model)):
        assert "Domain of s2" in view.text + view.fallback


def test_without_ec2_a_picker_compares_with_its_first_service(model_of):
    assert "Domain of s1" in service_picker(model_of(3, 4), ["s1", "s2"]).text


@pytest.mark.parametrize("view", [lambda m: service_picker(m, []), lambda m: weigh(m, [])])
def test_an_empty_list_of_services_says_what_is_needed(model_of, view):
    with pytest.raises(ValueError, match="at least one service.*s0, s1"):
        view(model_of(2, 3))


def test_a_comparison_starts_with_services_that_are_there(model_of):
    assert "Domain of s0" in compare(model_of(3, 4)).text


@pytest.mark.parametrize(
    ("services", "domains"), [(1, 1), (2, 12), (2, 60), pytest.param(2, 194, marks=pytest.mark.slow), (60, 3)]
)
def test_charts_of_any_size_keep_their_words_inside(model_of, services, domains):
    for fig, alt in charts_of(model_of(services, domains)):
        assert len(alt.split()) > 4
        assert fig.get_figwidth() == 8 and fig.get_figheight() < 75
        assert "<img" in picture(fig, alt)


def test_tiles_of_a_full_layer_stand_in_several_rows(model_of):
    fig, _ = responsibility_stack(model_of(1, 40).of("s0"))
    paths = [a.get_path() for a in fig.axes[0].get_children() if isinstance(a, PathPatch)]
    assert paths
    for across in (path.vertices.reshape(-1, 5, 2)[:, :, 0] for path in paths):
        assert min(across.max(axis=1) - across.min(axis=1)) > 1  # inches


@pytest.mark.parametrize("name", ["客户数据", "Données chiffrées", "Ключи", "🔑 keys", "مفاتيح", "W" * 40])
def test_names_in_every_script_draw_without_a_warning(model_of, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in charts_of(model_of(2, 6, name)):
            assert "<img" in picture(*figure)
