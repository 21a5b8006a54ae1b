"""One file per kind of flow node, one explicit tuple."""

from types import MappingProxyType

from jingwei.spec.node_type import Node
from jingwei.spec.nodes.action import Action
from jingwei.spec.nodes.approve import Approve
from jingwei.spec.nodes.cc import Cc
from jingwei.spec.nodes.end import End
from jingwei.spec.nodes.exclusive import Exclusive
from jingwei.spec.nodes.handle import Handle
from jingwei.spec.nodes.inclusive import Inclusive
from jingwei.spec.nodes.notify import Notice
from jingwei.spec.nodes.parallel import Parallel
from jingwei.spec.nodes.push import PushDown
from jingwei.spec.nodes.set import SetFieldsNode
from jingwei.spec.nodes.start import Start
from jingwei.spec.nodes.subprocess import SubProcess
from jingwei.spec.nodes.terminate import Terminate
from jingwei.spec.nodes.timer import Timer
from jingwei.spec.nodes.wait import Wait

NODES: tuple[type[Node], ...] = (
    Start, End, Terminate, Approve, Handle, Cc, Exclusive, Parallel, Inclusive, Timer, SubProcess, PushDown,
    Action, SetFieldsNode, Notice, Wait,
)  # fmt: skip

BY_KIND = MappingProxyType({node.kind: node for node in NODES})
