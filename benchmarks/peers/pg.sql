-- The panel job in PostgreSQL: psql -f pg.sql in the folder of the CSVs. Unlogged tables.
\set ON_ERROR_STOP on
set work_mem = '1GB';
set client_min_messages = warning;
create unlogged table areas (area integer, name text, kind text, parent integer);
create unlogged table obs (area integer, indicator smallint, period text, kind text, level double precision);
\copy areas from 'areas.csv' with (format csv, header true)
\timing on
\echo load
\copy obs from 'obs.csv' with (format csv, header true)
\timing off
analyze;
\timing on
\echo derive
create unlogged table derived as
with a as (select o.area, p.parent, o.indicator, o.period, o.level,
    lag(level, 12) over (partition by o.area, o.indicator order by o.period collate "C") as ago
  from obs o join areas p using (area)),
b as (select *,
    rank() over (partition by parent, indicator, period order by level desc) as place,
    sum(level) over (partition by parent, indicator, period) as total,
    sum(ago) over (partition by parent, indicator, period) as total_ago
  from a)
select area, indicator, period, (level / ago - 1) * 100 as yoy, place as rank,
  level / total * 100 as share, (level - ago) / total_ago * 100 as pull from b;
\timing off
\pset format unaligned
\pset tuples_only on
select 'rows ' || count(*), 'n_yoy ' || count(yoy), 'sum_yoy ' || sum(yoy), 'sum_rank ' || sum(rank),
  'sum_share ' || sum(share), 'sum_pull ' || sum(pull) from derived;
