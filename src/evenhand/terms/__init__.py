"""The few value types every stage speaks: what is known of a fact, an answer, a refusal."""
