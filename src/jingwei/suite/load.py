"""Reads the bundle folders of the suite into raw mappings: the files of one app become one, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words

AREAS = (
    "people", "engineering", "inventory", "sales", "planning", "purchasing", "production", "quality",
    "costing", "finance",
)  # fmt: skip
HERE = Path(__file__).parent
GROUPS = ("forms", "ledgers", "flows", "roles")


class StrictLoader(yaml.SafeLoader):
    """Safe YAML in which the same key twice in one mapping is an error instead of a silent replacement."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                at = f"{key.start_mark.name}:{key.start_mark.line + 1}"
                said = Words("{at}：键“{k}”出现两次", '{at}: the key "{k}" stands twice')
                raise Invalid([Fault((), "duplicate", said.fill(at=at, k=name))])
            seen.add(name)
        return dict(super().construct_mapping(node, deep))


def load() -> tuple[dict[str, object], ...]:
    """The raw bundles of the whole suite."""
    return tuple(read_folder(HERE / area / "bundle") for area in AREAS)


def files(folder: Path) -> list[Path]:
    """The files of an app."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))


def read_folder(folder: Path) -> dict[str, object]:
    """One app from all YAML files of a folder; raises Invalid when they disagree or say a thing twice."""
    if not folder.is_dir():
        said = Words("没有文件夹 {f}", "There is no folder {f}")
        raise Invalid([Fault((), "missing", said.fill(f=folder))])
    texts = [(path.name, read_text(path)) for path in files(folder)]
    if not texts:
        said = Words("文件夹 {f} 中没有 .yaml 文件", "The folder {f} holds no .yaml file")
        raise Invalid([Fault((), "missing", said.fill(f=folder))])
    faults: list[Fault] = []
    merged: dict[str, object] = {}
    for name, raw in texts:
        faults.extend(fault.under(name) for fault in merge(merged, raw))
    if faults:
        raise Invalid(faults)
    return merged


def read_text(path: Path) -> Mapping[str, object]:
    """The mapping in one file; a syntax error names its line."""
    try:
        with path.open(encoding="utf-8") as stream:
            raw = yaml.load(stream, StrictLoader)
    except yaml.YAMLError as error:
        said = Words("不是有效的 YAML：{e}", "This is not valid YAML: {e}").fill(e=str(error))
        raise Invalid([Fault((path.name,), "bad_yaml", said)]) from error
    if not isinstance(raw, Mapping) or not isinstance(raw.get("app"), str):
        said = Words("文件应为含 app 的键值表", "The file must be a mapping that names its app")
        raise Invalid([Fault((path.name,), "not_mapping", said)])
    return raw


def merge(merged: dict[str, object], raw: Mapping[str, object]) -> Iterator[Fault]:
    """Adds one file to the app; yields what is said twice or otherwise."""
    for name, value in raw.items():
        if name in GROUPS and isinstance(value, Mapping):
            group = merged.setdefault(name, {})
            assert isinstance(group, dict)
            for slug in sorted(group.keys() & value.keys()):
                yield Fault((name, slug), "duplicate", Words("名称重复", "This name stands twice in the app"))
            group.update(value)
        elif name in merged and merged[name] != value:
            yield Fault((name,), "duplicate", Words("各文件的说法不一致", "The files of the app disagree"))
        else:
            merged[name] = value
