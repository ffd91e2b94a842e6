-- 002: who may come in. What they may do are tables of the catalogue (people, posts, roles, grants) and
-- so part of the history; here stands what changes with every sign-in or must be forgotten at once.
create table accounts (
    login text primary key,
    secret text not null,
    totp text not null,
    totp_step bigint not null,
    failed bigint not null,
    locked_until bigint not null,
    disabled bigint not null,
    made_at bigint not null,
    changed_at bigint not null
);

-- Sessions, API tokens and one-time links: only a hash of what is handed out.
create table credentials (
    -- @sqlite
    hash blob primary key,
    -- @pg
    hash bytea primary key,
    -- @all
    id text not null unique,
    login text not null references accounts (login),
    kind text not null,
    name text not null,
    made_at bigint not null,
    expires_at bigint not null,
    origin text not null,
    used_at bigint not null -- now and then; a session that rests too long has ended
);

-- Who came in, who was turned away: only ever added. What is older than today is in the chain: a commit
-- `signins` with the hash of its rows.
create table signins (
    seq bigint primary key,
    at bigint not null,
    login text not null,
    outcome text not null,
    origin text not null
);

insert into meta (key, value) values ('accounts', '0');
