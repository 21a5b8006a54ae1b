"""The catalogue of the whole suite, built once from its bundles."""

import pytest

from jingwei.spec.catalogue import Catalogue, build
from jingwei.suite.load import load


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return build(load())
