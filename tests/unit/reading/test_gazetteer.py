"""The gazetteer: what it must know, how it fails, and that the shipped file is the documented one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from jobalerts_shared.reading.gazetteer import FILE, Gazetteer, GazetteerError, Kind, gazetteer, place_key


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        pytest.param("Germany", Kind.COUNTRY, "DE", id="English"),
        pytest.param("Allemagne", Kind.COUNTRY, "DE", id="French"),
        pytest.param("Alemania", Kind.COUNTRY, "DE", id="Spanish"),
        pytest.param("Alemanha", Kind.COUNTRY, "DE", id="Portuguese"),
        pytest.param("Germania", Kind.COUNTRY, "DE", id="Italian"),
        pytest.param("Duitsland", Kind.COUNTRY, "DE", id="Dutch"),
        pytest.param("Magyarország", Kind.COUNTRY, "HU", id="its own language"),
        pytest.param("UK", Kind.COUNTRY, "GB", id="alias"),
        pytest.param("#deu", Kind.COUNTRY, "DE", id="three letters"),
        pytest.param("#by", Kind.REGION, "DE", id="region's code"),
        pytest.param("São Paulo", Kind.CITY, "BR", id="accents"),
        pytest.param("Saint Louis", Kind.CITY, "US", id="Saint and St."),
        pytest.param("Ruhrgebiet", Kind.METRO, "DE", id="metropolitan area"),
    ],
)
def test_knows(name: str, kind: Kind, expected: str) -> None:
    key = name if name.startswith("#") else place_key(name)
    assert expected in [found.country for found in gazetteer().find(key) if found.kind == kind]


def test_areas_of_several_countries() -> None:
    (union,) = (found for found in gazetteer().find("european union") if found.kind == Kind.MACRO)
    assert len(union.countries) == 27
    assert "GB" not in union.countries


def test_an_unknown_name_finds_nothing() -> None:
    assert gazetteer().find("no such place anywhere") == ()


def test_the_shipped_file_is_the_documented_one() -> None:
    written = (FILE.parent / "README.md").read_text()
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() in written
    assert "CC BY 4.0" in written


def test_an_absent_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot read"):
        Gazetteer(tmp_path / "none.bin")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda raw: raw[:20], "cut short", id="header cut"),
        pytest.param(lambda raw: raw[:-1], "cut short", id="end cut"),
        pytest.param(lambda raw: b"OTHER!!!" + raw[8:], "not one of this version", id="another file"),
        pytest.param(lambda raw: raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:], "damaged", id="one bit"),
    ],
)
def test_a_spoilt_file_says_so(tmp_path: Path, spoil: object, says: str) -> None:
    path = tmp_path / "gazetteer.bin"
    assert callable(spoil)
    path.write_bytes(spoil(FILE.read_bytes()))
    with pytest.raises(GazetteerError, match=says):
        Gazetteer(path)
