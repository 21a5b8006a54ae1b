"""Every `call:` the bundles name, explicitly."""

from collections.abc import Mapping

from jingwei.process.room import Call

CALLS: Mapping[str, Call] = {}
