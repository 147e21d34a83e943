"""Fetch a short-lived SAS token for weights that are streamed from a storage account (static mirror, v0.12)."""


def fetch_sas() -> str:
    """Return the Python program of init container ``fetch-sas`` (ConfigMap ``<ws>-fetch-sas-script``)."""
    return _PROGRAM


_PROGRAM = """\
import os
"""
