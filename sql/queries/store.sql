-- Statements of src/store. `-- name: x` starts one, `-- name: x @sqlite` / `@pg` one for that engine
-- only. Parameters are $1, $2, …

-- ---- connection ----

-- name: setup_read @sqlite
pragma foreign_keys = on;
pragma query_only = on;

-- name: setup_write @sqlite
pragma journal_mode = wal;
pragma synchronous = full;
pragma foreign_keys = on;
pragma journal_size_limit = 67108864;
pragma cache_size = -16384;

-- name: setup_create @sqlite
pragma page_size = 8192;
pragma application_id = 1145651524;

-- name: setup_read @pg
set session characteristics as transaction read only;

-- name: file_kind @sqlite
select (select application_id from pragma_application_id), (select count(*) from sqlite_schema);

-- name: begin_write @sqlite
begin immediate;

-- name: begin_write @pg
begin isolation level read committed;

-- name: lock_writer @pg
select value from meta where key = 'writer' for update nowait;

-- name: begin_alone @sqlite
begin exclusive;

-- name: begin_snapshot @pg
begin isolation level repeatable read read only;

-- name: begin_read
begin;

-- name: commit
commit;

-- name: rollback
rollback;

-- ---- meta ----

-- name: schema_get
select a.value, s.value from meta a, meta s where a.key = 'app' and s.key = 'schema';

-- name: meta_get
select value from meta where key = $1;

-- name: meta_update
update meta set value = $2 where key = $1;

-- name: meta_insert
insert into meta (key, value) values ($1, $2);

-- name: meta_all
select key, value from meta order by key;

-- ---- writing ----

-- name: commit_last
select id, recorded_at, chain from commits order by id desc limit 1;

-- name: commit_add
insert into commits (id, recorded_at, recorded_by, action, reason, source, file_sha256, n_rows, chain)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: commit_chain
select chain from commits where id = $1;

-- name: table_add
insert into commit_tables (commit_id, seq, name, sha256, body) values ($1, $2, $3, $4, $5);

-- name: chunk_add
insert into chunks (commit_id, seq, key_min, key_max, n, sha256, body)
values ($1, $2, $3, $4, $5, $6, $7);

-- ---- reading ----

-- name: head_at
select id, recorded_at, recorded_by, action, reason, source, file_sha256, n_rows, chain
from commits where recorded_at <= $1 order by recorded_at desc limit 1;

-- name: commits_between
select id, recorded_at, recorded_by, action, reason, source, file_sha256, n_rows, chain
from commits where id > $1 and recorded_at <= $2 order by id;

-- name: tables_after
select commit_id, seq, name, sha256, body from commit_tables
where commit_id >= $1 and commit_id <= $3 and (commit_id > $1 or seq > $2)
order by commit_id, seq limit 8;

-- name: chunk_index
select commit_id, seq, key_min, key_max, n from chunks
where commit_id > $1 and commit_id <= $2 and key_max >= $3 and key_min <= $4
order by commit_id, seq;

-- name: chunks_span
select commit_id, seq, key_min, key_max, n, sha256, body from chunks
where commit_id >= $1 and commit_id <= $3 and (commit_id > $1 or seq >= $2)
  and (commit_id < $3 or seq <= $4) and key_max >= $5 and key_min <= $6
order by commit_id, seq;

-- name: chunks_after
select commit_id, seq, key_min, key_max, n, sha256, body from chunks
where commit_id >= $1 and commit_id <= $3 and (commit_id > $1 or seq > $2)
order by commit_id, seq limit 16;

-- ---- care ----

-- name: integrity @sqlite
pragma integrity_check;

-- name: orphans
select (select count(*) from chunks c left join commits k on k.id = c.commit_id where k.id is null),
       (select count(*) from commit_tables t left join commits k on k.id = t.commit_id where k.id is null);

-- name: wal_off @sqlite
pragma journal_mode = delete;

-- name: clear_chunks
delete from chunks;

-- name: clear_tables
delete from commit_tables;

-- name: clear_commits
delete from commits;

-- name: clear_settings
delete from meta where key not in ('app', 'schema', 'writer', 'accounts');

-- ---- accounts ----

-- name: accounts_all
select login, secret, totp, totp_step, failed, locked_until, disabled, made_at, changed_at
from accounts order by login;

-- name: account_get
select login, secret, totp, totp_step, failed, locked_until, disabled, made_at, changed_at
from accounts where login = $1;

