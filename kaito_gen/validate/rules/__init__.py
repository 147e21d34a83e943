"""Every rule, in one explicit tuple: a new one is a function in a subject's file and an entry in that file's RULES."""
