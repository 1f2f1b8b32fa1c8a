"""The text in a certificate's QR code: the certificate itself, signed.

`QQ1:` and base45 of: version (1 byte), key id (8), Ed25519 signature (64), then a msgpack array of
the facts, deflated (raw) with a preset dictionary. The signature is over a prefix of our own,
version, key id and the array as inflated. Key and signature stand outside the deflate stream, as
they cannot be compressed and would only grow in it.

The array: name, serial, activity, minutes, first day (from 1970-01-01), last day (from the first),
township, day of issue (from the last): small numbers take one byte. A serial that begins with the
township and a dash is cut to the dash and what follows. msgpack has the size of CBOR and needs no
further package.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from desktop.bundle import base45
from desktop.bundle.identity import Identity
from desktop.bundle.signing import is_signed
from desktop.foundation.errors import QingqiaoError

PREFIX = "QQ1:"

_VERSION = b"\x01"
_KEY_ID_SIZE = 8
_SIGNATURE_SIZE = 64
_HEAD_SIZE = len(_VERSION) + _KEY_ID_SIZE + _SIGNATURE_SIZE
_TEXT_CAP = 4296  # what the largest QR code holds
_FACTS_CAP = 4 * 1024
_SIGNED = b"qingqiao-credential\x00"
_DASH = "-"
_EPOCH_DAY = date(1970, 1, 1).toordinal()

# Frozen for ever: every certificate printed so far is read with exactly these bytes. Other words
# mean another version byte. The most frequent stand last, where deflate reaches them most cheaply.
DICTIONARY = (
    "优秀纪念五四清明端午中秋国庆元旦春节冬至暑期寒假“三下乡”“返家乡”青鸟计划团支部青工委大学生"
    "园区企业重点项目党群服务中心青少年教育基地青年之家图书馆博物馆养老院敬老院福利院幼儿园小学"
    "中学医院卫生院派出所网格镇乡村振兴移风易俗文明创建创城环境整治垃圾分类河道清理植绿护绿"
    "禁毒反诈普法法治宣传消防安全防溺水交通劝导疫情防控应急救护健康义诊心理疏导助老为老敬老"
    "爱老助残关爱留守儿童困境儿童四点半课堂作业辅导课业辅导课后托管陪伴支教科普阅读非遗传承"
    "红色文化宣讲理论宣讲政策宣讲文艺演出体育健身电商直播助农便民维修数据录入调查研究走访慰问"
    "岗位实习挂职锻炼政务服务基层治理网格管理第期年月日号"
    "370137023703370437053706370737083709371037113713371437153716371700"
    "-2030-0000-2029-0000-2028-0000-2027-0000-2026-0000"
    "百万大学生进社区走进共建结对实践团队志愿者青年志愿服务活动社会实践活动社区街道"
).encode()


class CredentialError(QingqiaoError):
    """A certificate's code cannot be trusted."""


class NotACredentialError(CredentialError):
    """The text is not a certificate's, or not legible as one."""

    def __init__(self) -> None:
        super().__init__(
            "这不是青桥证书的二维码，或者没有读完整，无法查验。",
            "请重新扫描；确是青桥证书仍读不出的，请升级青桥后再试。",
        )


class UnknownIssuerError(CredentialError):
    """Signed with a key that is not among ours: neither genuine nor forged as far as we know."""

    def __init__(self) -> None:
        super().__init__(
            "本机没有签发单位的公钥，无法判断这张证书的真伪。",
            "请先接收上级最新的下发文件，再来查验。",
        )


class AlteredCredentialError(CredentialError):
    """The issuer is known and did not sign this."""

    def __init__(self) -> None:
        super().__init__(
            "证书内容与签名不符：内容被改动过，或者是伪造的，不能采信。",
            "请向签发单位核实原始证书。",
        )


class CredentialFacts(Struct, frozen=True, kw_only=True):
    """What a certificate says. `minutes` is the time credited, `township` the 9-digit issuer."""

    name: Annotated[str, Meta(max_length=100)]
    serial: Annotated[str, Meta(max_length=100)]
    activity: Annotated[str, Meta(max_length=400)]
    minutes: Annotated[int, Meta(ge=0, le=2**31)]
    first_day: date
    last_day: date
    township: Annotated[int, Meta(ge=100_000_000, le=999_999_999)]
    issued_on: date


