-- 003: what units hand in. A row of filings is what a submission is now: a draft changes with every save.
-- Each act on it is a commit as well, with a table '.filing' that holds exactly what stood (names with a
-- dot in front are kept and not read when a desk is opened); filing_acts only finds them.
create table filings (
    form text not null,
    org text not null,
    period text not null,
    version bigint not null,
    state text not null,
    filler text not null,
    body text not null,
    extended bigint not null,
    changed_at bigint not null,
    primary key (form, org, period)
);

create table filing_acts (
    form text not null,
    org text not null,
    period text not null,
    version bigint not null,
    act text not null,
    state text not null,
    login text not null,
    post text not null,
    at bigint not null,
    note text not null,
    commit_id bigint not null,
    hash text not null,
    primary key (form, org, period, version)
);

create index filing_acts_hash on filing_acts (hash);
create index filings_period on filings (period);
