-- 001: what the desk remembers. Rows of commits, commit_tables and chunks are only ever added.
create table meta (
    key text primary key,
    value text not null
);

create table commits (
    -- @sqlite
    id integer primary key,
    file_sha256 blob not null,
    chain blob not null,
    -- @pg
    id bigint primary key,
    file_sha256 bytea not null,
    chain bytea not null,
    -- @all
    recorded_at bigint not null unique,
    recorded_by text not null,
    action text not null,
    reason text not null,
    source text not null,
    n_rows bigint not null
);

create table commit_tables (
    commit_id bigint not null references commits (id) deferrable initially deferred,
    seq bigint not null,
    name text not null,
    -- @sqlite
    sha256 blob not null,
    body blob not null,
    -- @pg
    sha256 bytea not null,
    body bytea not null,
    -- @all
    primary key (commit_id, seq)
);

create table chunks (
    commit_id bigint not null references commits (id) deferrable initially deferred,
    seq bigint not null,
    key_min bigint not null,
    key_max bigint not null,
    n bigint not null,
    -- @sqlite
    sha256 blob not null,
    body blob not null,
    -- @pg
    sha256 bytea not null,
    body bytea not null,
    -- @all
    primary key (commit_id, seq)
);

-- @pg
-- Chunks are packed already: compressing them again only costs time.
alter table chunks alter column body set storage external;
-- @all

insert into meta (key, value) values ('app', 'diaodu');
insert into meta (key, value) values ('schema', '0');
insert into meta (key, value) values ('writer', '');
