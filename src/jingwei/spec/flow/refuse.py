"""What a person is told when a step cannot be done."""

# Refusals are named by what they say to the person, so:
# ruff: noqa: N818

from __future__ import annotations

from typing import ClassVar

from jingwei.base.errors import Forbidden, JingweiError
from jingwei.base.words import Words


class NotYours(Forbidden):
    """The task is before other people."""

    def __init__(self) -> None:
        super().__init__("not_your_task", Words("这不是您的任务", "This is not your task"))


class Closed(JingweiError):
    """Somebody was faster, or the case has moved on; `by` is the name of who decided, where known."""

    status = 409
    title: ClassVar[Words] = Words("任务已结束", "The task is closed")

    def __init__(self, by: str | None = None) -> None:
        words = Words("该任务已结束，流程已继续", "This task is closed, the case has moved on")
        if by is not None:
            words = Words("该任务已由 {by} 处理", "This task was already decided by {by}").fill(by=by)
        super().__init__("task_closed", words)


class NotRunning(JingweiError):
    """The case is over or suspended."""

    status = 409
    title: ClassVar[Words] = Words("流程不在运行", "The case is not running")

    def __init__(self, status: str) -> None:
        said = {
            "suspended": Words("流程已挂起，请先恢复", "The case is suspended; resume it first"),
            "new": Words("流程尚未发起", "The case has not been started"),
            "running": Words("流程正在运行", "The case is running already"),
        }
        super().__init__("not_running", said.get(status, Words("流程已结束", "The case is over")))


class NotOffered(JingweiError):
    """The node, the flow's rules or the moment do not allow it."""

    status = 422
    title: ClassVar[Words] = Words("不能这样操作", "This cannot be done")

    def __init__(self, code: str, zh: str, en: str, **values: object) -> None:
        super().__init__(code, Words(zh, en).fill(**values))


class Tangled(JingweiError):
    """Two tokens met where one may be, or a loop never rests: the drawing is unsound and was not checked."""

    status = 500
    title: ClassVar[Words] = Words("流程图有误", "The drawing of the flow is unsound")

    def __init__(self, node: Words) -> None:
        words = Words(
            "流程在“{node}”处出错，请检查流程图",
            'The flow went wrong at "{node}"; its drawing must be checked',
        )
        super().__init__("flow_unsound", words.fill(node=node))
