"""The programs that run inside containers, one module each: functions that return shell or Python text.

All are ours. Shell is POSIX ``sh`` (busybox, dash and bash run it); every value that a user chose is quoted by
:mod:`~kaito_gen.render.scripts.values`, which also keeps the kubelet from expanding it.
"""
