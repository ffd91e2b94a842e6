-- The panel job in SQLite: sqlite3 FILE < sqlite.sql in the folder of the CSVs. Its own .import
-- into an indexed table; disk settings as they come, one transaction. .timer does not time .import.
.timer on
create table areas (area integer primary key, name text, kind text, parent integer);
create table obs (area integer, indicator integer, period text, kind text, level real,
  primary key (indicator, period, area)) without rowid;
.mode csv
.import --skip 1 areas.csv areas
.shell date '+import_from %s.%N'
.import --skip 1 obs.csv obs
.shell date '+import_to %s.%N'
pragma cache_size = -2000000;
pragma temp_store = memory;
.print derive
create table derived as
with a as (select o.area, p.parent, o.indicator, o.period, o.level,
    lag(level, 12) over (partition by o.area, o.indicator order by o.period) as ago
  from obs o join areas p using (area)),
b as (select *,
    rank() over (partition by parent, indicator, period order by level desc) as place,
    sum(level) over (partition by parent, indicator, period) as total,
    sum(ago) over (partition by parent, indicator, period) as total_ago
  from a)
select area, indicator, period, (level / ago - 1) * 100 as yoy, place as rank,
  level / total * 100 as share, (level - ago) / total_ago * 100 as pull from b;
.print done
.timer off
.mode list
select 'rows ' || count(*), 'n_yoy ' || count(yoy), 'sum_yoy ' || printf('%.15g', sum(yoy)),
  'sum_rank ' || sum(rank), 'sum_share ' || printf('%.15g', sum(share)),
  'sum_pull ' || printf('%.15g', sum(pull)) from derived;
