from __future__ import annotations

import pytest

from etl.enrich.words import count_words


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("The council voted on Tuesday – for a bridge.", 9, 9),
        # 中国 外交部 发言人 星期三 在 北京 举行 记者会 说 双方 将 继续 对话
        ("中国外交部发言人星期三在北京举行记者会说，双方将继续对话。", 12, 16),
        # 東京 で 首相 が 会談 し た と 政府 は 発表 し た
        ("東京で首相が会談したと政府は発表した。", 8, 13),
        # นายกรัฐมนตรี แถลง ข่าว ที่ กรุงเทพ เมื่อ วันอังคาร
        ("นายกรัฐมนตรีแถลงข่าวที่กรุงเทพเมื่อวันอังคาร", 7, 11),
        ("苹果公司发布了 iPhone 18 和 macOS 27。", 8, 11),
        ("서울에서 대통령이 회견을 열었다.", 4, 4),
    ],
)
def test_words_are_counted_where_no_spaces_divide_them_too(text: str, least: int, most: int) -> None:
    assert least <= count_words(text) <= most


def test_a_longer_text_has_more_words() -> None:
    assert count_words("记者会" * 100) == pytest.approx(100 * count_words("记者会"), rel=0.3)
