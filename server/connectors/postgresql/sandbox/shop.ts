/** Who may come in from outside, and the name under which the database is known there. */
export const demo = { database: 'shop', user: 'koppel_demo_shop', password: 'demo-database-1' };

/** The first products are those of the demo shops, so that flows between them find each other's. */
const known = [
  ['TAS-ROOD', 'Tas', '24.75', 12],
  ['MOK-BLAUW', 'Mok Zeeuws blauw', '12.95', 96],
  ['THEE-EARL', 'Thee Earl Grey 100 g', '6.49', 40],
  ['BOEK-CAFE', 'Kookboek ‘Café à la crème’', '27.50', 6],
  ['KAARS-XL', 'Geurkaars XL', '18.95', 30],
  ['SJAAL-WOL', 'Wollen sjaal Ærø', '39.95', 4],
  ['PLAID-GRIJS', 'Plaid grijs', '49.00', 11],
  ['SERVIES-12', 'Servies twaalfdelig', '129.00', 2],
];

/**
 * Makes the shop anew. Rights end at its own schema, and what comes in from outside is written down by triggers, which the
 * role that comes in can neither see nor stop.
 */
export const build = `
drop schema if exists shop cascade;
drop schema if exists shop_log cascade;
create schema shop;
create schema shop_log;
create table shop.products (
  sku text primary key, name text not null, price numeric(12,2), stock integer not null default 0,
  in_shop boolean not null default false, tags text[] not null default '{}', details jsonb,
  changed_at timestamptz not null default clock_timestamp());
create table shop.orders (
  number text primary key, status text not null default 'new', currency char(3) not null default 'EUR',
  total numeric(12,2) not null check (total >= 0), lines jsonb not null default '[]', placed_on date,
  changed_at timestamptz not null default clock_timestamp());
create view shop.stock as select sku, stock, changed_at from shop.products;
create table shop_log.received (
  no bigserial primary key, at timestamptz not null default clock_timestamp(), what text, id text, body jsonb);
create function shop_log.note() returns trigger language plpgsql security definer as $$
begin
  if session_user = '${demo.user}' then
    insert into shop_log.received (what, id, body)
    values (tg_table_name, to_jsonb(new) ->> tg_argv[0], to_jsonb(new) - 'changed_at');
  end if;
  return new;
end $$;
create trigger note after insert or update on shop.products for each row execute function shop_log.note('sku');
create trigger note after insert or update on shop.orders for each row execute function shop_log.note('number');
do $$ begin
  create role ${demo.user} login password '${demo.password}';
exception when duplicate_object or unique_violation then null; end $$;
revoke all on schema public from public;
grant usage on schema shop to ${demo.user};
grant select on all tables in schema shop to ${demo.user};
grant insert, update on shop.products, shop.orders to ${demo.user};`;

/** Any number of products, made where they stand; each changed a minute after the one before. */
export const fill = `
insert into shop.products (sku, name, price, stock, in_shop, tags, details, changed_at)
select coalesce(k.value ->> 0, 'ART-' || lpad(n::text, 6, '0')), coalesce(k.value ->> 1, 'Artikel ' || n),
  coalesce((k.value ->> 2)::numeric, 5 + n % 40 * 1.25), coalesce((k.value ->> 3)::int, n % 50), k.value is not null,
  array['range ' || n % 3], jsonb_build_object('weight', n % 9 * 0.1, 'shelf', n % 20),
  now() - make_interval(mins => ($1::int - n + 60)::int)
from generate_series(1, $1::int) as n
left join jsonb_array_elements('${JSON.stringify(known)}'::jsonb) with ordinality as k(value, no) on k.no = n`;
