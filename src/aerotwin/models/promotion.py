"""Whether a freshly trained model becomes the champion."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Verdict:
    """The decision, and the reason in words for the task's output."""

    promoted: bool
    reason: str


def judge(metrics: dict[str, float]) -> Verdict:
    """Promote only what ranks held-out failures better than the best-threshold rule, and than chance.

    `metrics` as `evaluate` names them. Chance: in 95 % of bootstrap samples of the test aircraft the average
    precision exceeds the base rate. An average precision that cannot be computed (nan) never wins.
    """
    model, rule = metrics["average_precision"], metrics["rule_average_precision"]
    base, f1, rule_f1 = metrics["base_rate"], metrics["f1"], metrics["rule_f1"]
    scores = (
        f"average precision {model:.3f} against {rule:.3f} of the rule and {base:.3f} by chance, "
        f"F1 {f1:.3f} against {rule_f1:.3f}"
    )
    if model != model or rule != rule:
        return Verdict(False, "not promoted: the held-out part has no failure to judge by")
    if model <= rule:
        return Verdict(False, f"not promoted, the threshold rule is as good or better: {scores}")
    if metrics["beats_chance"] < CONFIDENCE:
        share = 100 * metrics["beats_chance"]
        return Verdict(False, f"not promoted, better than chance in only {share:.0f} % of samples: {scores}")
    return Verdict(True, f"promoted: {scores}")
