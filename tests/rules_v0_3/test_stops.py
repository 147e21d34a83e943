"""What the webhook of v0.3 gets no further than, in the order in which it comes there."""

from copy import deepcopy

import pytest

from kaito_gen.validate.finding import NOTE


def test_sound_workspaces_have_nothing_to_say(judged, serving, tuning, settings) -> None:
    assert judged(serving) == ()
    assert judged(tuning, settings()) == ()
    assert judged(serving, old=serving) == ()
    assert judged(tuning, old=tuning) == ()


def test_what_cannot_be_read_hides_everything_else(refused, serving) -> None:
    serving["inference"]["preset"]["name"] = "falcon-8b"
    serving["inference"]["template"] = {"spec": {"kontainers": []}}
    assert refused(serving) == {"open-part-unreadable"}


def test_every_unreadable_field_is_told(judged, serving) -> None:
    serving["inference"] = {"template": {"spec": {"kontainers": [], "nodeName": 1}}}
    assert [finding.keys[-1] for finding in judged(serving)] == ["kontainers", "nodeName"]


def test_the_stored_object_is_read_as_strictly(judged, serving) -> None:
    """Such an object got in while the webhook was off; now nothing can be written to it."""
    serving["inference"] = {"template": {"spec": {"containers": []}}}
    stored = deepcopy(serving)
    stored["inference"]["template"]["spec"]["kontainers"] = []
    (finding,) = judged(serving, old=stored)
    assert finding.rule == "open-part-unreadable"
    assert "stored" in finding.message


def test_fields_of_newer_kubernetes_are_unknown_to_the_release(refused, serving) -> None:
    """Image volumes came with 1.31; the release was built with 1.30."""
    serving["inference"] = {"template": {"spec": {"volumes": [{"name": "model", "image": {"reference": "x/y:1"}}]}}}
    assert refused(serving) == {"open-part-unreadable"}


@pytest.mark.parametrize("name", ["falcon-8b", "Falcon-7B", "", "microsoft/phi-4"])
def test_an_unknown_preset_crashes_before_anything_else_is_said(refused, serving, name) -> None:
    serving["inference"] = {"preset": {"name": name}, "adapters": [{}]}
    serving["resource"]["instanceType"] = "nonsense"
    assert refused(serving) == {"preset-unknown"}


def test_the_name_that_was_meant_is_told(judged, serving) -> None:
    serving["inference"]["preset"]["name"] = "Falcon-7B"
    (finding,) = judged(serving)
    assert "did you mean falcon-7b" in finding.message
    assert finding.keys == ("inference", "preset", "name")


def test_each_adapter_without_a_source_is_told(judged, serving, adapter) -> None:
    serving["inference"]["adapters"] = [{}, adapter(), {"strength": "0.5"}]
    assert [finding.keys for finding in judged(serving)] == [("inference", "adapters", 0), ("inference", "adapters", 2)]


def test_a_tuning_job_without_resource_crashes(refused, tuning) -> None:
    del tuning["resource"]
    tuning["tuning"]["method"] = "full"
    assert refused(tuning) == {"tuning-resource-missing"}


def test_an_inference_without_resource_lacks_a_machine(refused, serving) -> None:
    del serving["resource"]
    assert refused(serving) == {"instance-type-unknown"}


@pytest.mark.parametrize("key", ["on", "1", "~", "2.5"])
def test_a_section_whose_name_is_no_text_crashes(refused, tuning, settings, key) -> None:
    text = f"training_config:\n  QuantizationConfig: {{load_in_4bit: true}}\n  {key}: {{}}\n"
    assert refused(tuning, settings(text)) == {"tuning-section-not-text"}
    assert refused(tuning, settings(text.replace(f"  {key}:", f"  '{key}':"))) == {"tuning-section-unknown"}


def test_inference_is_looked_at_before_tuning(refused, serving, tuning) -> None:
    serving["inference"]["preset"]["name"] = "falcon-8b"
    serving["tuning"] = tuning["tuning"]
    del serving["resource"]
    assert refused(serving) == {"preset-unknown"}


@pytest.mark.parametrize("part", ["inference", "tuning"])
def test_what_is_added_later_crashes(refused, serving, tuning, part) -> None:
    old = {"inference": tuning, "tuning": serving}[part]
    new = old | {part: (serving if part == "inference" else tuning)[part]}
    assert refused(new, old=old) == {"workload-added-crashes"}


@pytest.mark.parametrize("part", ["inference", "tuning"])
def test_what_is_removed_later_is_refused_with_a_reason(refused, serving, tuning, part) -> None:
    old = serving | {"tuning": tuning["tuning"]}
    new = {key: value for key, value in old.items() if key != part}
    assert refused(new, old=old) == {"workload-toggled"}


def test_adapters_crash_before_tuning_does(refused, serving, tuning) -> None:
    new = serving | {"inference": serving["inference"] | {"adapters": [{}]}, "tuning": tuning["tuning"]}
    assert refused(new, old=serving) == {"adapter-source-missing"}


def test_a_job_that_was_stored_without_input_crashes(refused, tuning) -> None:
    stored = deepcopy(tuning)
    del stored["tuning"]["input"]
    tuning["tuning"]["method"] = "lora"
    assert refused(tuning, old=stored) == {"tuning-input-added"}


def test_a_config_that_may_exist_is_a_note(judged, tuning) -> None:
    (finding,) = judged(tuning, complete=False)
    assert (finding.rule, finding.severity) == ("tuning-config-missing", NOTE)
