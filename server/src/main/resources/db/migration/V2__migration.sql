-- The staged moves of Heroku apps into projects.

create table migrations (
    id text primary key check (id ~ '^mig_[0-9a-f]{24}$'),
    app text not null,
    project text not null,
    environment text not null,
    -- where Heroku's APIs are, and where the app's web processes are asked for if not at their own address
    hosts jsonb not null,
    token_ciphertext bytea,
    source text,
    blueprint text,
    -- the team's own test command
    test text,
    state text not null check (state in ('running', 'waiting', 'paused', 'failed', 'rolled_back', 'settled', 'aborted')),
    step text not null check (step in ('inspect', 'prepare', 'sync', 'rehearse', 'review', 'cutover', 'watch', 'settle')),
    -- the operation that was begun last
    operation text,
    -- whether the server keeps the datastores in step
    following boolean not null default false,
    facts jsonb not null default '{}',
    created_at timestamptz not null,
    created_by text not null,
    finished_at timestamptz
);
create unique index migrations_one_of_an_app on migrations (app) where finished_at is null;
create unique index migrations_one_into_an_environment on migrations (project, environment) where finished_at is null;

create table migration_events (
    id bigint generated always as identity primary key,
    migration_id text not null references migrations on delete cascade,
    at timestamptz not null,
    who text not null,
    what text not null
);
create index migration_events_by_migration on migration_events (migration_id, id);
