"""The token game: graph, state and step, pure."""

from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.read import read_flow
from jingwei.spec.flow.run import Entry, Step
from jingwei.spec.flow.state import NEW, State, Token, dump, load
from jingwei.spec.flow.step import step

__all__ = ["NEW", "Entry", "Flow", "State", "Step", "Token", "dump", "load", "read_flow", "step"]
