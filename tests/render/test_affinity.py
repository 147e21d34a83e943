"""Pods ask for nodes by the user's labels in order, and by ownership last."""

from kaito_gen.render.affinity import node_affinity


def test_users_labels_are_sorted_and_ownership_stands_last_in_its_order() -> None:
    affinity = node_affinity({"zone": "1", "apps": "x"}, {"kaito.sh/workspace": "w", "a": "b"})
    (term,) = affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert [(item["key"], item["operator"], item["values"]) for item in term["matchExpressions"]] == [
        ("apps", "In", ["x"]),
        ("zone", "In", ["1"]),
        ("kaito.sh/workspace", "In", ["w"]),
        ("a", "In", ["b"]),
    ]


def test_no_labels_ask_for_nothing() -> None:
    assert node_affinity({}) == {}
