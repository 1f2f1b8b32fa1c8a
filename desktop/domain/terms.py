"""The programme's closed vocabularies: a stored English value and the Chinese word on screen."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A value of a closed vocabulary; `label` is what people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored value and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class CommunityKind(Term):
    """社区 or 村."""

    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"


class BranchKind(Term):
    """A league branch of a class or of a student club."""

    CLASS = "class", "班级"
    CLUB = "club", "社团"


class ReportMode(Term):
    """报到方式, section 三.3 of the work plan."""

    REGULAR = "regular", "日常课余常态化"
    VACATION = "vacation", "寒暑假集中式"
    EVENT = "event", "重大活动阶段性"


class Theme(Term):
    """The seven themes of section 三.3 of the work plan."""

    THEORY = "theory", "理论普及宣讲"
    HERITAGE = "heritage", "红色文化传承"
    ACHIEVEMENT = "achievement", "发展成就观察"
    INNOVATION = "innovation", "校地创新创业"
    INTERNSHIP = "internship", "就业实习见习"
    VOLUNTEER = "volunteer", "社区志愿服务"
    CIVILISED = "civilised", "文明城市创建"


class NeedState(Term):
    """Whether a community still looks for hands."""

    OPEN = "open", "征集中"
    MET = "met", "已满足"
    WITHDRAWN = "withdrawn", "已撤回"


class BaseKind(Term):
    """实践阵地: the six kinds of places where students are put to work."""

    PARK = "park", "园区"
    ENTERPRISE = "enterprise", "企业"
    PROJECT = "project", "重点项目"
    SERVICE_CENTRE = "service-centre", "党群服务中心"
    EDUCATION = "education", "青少年教育基地"
    YOUTH_HOME = "youth-home", "青年之家"


class PairingLevel(Term):
    """结对 has two levels."""

    TOWNSHIP = "township", "镇街—院系"
    COMMUNITY = "community", "社区—团支部"


class PairingState(Term):
    """A pairing is proposed, agreed by both sides, then active."""

    PROPOSED = "proposed", "待双方确认"
    ACTIVE = "active", "结对中"
    SUSPENDED = "suspended", "已中止"
    ENDED = "ended", "已结束"
    DECLINED = "declined", "未同意"


class Side(Term):
    """Who consents."""

    COMMUNITY = "community", "社区方"
    CAMPUS = "campus", "高校方"


class ConsentMeans(Term):
    """How a consent reached the committee."""

    PAPER = "paper", "纸质确认书"
    MEETING = "meeting", "当面"
    PHONE = "phone", "电话"
    MESSAGE = "message", "微信或邮件"
    PROVINCE = "province", "团省委转来"


class ProjectKind(Term):
    """Recurring, or concentrated in a vacation."""

    RECURRING = "recurring", "常态化项目"
    INTENSIVE = "intensive", "寒暑假集中性项目"


class ActivityState(Term):
    """An activity's life."""

    PLANNED = "planned", "筹备中"
    ONGOING = "ongoing", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class SafeguardKind(Term):
    """安全第一: what is to be in place before an activity starts."""

    INSURANCE = "insurance", "保险购买"
    TRANSPORT = "transport", "交通安排"
    MEALS = "meals", "用餐安排"
    EMERGENCY = "emergency", "紧急联系人"
    BRIEFING = "briefing", "安全教育"


class StaffKind(Term):
    """Who accompanies students, section 五 of the work plan."""

    YOUNG_TEACHER = "young-teacher", "青年教师"
    SPECIALIST = "specialist", "专业教师"
    CADRE = "cadre", "团干部"
    COUNSELLOR = "counsellor", "辅导员"


class QuietKind(Term):
    """Why nothing should be planned on a day."""

    EXAM = "exam", "考试周"
    HOLIDAY = "holiday", "放假"


class BudgetKind(Term):
    """What a line of the budget is for."""

    MONEY = "money", "经费"
    MATERIAL = "material", "物资"


class FeedbackGiver(Term):
    """Who filled in a feedback form."""

    STUDENT = "student", "学生"
    RESIDENT = "resident", "居民"


class EnrolmentState(Term):
    """Whether a student is on the list of an activity."""

    ENROLLED = "enrolled", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"


class Presence(Term):
    """What the sign-in sheet says of a student."""

    PRESENT = "present", "到场"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"


class AttendanceSource(Term):
    """How an attendance came into the ledger."""

    PAPER = "paper", "纸质签到表"
    TYPED = "typed", "直接录入"
    SCAN = "scan", "扫描识别"


class CertificateState(Term):
    """A certificate counts until it is revoked."""

    ISSUED = "issued", "已颁发"
    REVOKED = "revoked", "已作废"


class CertificateLook(Term):
    """The frame and ornament that a certificate is printed in."""

    RED = "red", "庄重红框"
    CELADON = "celadon", "素雅青框"
    GOLD = "gold", "典雅金框"


class PostKind(Term):
    """What somebody is appointed to, for a term."""

    MENTOR = "mentor", "团建指导员"
    DEPUTY = "deputy", "兼职副书记"
    MEMBER = "member", "兼职委员"
    GRID = "grid", "兼职网格员"
    TEACHER = "teacher", "随队教师"
    RESPONSIBLE = "responsible", "结对责任人"


class HandUpState(Term):
    """What is known of a bundle handed up."""

    MADE = "made", "已生成"
    SENT = "sent", "已送出"
    RECEIVED = "received", "已签收"


class Gender(Term):
    """As rosters give it."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    UNKNOWN = "unknown", "未填"


class BackupReason(Term):
    """What a backup was made for."""

    CLOSE = "close", "关闭时"
    DAILY = "daily", "每日"
    TAKE_IN = "take-in", "接收前"
    UPGRADE = "upgrade", "升级前"
    RESTORE = "restore", "恢复前"
    ASKED = "asked", "手动"


class Leaving(Term):
    """Why a student is no longer among those who can be asked to come."""

    NONE = "none", "在读"
    GRADUATED = "graduated", "毕业"
    AWAY = "away", "离开"


class StudentEventKind(Term):
    """学籍异动."""

    TRANSFERRED = "transferred", "转支部"
    GRADUATED = "graduated", "毕业"
    LEFT = "left", "离开"
    RETURNED = "returned", "恢复在读"
    MERGED = "merged", "合并重复"
