"""The catalogue: each module registers kinds of documents (`filings.kinds.register`)."""
