"""What clerks call the records and fields of a township, for showing a record outside its page."""

from __future__ import annotations

RECORDS = {
    "activity": "活动",
    "activity_pairing": "活动的结对",
    "attachment": "活动照片",
    "attendance": "签到",
    "certificate": "证书",
    "conflict": "待定的修改",
    "consent": "双方确认",
    "enrolment": "报名",
    "need": "社区需求",
    "pairing": "结对",
    "project": "项目",
    "safeguard": "保障事项",
    "sheet_page": "签到表页",
    "student": "大学生",
    "township_profile": "镇街资料",
}
"""Table name to the record's name."""

_COMMON = {
    "activity_id": "活动",
    "address": "地址",
    "branch_id": "团支部",
    "community_id": "社区",
    "contact": "联系人",
    "deleted": "删除",
    "department_id": "院系",
    "kind": "类别",
    "minutes": "时长（分钟）",
    "mode": "报到方式",
    "name": "名称",
    "note": "备注",
    "number": "编号",
    "pairing_id": "结对",
    "phone": "电话",
    "project_id": "项目",
    "reason": "原因",
    "state": "状态",
    "student_id": "大学生",
    "theme": "主题",
    "title": "标题",
}

_OF_TABLE = {
    "activity": {
        "starts_at": "开始时间",
        "ends_at": "结束时间",
        "place": "地点",
        "leader": "负责人",
        "leader_phone": "负责人电话",
        "capacity": "名额",
        "residents_served": "服务居民人数",
        "summary": "小结",
    },
    "attachment": {
        "file_name": "文件名",
        "media_type": "格式",
        "size": "大小（字节）",
        "sha256": "内容指纹",
        "width": "宽（像素）",
        "height": "高（像素）",
        "caption": "说明",
    },
    "attendance": {
        "presence": "到场",
        "check_in": "签到时间",
        "check_out": "签退时间",
        "source": "来源",
    },
    "certificate": {
        "serial": "证书编号",
        "name": "姓名",
        "issued_on": "颁发日期",
        "body": "正文",
        "credential": "二维码内容",
    },
    "consent": {
        "side": "哪一方",
        "agreed": "同意",
        "person": "确认人",
        "means": "确认方式",
        "given_on": "确认日期",
    },
    "need": {
        "headcount": "需要人数",
        "detail": "内容",
        "skills": "专业或特长",
        "support": "社区提供的支持",
        "valid_from": "开始日期",
        "valid_until": "截止日期",
    },
    "pairing": {
        "level": "层级",
        "need_id": "社区需求",
        "distance_km": "距离（公里）",
        "distance_reason": "超出距离的说明",
        "proposed_on": "提出日期",
        "active_from": "开始日期",
        "active_until": "截止日期",
        "campus_contact": "高校联系人",
        "campus_phone": "高校联系电话",
    },
    "project": {
        "goal": "目标",
        "starts_on": "开始日期",
        "ends_on": "结束日期",
        "community_owner": "社区负责人",
        "campus_owner": "高校负责人",
        "community_confirmed": "社区已确认",
        "campus_confirmed": "高校已确认",
    },
    "safeguard": {"kind": "事项", "done": "已落实"},
    "sheet_page": {
        "version": "版次",
        "page": "页码",
        "pages": "总页数",
        "students": "名单",
        "printed_at": "打印时间",
    },
    "student": {"name": "姓名", "student_number": "学号", "gender": "性别"},
    "township_profile": {"committee": "单位名称", "latitude": "纬度", "longitude": "经度"},
}


def field_label(table: str, field: str) -> str:
    """Return what clerks call a field of a table; its own name when they have no word for it."""
    return _OF_TABLE.get(table, {}).get(field) or _COMMON.get(field, field)
