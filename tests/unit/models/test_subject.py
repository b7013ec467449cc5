import pytest

from aerotwin.conf import ConfError
from aerotwin.models import subject


def test_a_component_counts_its_own_failures_and_the_aircraft_all():
    assert subject.load("engine").components == ("engine",)
    assert len(subject.load("aircraft").components) == 10
    assert subject.load("aircraft").sensors == ()


def test_another_fleet_has_its_own_shared_tables():
    assert subject.load("engine").failures_table == "component_failures"
    assert subject.load("turbofan").failures_table == "turbofan_component_failures"


def test_an_unknown_slug_names_the_valid_ones():
    with pytest.raises(ConfError, match="unknown component 'motor': choose one of .*engine.*, aircraft"):
        subject.load("motor")
