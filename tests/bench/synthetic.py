"""Made-up petitions in any number, the same ones for the same seed. No real people, no real places."""

from __future__ import annotations

import datetime as dt
import random

from app.domain.records.petitioner import Material, Petitioner
from app.domain.steps.register import Register

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高单解曾覃"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲春燕红建国华梅鑫波宇浩凯健俊帆雪荣琴"
VILLAGES = [
    "石桥",
    "白杨",
    "大湾",
    "青山",
    "柳林",
    "南河",
    "上坪",
    "新塘",
    "五里",
    "长岭",
    "黄泥",
    "双井",
    "古井",
    "枫树",
    "金竹",
    "杉木",
    "罗家",
    "杨家",
    "周家",
    "田心",
]
MATTERS = [
    "硬化通组道路",
    "兑现土地征收补偿款",
    "确认承包地四至界线",
    "办理低保",
    "修复饮用水管网",
    "支付拖欠工资",
    "公开村级财务",
    "审批宅基地",
    "治理养猪场臭气",
    "恢复被毁农田水渠",
    "落实退耕还林补助",
    "解决邻里排水纠纷",
    "修缮危房",
    "补发高龄补贴",
    "整治采石场粉尘",
    "调整公益林面积",
    "归还流转土地",
    "拆除违章棚屋",
    "解决子女入学",
    "更正户籍登记",
]
FACTS = [
    "多次向村里反映没有结果。",
    "雨季时房前积水半米深，老人孩子出行困难。",
    "去年秋天丈量过一次，没有张榜公布。",
    "合同约定三年，到期后对方不肯退还。",
    "村组干部换届以后无人接手。",
    "附近十几户都受影响，愿意共同出工出力。",
    "当时口头答应年底前办好，至今没有动工。",
    "有当时的收条和照片为证。",
    "邻村同样情况已经解决。",
    "用水高峰时三楼以上没有水。",
]


def petitions(count: int, *, seed: int = 7) -> list[Register]:
    """`count` registrations, received over the twelve months before the bench's day."""
    rng = random.Random(seed)
    return [_petition(rng, n) for n in range(count)]


def _petition(rng: random.Random, n: int) -> Register:
    village = rng.choice(VILLAGES) + rng.choice(VILLAGES)[0] + "村"
    matter = rng.choice(MATTERS)
    name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))
    facts = (
        "".join(rng.choice(FACTS) for _ in range(6)) + f"涉及{rng.randint(1, 40)}户，约{rng.randint(2, 900)}平方米。"
    )
    return Register(
        on=dt.date(2026, 1, 1) + dt.timedelta(days=n % 300),
        title=f"请求{matter}",
        petitioners=(
            Petitioner(
                name=name, address=f"{village}{rng.randint(1, 12)}组", phone=f"1380000{rng.randint(0, 9999):04d}"
            ),
        ),
        requests=(f"请求{matter}，并书面答复。",),
        facts=f"{village}{facts}",
        reasons=rng.choice(FACTS),
        materials=(Material(name="照片", pages=2),),
    )
