-- Everything the control plane knows. Columns named *ciphertext hold Tink AEAD output; the key is outside the database.

create table projects (
    id bigint generated always as identity primary key,
    name text not null unique check (name ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'),
    created_at timestamptz not null
);

create table environments (
    id bigint generated always as identity primary key,
    project_id bigint not null references projects on delete cascade,
    name text not null check (name ~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'),
    -- whether its services are wanted: no release yet, up, or taken down by a person
    intent text not null default 'empty' check (intent in ('empty', 'up', 'down')),
    -- revision of the last spec that was given to the engine
    revision bigint not null default 0 check (revision >= 0),
    created_at timestamptz not null,
    unique (project_id, name)
);

create table tokens (
    id bigint generated always as identity primary key,
    name text not null check (length(name) between 1 and 63),
    hash bytea not null unique check (octet_length(hash) = 32),
    access text not null check (access in ('read', 'write', 'admin')),
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);

create table sign_in_links (
    hash bytea primary key check (octet_length(hash) = 32),
    token_id bigint not null references tokens on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
);

create table sessions (
    hash bytea primary key check (octet_length(hash) = 32),
    token_id bigint not null references tokens on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text not null,
    action text not null,
    target text not null,
    from_address text not null,
    status int not null
);

create table idempotency_keys (
    who text not null,
    key text not null,
    request bytea not null check (octet_length(request) = 32),
    created_at timestamptz not null,
    status int,
    answer_ciphertext bytea,
    primary key (who, key)
);

create table sources (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null check (bytes > 0),
    created_at timestamptz not null,
    used_at timestamptz not null
);

create table variables (
    environment_id bigint not null references environments on delete cascade,
    -- the one service that gets it; empty for all
    service text not null default '',
    name text not null check (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,127}$'),
    secret boolean not null,
    value_ciphertext bytea not null,
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (environment_id, service, name)
);

create table datastores (
    environment_id bigint not null references environments on delete cascade,
    service text not null,
    type text not null check (type in ('postgres', 'redis')),
    password_ciphertext bytea not null,
    created_at timestamptz not null,
    primary key (environment_id, service)
);

create table scales (
    environment_id bigint not null references environments on delete cascade,
    service text not null,
    instances int not null check (instances between 0 and 100),
    -- what the blueprint said when the number was given; it holds until the blueprint says something else
    file_min int not null,
    file_max int not null,
    primary key (environment_id, service)
);

create table builds (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    directory text not null,
    processes jsonb not null,
    environment jsonb not null,
    used_at timestamptz not null
);

create table operations (
    id text primary key check (id ~ '^op_[0-9a-f]{24}$'),
    -- order in which operations of one environment run
    sequence bigint generated always as identity unique,
    kind text not null,
    project text not null,
    -- null: the whole project
    environment text,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    description text not null,
    created_by text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    input_ciphertext bytea not null,
    -- what finished steps found out, for the steps after them
    facts jsonb not null default '{}',
    -- grows each time a server takes it up; outcomes of an older one are refused
    epoch int not null default 0,
    -- grows with each change that somebody may see
    version bigint not null default 0,
    cancelling boolean not null default false,
    retries int not null default 0,
    retrying_since timestamptz,
    failure jsonb,
    result jsonb,
    check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);
create index operations_unfinished on operations (project, sequence) where finished_at is null;

create table operation_steps (
    operation_id text not null references operations on delete cascade,
    position int not null,
    name text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'skipped')),
    detail text not null default '',
    started_at timestamptz,
    finished_at timestamptz,
    progress jsonb,
    phases jsonb not null default '[]',
    primary key (operation_id, position)
);

create table operation_log (
    id bigint generated always as identity primary key,
    operation_id text not null references operations on delete cascade,
    step text not null,
    at timestamptz not null,
    text text not null
);
create index operation_log_by_operation on operation_log (operation_id, id);

create table releases (
    id bigint generated always as identity primary key,
    environment_id bigint not null references environments on delete cascade,
    version int not null check (version > 0),
    state text not null check (state in ('pending', 'live', 'superseded', 'failed')),
    created_at timestamptz not null,
    created_by text not null,
    description text not null,
    commit_id text,
    rollback_of int,
    operation_id text unique references operations on delete set null,
    blueprint text not null,
    variables_ciphertext bytea not null,
    unique (environment_id, version)
);
create unique index releases_one_live on releases (environment_id) where state = 'live';

create table release_builds (
    release_id bigint not null references releases on delete cascade,
    service text not null,
    build_id text not null references builds,
    primary key (release_id, service)
);
create index release_builds_by_build on release_builds (build_id);

-- db-scheduler's own table, as its documentation gives it.
create table scheduled_tasks (
    task_name text not null,
    task_instance text not null,
    task_data bytea,
    execution_time timestamptz not null,
    picked boolean not null,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures int,
    last_heartbeat timestamptz,
    version bigint not null,
    priority smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
