-- 004: ledgers. Their rows, series, milestones, comments and files are texts of commits ('.ledger:TYPE'), types are
-- '.type:CODE', the bytes of a file '.blob:HASH': found by name, in the order in which they were written.
create index commit_tables_name on commit_tables (name, commit_id, seq);
