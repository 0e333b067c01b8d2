"""Part 6: what these numbers cannot say."""

from __future__ import annotations

from evenhand.review.report.marks import marks_in_words
from evenhand.review.report.markup import Html, bullets, paragraph, section
from evenhand.review.report.reviewed import Reviewed


def limits_part(read: Reviewed) -> Html:
    """Write the part."""
    judged = {fact for i in read.instruments for fact in read.codes(i).judged_bits}
    return section(
        "limits",
        "6. What these numbers cannot say",
        paragraph("This part says how far the counts above may be trusted, and for what."),
        bullets(
            (
                "A finding is not a decision. It says what a document makes of what is recorded; "
                "people decide cases. Nothing here says that one was decided rightly.",
                "A class counts only what is proven. What is unknown is never held against a "
                "respondent and never assumed in their favour, so a case with an empty record "
                "stands in the document’s last class. The possible classes say what that hides.",
                "“No” means that the record rules the factor out; “cannot tell” means that it does "
                "not say. A column that a source does not have makes every answer that rests on it "
                "a “cannot tell”, however the respondents truly stand.",
                f"{len(judged):,} of the facts read are judgements (“compelling ties”, “egregious "
                "record” and the like). They are never guessed from data: until a person sets one "
                "on a case it is unknown, here and in the findings.",
                "Records say what was written down on their day. They may be wrong, and what "
                "happened since is not in them. Rejected rows are in no count.",
                f"A mark says how far the guidance’s words were confirmed ({marks_in_words()}). A "
                "factor whose words are not confirmed may be worded otherwise in the document.",
                "Review under an instrument outside its dates, or for a kind of case its scope "
                "leaves out, is a counterfactual: a comparison, not what governed the case.",
                "Differences between offices are differences between records. They are not "
                "adjusted for what the cases are, and small offices vary by chance.",
                "Small exact counts can point to a person. Do not publish them, and do not pass "
                "them on outside the review: what is published goes through disclosure control.",
            )
        ),
    )
