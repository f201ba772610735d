-- what an operation has to itself while it runs: operations of one environment that only make something beside what is
-- there, such as a restore, do not keep others waiting
alter table operations add column footprint text not null default 'change'
    check (footprint in ('beside', 'change', 'removal'));
