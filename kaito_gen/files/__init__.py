"""The disk: reading what users name, writing a tree into a folder, and saying how the two differ.

Everything that touches users' files is here, so that one place holds the promises: nothing is read that could not be a
manifest, nothing is written outside of the folder or through a link, nothing that is not ours is changed, and whatever
stops us half-way leaves whole files and a tree that the next run repairs.

Its modules are imported one by one (``files.read``, ``files.write``, ``files.check``): most verbs only read.
"""
