"""Rules for people who keep their manifests in Git, for both releases and for kinds beside KAITO's own."""
