create table customer(id integer primary key, name text, city text);
create table purchase(id integer primary key, customer integer, item text, amount real, day text);
begin;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
insert into customer select i, 'customer ' || i, 'city ' || (i % 50) from n;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000)
insert into purchase select i, 1 + i * 7919 % 500, 'item ' || (i % 300), i % 1000 / 10.0, date('2026-01-01', (i % 365) || ' days') from n;
commit;
create index purchase_customer on purchase(customer);
create index purchase_item on purchase(item);
select city, count(*), sum(amount) from purchase join customer on customer.id = customer group by city order by 3 desc;
select item, group_concat(distinct day) from purchase group by item having count(*) > 99;
select name, (select max(amount) from purchase where customer = customer.id) from customer order by name;
select day, json_group_array(json_object('item', item, 'amount', amount)) from purchase group by day;
update purchase set amount = amount * 1.1 where item like 'item 1%';
delete from purchase where day < '2026-03-01';
vacuum;
