"""The disk: reading what users name, writing a tree into a folder, and saying how the two differ.

Everything that touches users' files is here, so that one place holds the promises: nothing is read that could not be a
manifest, nothing is written outside of the folder or through a link, nothing that is not ours is changed, and whatever
stops us half-way leaves whole files and a tree that the next run repairs.
"""

from kaito_gen.files.check import check_tree
from kaito_gen.files.read import MAX_BYTES, read_bytes, yaml_files
from kaito_gen.files.write import Written, write_tree

__all__ = ["MAX_BYTES", "Written", "check_tree", "read_bytes", "write_tree", "yaml_files"]