-- name: account_add
insert into accounts (login, secret, totp, totp_step, failed, locked_until, disabled, made_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: account_update
update accounts set secret = $2, totp = $3, totp_step = $4, failed = $5, locked_until = $6, disabled = $7,
    made_at = $8, changed_at = $9
where login = $1;

-- name: credentials_all
select hash, id, login, kind, name, made_at, expires_at, origin, used_at from credentials order by made_at, id;

-- name: credential_add
insert into credentials (hash, id, login, kind, name, made_at, expires_at, origin, used_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: credential_used
update credentials set used_at = $2 where hash = $1 and used_at < $2;

-- name: sessions_idle
delete from credentials where kind = 'session' and used_at <= $1;

-- name: no_wait @sqlite
pragma busy_timeout = 0;

-- name: credential_drop
delete from credentials where login = $1 and id = $2 and kind = $3;

-- name: credentials_drop
delete from credentials where login = $1 and kind = $2 and id <> $3;

-- name: credentials_expired
delete from credentials where expires_at <= $1;

-- name: credentials_brief
delete from credentials where kind <> 'token';

-- name: clear_credentials
delete from credentials;

-- name: clear_accounts
delete from accounts;

-- name: clear_signins
delete from signins;

-- name: signin_newest
select seq, at from signins order by seq desc limit 1;

-- name: signins_span
select seq, at, login, outcome, origin from signins where seq > $1 and seq <= $2 order by seq limit 4096;

-- name: signins_sealed
select reason from commits where action = 'signins' order by id desc limit 1;

-- name: signin_add
insert into signins (seq, at, login, outcome, origin) values ($1, $2, $3, $4, $5);

-- name: signins_of
select at, login, outcome, origin from signins where login = $1 order by seq desc limit 50;

-- ---- what units hand in ----

-- name: tables_open_after
select commit_id, seq, name, sha256, body from commit_tables
where commit_id >= $1 and commit_id <= $3 and (commit_id > $1 or seq > $2) and name not like '.%'
order by commit_id, seq limit 8;

-- name: filings_of
select form, org, period, version, state, filler, body, extended, changed_at from filings
where ($1 = '' or form = $1) and ($2 = '' or org = $2) and ($3 = '' or period = $3)
order by form, period, org;

-- name: filing_add
insert into filings (form, org, period, version, state, filler, body, extended, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: filing_update
update filings set version = $4, state = $5, filler = $6, body = $7, extended = $8, changed_at = $9
where form = $1 and org = $2 and period = $3;

-- name: filing_acts_of
select form, org, period, version, act, state, login, post, at, note, commit_id, hash from filing_acts
where ($1 = '' or form = $1) and ($2 = '' or org = $2) and ($3 = '' or period = $3)
order by form, period, org, version;

-- name: filing_act_by_hash
select form, org, period, version, act, state, login, post, at, note, commit_id, hash from filing_acts
where hash = $1 order by commit_id limit 1;

-- name: filing_act_add
insert into filing_acts (form, org, period, version, act, state, login, post, at, note, commit_id, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: filing_text
select sha256, body from commit_tables where commit_id = $1 and name = $2;

-- name: filing_texts_after
select commit_id, body from commit_tables where name = $1 and commit_id > $2
order by commit_id limit 64;

-- name: clear_filings
delete from filings;

-- name: clear_filing_acts
delete from filing_acts;

-- name: filings_all
select form, org, period, version, state, filler, body, extended, changed_at from filings
order by form, period, org;

-- name: filing_acts_all
select form, org, period, version, act, state, login, post, at, note, commit_id, hash from filing_acts
order by commit_id, form, org, period;

-- ---- texts by name ----

-- name: named_after
select t.commit_id, t.seq, t.body, k.recorded_at, k.recorded_by, k.reason from commit_tables t
join commits k on k.id = t.commit_id
where t.name = $1 and t.commit_id >= $2 and (t.commit_id > $2 or t.seq > $3) and t.commit_id <= $4
order by t.commit_id, t.seq limit 256;

-- name: named_names
select name, max(commit_id) from commit_tables
where commit_id > $2 and commit_id <= $3 and substr(name, 1, length($1)) = $1
group by name order by 2, 1;

-- name: named_newest
select commit_id, body from commit_tables where name = $1 and commit_id <= $2
order by commit_id desc, seq desc limit 1;
