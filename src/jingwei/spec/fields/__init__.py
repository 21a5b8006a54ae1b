"""One file per field type or close family, one explicit tuple."""

from types import MappingProxyType

from jingwei.spec.field_type import FieldType
from jingwei.spec.fields.attachment import Attachment
from jingwei.spec.fields.choice import Choice, Switch
from jingwei.spec.fields.computed import Formula, Lookup, Rollup, Serial
from jingwei.spec.fields.link import Department, Link, Person
from jingwei.spec.fields.measured import Money, Quantity
from jingwei.spec.fields.moment import Date, DateTime
from jingwei.spec.fields.number import Number, Percent
from jingwei.spec.fields.table import Table
from jingwei.spec.fields.text import LongText, Text

FIELD_TYPES: tuple[FieldType, ...] = (
    Text(), LongText(), Number(), Quantity(), Money(), Percent(), Date(), DateTime(), Choice(), Switch(),
    Person(), Department(), Link(), Table(), Lookup(), Rollup(), Formula(), Serial(), Attachment(),
)  # fmt: skip

BY_NAME = MappingProxyType({kind.name: kind for kind in FIELD_TYPES})


def type_of(name: str) -> FieldType:
    """The field type of that name; a catalogue never holds another."""
    return BY_NAME[name]
