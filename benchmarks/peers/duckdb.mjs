// The panel job in DuckDB: node duckdb.mjs DIR [THREADS]. Prints "name value" lines as panel_bench
// does. THREADS 4: with 2 its Node API keeps only one core busy.
import { DuckDBInstance } from '@duckdb/node-api';

const dir = process.argv[2];
const threads = process.argv[3] ?? '4';
const cpu = () => {
  const u = process.cpuUsage();
  return (u.user + u.system) / 1e6;
};
async function timed(name, sql) {
  const wall = process.hrtime.bigint();
  const used = cpu();
  await db.run(sql);
  console.log(`${name}_s ${(Number(process.hrtime.bigint() - wall) / 1e9).toFixed(6)}`);
  console.log(`${name}_cpu_s ${(cpu() - used).toFixed(6)}`);
}

const instance = await DuckDBInstance.create(':memory:', { threads });
const db = await instance.connect();
await db.run(`create table areas as select code as area, parent from
  read_csv('${dir}/areas.csv', header = true, columns =
  {'code': 'integer', 'name': 'varchar', 'level': 'varchar', 'parent': 'integer'})`);
// `kind` is not used by the query, so it is not read; the month is read as a date.
await timed('load', `create table obs as select area, indicator, period, level from
  read_csv('${dir}/obs.csv', header = true, dateformat = '%Y-%m', columns =
  {'area': 'integer', 'indicator': 'smallint', 'period': 'date', 'kind': 'varchar',
   'level': 'double'})`);
await timed('derive', `create table derived as
  with a as (select o.area, p.parent, o.indicator, o.period, o.level,
      lag(level, 12) over (partition by o.area, o.indicator order by o.period) as ago
    from obs o join areas p using (area)),
  b as (select *,
      rank() over (partition by parent, indicator, period order by level desc) as place,
      sum(level) over (partition by parent, indicator, period) as total,
      sum(ago) over (partition by parent, indicator, period) as total_ago
    from a)
  select area, indicator, period, (level / ago - 1) * 100 as yoy, place as rank,
    level / total * 100 as share, (level - ago) / total_ago * 100 as pull from b`);
const r = (await db.runAndReadAll(`select count(*), count(yoy), fsum(yoy), sum(rank)::bigint,
  fsum(share), fsum(pull) from derived`)).getRows()[0];
['rows', 'n_yoy', 'sum_yoy', 'sum_rank', 'sum_share', 'sum_pull'].forEach((name, i) =>
  console.log(name, typeof r[i] === 'bigint' ? `${r[i]}` : r[i].toPrecision(15)));
console.log(`peak_mb ${(process.resourceUsage().maxRSS / 1e3).toFixed(1)}`);
