"""Makes counts safe to publish: small numbers hidden, every release attacked before it leaves."""
