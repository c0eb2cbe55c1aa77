"""What a new address must say, and the mark by which the history names it."""

import pytest

from kvitt.domain.address import Address, AddressIncomplete, NewAddress, changed, mark_of

HOME = Address(("Storgatan 1",), "352 30", "Växjö", "SE", "asa@example.com")


def test_what_is_not_said_stays():
    moved = changed(HOME, NewAddress(("c/o Öberg", " Nya vägen 8 "), "352 41", "Växjö"))
    assert moved == Address(
        ("c/o Öberg", "Nya vägen 8"), "352 41", "Växjö", "SE", "asa@example.com"
    )
    assert changed(HOME, NewAddress(email="ny@example.com")) == HOME._replace(
        email="ny@example.com"
    )
    abroad = changed(HOME, NewAddress(("Kaigaten 2",), "5018", "Bergen", "no"))
    assert abroad.country == "NO"


@pytest.mark.parametrize(
    "new",
    [
        NewAddress(),
        NewAddress((" ",), "352 41", "Växjö"),
        NewAddress(("Nya vägen 8",), "", "Växjö"),
        NewAddress(("Nya vägen 8",), "352 41", ""),
        NewAddress(country="NO", email="ny@example.com"),
    ],
)
def test_half_an_address_is_refused(new):
    with pytest.raises(AddressIncomplete):
        changed(HOME, new)


def test_the_mark_knows_the_same_address_again_and_tells_nothing_of_it():
    same = HOME._replace(lines=("STORGATAN  1",))
    assert mark_of(HOME, salt="2-7") == mark_of(same, salt="2-7")
    for other in (HOME._replace(city="Alvesta"), HOME._replace(email=None)):
        assert mark_of(HOME, salt="2-7") != mark_of(other, salt="2-7")
    assert "stor" not in mark_of(HOME, salt="2-7")
