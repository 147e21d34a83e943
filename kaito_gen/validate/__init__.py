"""What the cluster would say to a document, before it sees one: findings, by stage."""