class _Wire(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    name: str
    serial: str
    activity: str
    minutes: int
    first_day: int
    last_day: int
    township: int
    issued_on: int


class SignedCredential(Struct, frozen=True):
    """A certificate as read: `facts` are a mere claim until `verify_credential`."""

    facts: CredentialFacts
    key_id: bytes
    signature: bytes
    array: bytes


def sign_credential(facts: CredentialFacts, identity: Identity) -> str:
    """Return the QR text, letters of QR's alphanumeric mode only.

    Raises `ValueError` for what would be read otherwise: a serial that begins with a dash.
    """
    array = msgspec.msgpack.encode(
        _Wire(
            facts.name,
            _cut(facts.serial, facts.township),
            facts.activity,
            facts.minutes,
            facts.first_day.toordinal() - _EPOCH_DAY,
            (facts.last_day - facts.first_day).days,
            facts.township,
            (facts.issued_on - facts.last_day).days,
        )
    )
    if _facts(array) != facts:  # what no reader would accept must not be printed
        raise ValueError("a serial begins with a dash")
    signature = identity.sign(_signed(identity.key_id, array))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=DICTIONARY)
    packed = deflate.compress(array) + deflate.flush()
    return PREFIX + base45.encode(_VERSION + identity.key_id + signature + packed)


def read_credential(text: str) -> SignedCredential:
    """Return what a QR text claims; raises `NotACredentialError`."""
    text = text.strip()  # no code ends with a space: its last letter stands for a small digit
    if not text.startswith(PREFIX) or len(text) > _TEXT_CAP:
        raise NotACredentialError
    try:
        content = base45.decode(text[len(PREFIX) :])
        if len(content) < _HEAD_SIZE or not content.startswith(_VERSION):
            raise NotACredentialError
        key_id, signature = content[1:9], content[9:_HEAD_SIZE]
        array = _inflate(content[_HEAD_SIZE:])
        return SignedCredential(_facts(array), key_id, signature, array)
    except (ValueError, OverflowError, RecursionError, zlib.error) as error:
        raise NotACredentialError from error


def verify_credential(text: str, keys: Mapping[bytes, bytes]) -> CredentialFacts:
    """Return the facts that a known issuer signed; `keys` maps key ids to public keys.

    Proves the content, not who carries it. Raises `NotACredentialError`, `UnknownIssuerError`,
    `AlteredCredentialError`.
    """
    credential = read_credential(text)
    verify_key = keys.get(credential.key_id)
    if verify_key is None:
        raise UnknownIssuerError
    signed = _signed(credential.key_id, credential.array)
    if not is_signed(signed, credential.signature, verify_key):
        raise AlteredCredentialError
    return credential.facts


def _cut(serial: str, township: int) -> str:
    """Leave out the township, which the array holds already: a smaller code, larger modules."""
    return serial.removeprefix(f"{township}") if serial.startswith(f"{township}{_DASH}") else serial


def _signed(key_id: bytes, array: bytes) -> bytes:
    return _SIGNED + _VERSION + key_id + array


def _inflate(packed: bytes) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=DICTIONARY)
    array = inflate.decompress(packed, _FACTS_CAP)
    if not inflate.eof or inflate.unused_data:
        raise NotACredentialError
    return array


def _facts(array: bytes) -> CredentialFacts:
    wire = msgspec.msgpack.decode(array, type=_Wire)
    first = wire.first_day + _EPOCH_DAY
    last = first + wire.last_day
    return msgspec.convert(
        {
            "name": wire.name,
            "serial": f"{wire.township}{wire.serial}" if wire.serial[:1] == _DASH else wire.serial,
            "activity": wire.activity,
            "minutes": wire.minutes,
            "first_day": date.fromordinal(first),
            "last_day": date.fromordinal(last),
            "township": wire.township,
            "issued_on": date.fromordinal(last + wire.issued_on),
        },
        type=CredentialFacts,
    )
