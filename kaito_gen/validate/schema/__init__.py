"""The schema stage: what the API server does to a document of a kind, and why it refuses it."""
