"""The data folder of an installation."""

import os
from pathlib import Path

import pytest

from kvitt.site.home import Home, HomeNotUsable


def test_kvitt_home_names_the_cluster_folder(tmp_path: Path) -> None:
    assert Home.from_environment({"KVITT_HOME": f"{tmp_path}/x"}).root == tmp_path / "x"


@pytest.mark.parametrize("environ", [{}, {"KVITT_HOME": ""}])
def test_without_it_the_users_cluster_folder_is_used(environ: dict[str, str]) -> None:
    root = Home.from_environment(environ).root
    assert root.name == "kvitt"
    assert root.is_absolute()


def test_only_the_owner_may_look_into_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    passing = 0o711 if os.geteuid() == 0 else 0o700
    assert home.root.stat().st_mode & 0o777 == passing
    assert {folder.stat().st_mode & 0o777 for folder in home.root.iterdir()} == {0o700}


def test_a_secret_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    first = home.secret("mail")
    assert len(first) >= 40
    assert Home(home.root).secret("mail") == first
    assert home.secret("other") != first
    assert (home.root / "secrets" / "mail").stat().st_mode & 0o777 == 0o600


def test_a_file_in_the_way_of_the_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeNotUsable, match="Set KVITT_HOME to a folder"):
        Home(tmp_path / "home").create()
