"""Where a tuning job of v0.3 reads its data and puts its result.

Only volumes are refused again when the Workspace is written later: other data sources may then be anything. That both
are there, the schema sees to, except for a job that was stored without one before the schema asked for it.
"""

from collections.abc import Iterator

from kaito_gen.render.v0_3.image_form import in_capitals, malformed
from kaito_gen.validate.rule import Hit, Subject
from kaito_gen.validate.rules.data_source import sources
from kaito_gen.validate.rules.v0_3.workspace import CHANGES, CREATES, WRITES, refusal
from kaito_gen.validate.rules.walk import Step, once, part

_INPUT, _OUTPUT = ("tuning", "input"), ("tuning", "output")


@once
def _data(subject: Subject) -> Iterator[Step]:
    job = subject.manifest.get("tuning")
    if job is None:
        return
    for name, rule_id in (("input", "tuning-input-missing"), ("output", "tuning-output-missing")):
        if job.get(name) is None:
            yield rule_id, Hit(("tuning",), f"a tuning job needs its {name}", "make a new Workspace with another name")
    source, target = part(job, "input"), part(job, "output")
    if source.get("volumeSource") is not None:
        message = "this release reads training data from URLs or an image, it knows no volumes yet"
        yield "tuning-input-volume", Hit((*_INPUT, "volumeSource"), message, "name urls or an image instead")
    if target.get("volumeSource") is not None:
        message = "this release pushes the result as an image, it knows no volumes yet"
        hint = "name an image and an imagePushSecret instead"
        yield "tuning-output-volume", Hit((*_OUTPUT, "volumeSource"), message, hint)
    if not subject.creates:
        return
    image = str(source.get("image") or "")
    if image and malformed(image):
        yield "input-image-malformed", Hit((*_INPUT, "image"), malformed(image))
    elif image and in_capitals(image):
        yield "input-image-in-capitals", Hit((*_INPUT, "image"), in_capitals(image))
    found = sources(source)
    if len(found) != 1:
        said = f"names {' and '.join(found)}" if found else "names none"
        message = f"the data of a tuning job has one source of urls and image, and this {said}"
        yield "tuning-input-not-one", Hit(_INPUT, message, "keep one" if found else "add one")
    yield from _result(str(target.get("image") or ""), target.get("imagePushSecret"), target.get("volumeSource"))


def _result(image: str, secret: str | None, volume: object) -> Iterator[Step]:
    if image and malformed(image):
        yield "output-image-malformed", Hit((*_OUTPUT, "image"), malformed(image))
    elif image and in_capitals(image):
        yield "output-image-in-capitals", Hit((*_OUTPUT, "image"), in_capitals(image))
    if image and not secret:
        hint = "name a docker-registry Secret in imagePushSecret"
        yield "push-secret-missing", Hit(_OUTPUT, "an image can only be pushed with a secret", hint)
    if not image and volume is None:
        message = "the result of a tuning job goes to an image, and this names none"
        yield "tuning-output-not-one", Hit(_OUTPUT, message, "add an image and an imagePushSecret")


RULES = (
    refusal("tuning-input-missing", _data, "A tuning job has no input.", ("U15",), operations=CHANGES),
    refusal("tuning-output-missing", _data, "A tuning job has no output.", ("U16",), operations=CHANGES),
    refusal("tuning-input-volume", _data, "The data is to be read from a volume.", ("28", "U15"), operations=WRITES),
    *(
        refusal(rule_id, _data, summary, (number,), operations=CREATES)
        for rule_id, number, summary in (
            ("input-image-malformed", "29", "The image of the data is no full reference."),
            ("input-image-in-capitals", "30", "The image of the data has capitals in its name."),
            ("tuning-input-not-one", "31", "The data of a tuning job has none or several sources."),
            ("output-image-malformed", "32", "The image of the result is no full reference."),
            ("output-image-in-capitals", "32", "The image of the result has capitals in its name."),
            ("push-secret-missing", "33", "The result is pushed without a secret."),
            ("tuning-output-not-one", "34", "The result of a tuning job has no place."),
        )
    ),
    refusal("tuning-output-volume", _data, "The result is to go to a volume.", ("32", "U16"), operations=WRITES),
)
