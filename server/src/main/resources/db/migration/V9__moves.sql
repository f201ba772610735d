-- Moves of single databases, which people ask for by two addresses.

create table moves (
    id text primary key check (id ~ '^mov_[0-9a-f]{24}$'),
    name text not null check (name ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'),
    kind text not null check (kind in ('postgres', 'redis')),
    -- as people are shown them: without user and password
    source text not null,
    target text not null,
    -- as they were given; gone once the move is over
    source_ciphertext bytea,
    target_ciphertext bytea,
    settings jsonb not null,
    state text not null check (state in ('new', 'copying', 'following', 'cut_over', 'copied', 'settled', 'aborted')),
    -- whether the server keeps the side that is not live in step
    following boolean not null default false,
    -- the operation that was begun last
    operation text,
    facts jsonb not null default '{}',
    -- the last comparison in full
    report_json text,
    report_markdown text,
    created_at timestamptz not null,
    created_by text not null,
    finished_at timestamptz
);
create unique index moves_one_of_a_name on moves (name) where finished_at is null;
create unique index moves_one_of_a_pair on moves (source, target) where finished_at is null;
