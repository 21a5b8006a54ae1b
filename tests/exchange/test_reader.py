"""Files that are no whole and sound export: each is refused with its place, before anything is written."""

import json
from pathlib import Path

import pytest
from tests.exchange import small

from jingwei.base.errors import Invalid
from jingwei.exchange.inventree import reader
from jingwei.exchange.inventree.export import take_in


def refused(path: Path) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Invalid) as error:
        take_in(path)
    return [(fault.path, fault.code) for fault in error.value.faults]


def text(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


PART = '{"model": "part.part", "pk": 12, "fields": {"name": "x"}}'


@pytest.mark.parametrize(
    ("content", "place", "code"),
    [
        ("", ("#1",), "not_a_list"),
        ("hello", ("#1",), "not_a_list"),
        ('{"model": "part.part"}', ("#1",), "not_a_list"),
        ("[]", (), "no_parts"),
        ("[1, 2]", ("#1",), "bad_shape"),
        ('["text"]', ("#1",), "bad_shape"),
        ('[{"model": "part.part", "fields": {}}]', ("#1",), "bad_shape"),
        ('[{"model": "part.part", "pk": 1, "fields": []}]', ("#1",), "bad_shape"),
        (f"[{PART}, {PART[:30]}", ("#2",), "cut_off"),
        (f"[{PART},", ("#2",), "cut_off"),
        (f"[{PART}", ("#2",), "cut_off"),
        (f"[{PART}, ]", ("#2",), "not_json"),
        (f"[{PART}] []", ("#2",), "trailing"),
        (f"[{PART} {PART}]", ("#2",), "not_json"),
        ('[{"model": "part.part", "pk": 12, "fields": {"x": NaN}}]', ("#1",), "bad_number"),
        ('[{"model": "part.part", "pk": 12, "fields": {"x": 1' + "0" * 5000 + "}}]", ("#1",), "bad_number"),
        ('[{"model": "part.part", "pk": 12, "fields": {"x": ' + "[" * 100_000, ("#1",), "too_deep"),
        (b'[{"model": "part.part", "pk": 1, "fields": {"name": "\xff\xfe"}}]', ("#1",), "not_text"),
        (f"[{PART}, {PART}]", ("part.part", "12"), "duplicate"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, place: tuple[str, ...], code: str
) -> None:
    assert (place, code) in refused(text(tmp_path, content))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = json.dumps(small.export(), ensure_ascii=False).encode()
    for end in range(1, len(whole) - 1, 97):
        codes = {code for _, code in refused(text(tmp_path, whole[:end]))}
        assert codes <= {"cut_off", "not_text"}, (end, codes)


def test_a_cell_of_ten_megabytes_is_refused_by_name(tmp_path: Path) -> None:
    big = '[{"model": "part.part", "pk": 77, "fields": {"name": "' + "长" * 3_500_000 + '"}}]'
    assert refused(text(tmp_path, big)) == [(("part.part", "77"), "cell_too_large")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_windows_are_read(tmp_path: Path, encoding: str) -> None:
    content = json.dumps(small.export(), ensure_ascii=False, indent=2).encode(encoding)
    assert take_in(text(tmp_path, content)).parts[2].name == "Red Chair"


def test_the_description_that_newer_versions_put_first_is_passed_over(tmp_path: Path) -> None:
    head = {"metadata": True, "comment": "a dump", "source_version": "1.0.0"}
    assert len(take_in(small.written(tmp_path, [head, *small.export()])).parts) == 8
    assert ("#5",) in [place for place, _ in refused(small.written(tmp_path, [*small.export()[:4], head]))]


def test_objects_are_found_wherever_the_buffer_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small.written(tmp_path, small.export())
    whole = list(reader.read(path))
    for size in (1, 7, 64, 333):
        monkeypatch.setattr(reader, "CHUNK", size)
        assert list(reader.read(path)) == whole


@pytest.mark.parametrize(
    ("model", "pk", "name", "value", "code"),
    [
        ("part.part", 5, "name", "", "required"),
        ("part.part", 5, "name", 5, "not_text"),
        ("part.part", 5, "name", "x" * 201, "too_long"),
        ("part.part", 5, "name", "a\x00b", "bad_character"),
        ("part.part", 5, "assembly", "yes", "not_switch"),
        ("part.part", 5, "category", 99, "dangling"),
        ("part.part", 1, "variant_of", 2, "cycle"),
        ("part.bomitem", 1, "quantity", 1e308, "too_many_digits"),
        ("part.bomitem", 1, "quantity", "1e308", "not_a_number"),
        ("part.bomitem", 1, "quantity", "9" * 60, "too_many_digits"),
        ("part.bomitem", 1, "quantity", "-1", "negative"),
        ("part.bomitem", 1, "sub_part", None, "required"),
        ("part.bomitem", 1, "sub_part", "4", "not_a_link"),
        ("stock.stockitem", 5, "belongs_to", 99, "dangling"),
        ("order.purchaseorder", 1, "target_date", "31.12.2022", "not_date"),
    ],
)
def test_a_wrong_field_is_named_by_model_pk_and_field(
    tmp_path: Path, model: str, pk: int, name: str, value: object, code: str
) -> None:
    objects = small.export()
    small.field(objects, model, pk)[name] = value
    found = refused(small.written(tmp_path, objects))
    assert code in {c for place, c in found if place[0] == model and place[-1] == name}, found


def test_every_fault_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    objects = small.export()
    small.field(objects, "part.part", 4)["name"] = ""
    small.field(objects, "stock.stockitem", 1)["quantity"] = "many"
    small.field(objects, "build.build", 1)["part"] = 404
    assert {place for place, _ in refused(small.written(tmp_path, objects))} == {
        ("part.part", "4", "name"), ("stock.stockitem", "1", "quantity"), ("build.build", "1", "part"),
    }  # fmt: skip
