"""Refusals."""

import re

from admit.model.errors import every_refusal


def test_each_refusal_has_a_stable_code_of_its_own() -> None:
    codes = [kind.code for kind in every_refusal()]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []
