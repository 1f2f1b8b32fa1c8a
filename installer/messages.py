"""Writes the Chinese words of the command-line library: resources/locale/…/messages.mo."""

from __future__ import annotations

import struct
from pathlib import Path

TARGET = Path(__file__).parents[1] / "resources/locale/zh_CN/LC_MESSAGES/messages.mo"

WORDS = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n",
    "Aborted!": "已中止。",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 需要 {nargs} 个值。",
    "Commands": "命令",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    "Error: The two entered values do not match.": "两次输入不一致，请重新输入。",
    "Error: invalid input": "输入有误。",
    "Error: {message}": "用法有误：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值有误：{message}",
    "Invalid value: {message}": "值有误：{message}",
    "Missing argument": "缺少参数",
    "Missing command.": "缺少命令。",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少 {param_type}",
    "No such command {name!r}.": "没有 {name!r} 这个命令。",
    "No such option {name!r}.": "没有 {name!r} 这个选项。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Options": "选项",
    "Positional arguments": "参数",
    "Repeat for confirmation": "再输入一次",
    "Show the version and exit.": "显示版本。",
    "Show this message and exit.": "显示这份说明。",
    "Try '{command} {option}' for help.": "用 {command} {option} 查看说明。",
    "Usage:": "用法：",
    "default: {default}": "默认：{default}",
    "deprecated": "不再使用",
    "directory": "文件夹",
    "file": "文件",
    "path": "路径",
    "required": "必需",
    "unknown error": "未知错误",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是文件夹。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件。",
    "{name} {filename!r} is not executable.": "{name} {filename!r} 不能执行。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 不能读取。",
    "{name} {filename!r} is not writable.": "{name} {filename!r} 不能写入。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数字。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围内。",
}

COUNTED = {
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"): (
        "是不是 {possibilities}？"
    ),
    (
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ): "多出来的内容：{args}",
    (
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    ): "选项 {name!r} 后面要有 {nargs} 个值。",
    (
        "{value!r} is not {choice}.",
        "{value!r} is not one of {choices}.",
    ): "{value!r} 不在可选的值里：{choices}。",
}
"""Words that in English depend on a number."""

_MAGIC = 0x950412DE
_HEADER = 28
_ENTRY = 8


def compiled() -> bytes:
    """Return the message catalogue in the binary form that gettext reads."""
    words = WORDS | {"\0".join(english): chinese for english, chinese in COUNTED.items()}
    pairs = sorted((one.encode(), other.encode()) for one, other in words.items())
    start = _HEADER + 2 * _ENTRY * len(pairs)
    tables, texts = [b"", b""], b""
    for side in range(2):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), start + len(texts))
            texts += pair[side] + b"\0"
    header = struct.pack(
        "<7I", _MAGIC, 0, len(pairs), _HEADER, _HEADER + _ENTRY * len(pairs), 0, start
    )
    return header + tables[0] + tables[1] + texts


if __name__ == "__main__":
    TARGET.write_bytes(compiled())
