"""Whether the tests see that somebody cannot use a page; the views themselves are in test_page_views.py."""

from tests.axe import violations
from tests.browser import OpenDesk
from tests.layout import cut_off


def test_axe_sees_what_is_wrong(desks: OpenDesk) -> None:
    """A page with known faults is not found faultless: the rules are on."""
    page = desks().context.new_page()
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><img src="x"><button></button>'
        '<p style="color:#aaa;background:#fff">pale</p><iframe srcdoc="<img>"></iframe>'
        '<button style="width:9px;height:9px;padding:0" aria-label="a"></button>'
        '<button style="width:9px;height:9px;padding:0" aria-label="b"></button></main>'
    )
    rules = {each.partition(":")[0] for each in violations(page)}

    assert rules >= {"image-alt", "button-name", "color-contrast", "frame-title", "target-size"}


def test_what_is_cut_off_is_seen(desks: OpenDesk) -> None:
    """A text in a box that is too small for it is found, to the side and below."""
    page = desks(320, 640).context.new_page()
    page.set_content(
        '<div style="overflow:hidden;width:40px;white-space:nowrap">A long line</div>'
        '<div style="overflow:hidden;height:9px">Half</div><p style="width:900px">Wide enough to go over the edge, '
        "which is at three hundred and twenty pixels, so that it has to be scrolled</p>"
    )
    found = cut_off(page)

    assert [each.split()[0] for each in found[:3]] == ["A", "Half", "Wide"]
