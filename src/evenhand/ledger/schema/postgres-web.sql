-- What the account that Evenhand works with may do: read, and add. {web} is its name.
GRANT USAGE ON SCHEMA evenhand_ledger TO {web};
GRANT SELECT ON ALL TABLES IN SCHEMA evenhand_ledger TO {web};
GRANT INSERT ON ledger, entries, parts, nodes TO {web};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA evenhand_ledger TO {web};
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER
    ON ALL TABLES IN SCHEMA evenhand_ledger FROM {web};
