"""The system tables of one workspace, in numbered steps; `{s}` is its schema.

Kept to what sharding by schema allows: no trigger, no identity or serial column, no foreign key, every
constraint named. A `form` is the number of a form in the catalogue, a `record` the id of one of its rows,
persons and departments are records too.
"""

MIGRATIONS: tuple[str, ...] = (
    """
    create sequence {s}.ids as bigint increment 100 start 1000;

    create table {s}.catalogue (
      version bigint constraint catalogue_pk primary key,
      hash bytea not null,
      body json not null, -- not jsonb: the order of fields, options and nodes is part of what was drawn
      at timestamptz not null default now(),
      by bigint);
    create table {s}.head (
      one boolean default true constraint head_pk primary key constraint head_one check (one),
      version bigint not null);

    create table {s}.idem (
      actor bigint not null,
      key text not null,
      fingerprint bytea not null,
      result jsonb not null,
      at timestamptz not null default now(),
      constraint idem_pk primary key (actor, key));
    create index idem_at on {s}.idem using brin (at);

    create table {s}.event (
      id bigint constraint event_pk primary key,
      xid xid8 not null default pg_current_xact_id(),
      at timestamptz not null default now(),
      kind text not null,
      actor bigint,
      on_behalf bigint,
      via text not null,
      root bigint,
      depth smallint not null default 0,
      why text);
    create index event_xid on {s}.event (xid, id);
    create table {s}.event_object (
      event bigint not null,
      form bigint not null,
      record bigint not null,
      role text not null default '',
      constraint event_object_pk primary key (event, form, record, role));
    create index event_object_record on {s}.event_object (form, record, event);

    create table {s}.change (
      id bigint not null,
      xid xid8 not null default pg_current_xact_id(),
      at timestamptz not null default now(),
      event bigint,
      form bigint not null,
      record bigint not null,
      kind text not null,
      actor bigint,
      via text not null,
      body jsonb not null);
    create index change_record on {s}.change (form, record, id);
    create index change_xid on {s}.change (xid);
    create table {s}.seal (
      n bigint constraint seal_pk primary key,
      from_xid xid8 not null,
      to_xid xid8 not null,
      rows bigint not null,
      root bytea not null,
      prev bytea not null,
      at timestamptz not null default now(),
      constraint seal_from unique (from_xid));

    create table {s}.trace (
      id bigint constraint trace_pk primary key,
      from_form bigint not null,
      from_record bigint not null,
      from_line bigint,
      to_form bigint not null,
      to_record bigint not null,
      to_line bigint,
      kind text not null,
      quantity numeric(24,8),
      at timestamptz not null default now());
    create index trace_from on {s}.trace (from_form, from_record, from_line);
    create index trace_to on {s}.trace (to_form, to_record, to_line);
    create table {s}.order_object (
      order_form bigint not null,
      order_record bigint not null,
      form bigint not null,
      record bigint not null,
      constraint order_object_pk primary key (order_form, order_record, form, record));
    create index order_object_record on {s}.order_object (form, record);

    create table {s}.instance (
      id bigint constraint instance_pk primary key,
      flow text not null,
      version bigint not null,
      form bigint not null,
      record bigint not null,
      seq integer not null default 0,
      status text not null default 'running',
      marking jsonb not null default '{}',
      started_by bigint,
      started_at timestamptz not null default now(),
      ended_at timestamptz) with (fillfactor = 60);
    create index instance_record on {s}.instance (form, record);
    create index instance_running on {s}.instance (flow, version) where ended_at is null;

    create table {s}.task (
      id bigint constraint task_pk primary key,
      instance bigint not null,
      token text not null,
      node text not null,
      kind text not null,
      form bigint not null,
      record bigint not null,
      department bigint,
      title jsonb not null,
      opened_at timestamptz not null default now(),
      due_at timestamptz,
      data jsonb not null default '{}',
      seq integer not null default 0) with (fillfactor = 70);
    create index task_instance on {s}.task (instance);
    create index task_record on {s}.task (form, record);
    create index task_department on {s}.task (department, due_at);
    create table {s}.task_person (
      person bigint not null,
      task bigint not null,
      constraint task_person_pk primary key (person, task));
    create index task_person_task on {s}.task_person (task);
    create table {s}.task_done (
      id bigint constraint task_done_pk primary key,
      instance bigint not null,
      token text not null,
      node text not null,
      kind text not null,
      form bigint not null,
      record bigint not null,
      department bigint,
      title jsonb not null,
      opened_at timestamptz not null,
      due_at timestamptz,
      data jsonb not null default '{}',
      persons bigint[] not null default '{}',
      outcome text not null,
      done_by bigint,
      done_at timestamptz not null default now(),
      note text);
    create index task_done_instance on {s}.task_done (instance, done_at);
    create index task_done_record on {s}.task_done (form, record);
    create index task_done_by on {s}.task_done (done_by, done_at);
    create index task_done_department on {s}.task_done (department, done_at);

    create table {s}.wait (
      instance bigint not null,
      token text not null,
      form bigint not null,
      record bigint not null,
      condition jsonb not null,
      constraint wait_pk primary key (form, record, instance, token));
    create index wait_instance on {s}.wait (instance);

    create table {s}.timer (
      id bigint constraint timer_pk primary key,
      due timestamptz not null,
      kind text not null,
      instance bigint,
      token text,
      data jsonb not null default '{}',
      tries smallint not null default 0,
      error text);
    create index timer_due on {s}.timer (due);
    create index timer_instance on {s}.timer (instance, token);

    create table {s}.outbox (
      id bigint constraint outbox_pk primary key,
      xid xid8 not null default pg_current_xact_id(),
      topic text not null,
      payload jsonb not null,
      tries smallint not null default 0,
      next_at timestamptz not null default now(),
      done_at timestamptz,
      dead boolean not null default false,
      error text);
    create index outbox_open on {s}.outbox (next_at) where done_at is null and not dead;

    create table {s}.job (
      id bigint constraint job_pk primary key,
      kind text not null,
      state text not null default 'waiting',
      done bigint not null default 0,
      total bigint,
      note jsonb,
      args jsonb not null default '{}',
      result jsonb,
      faults jsonb,
      tries smallint not null default 0,
      cancel boolean not null default false,
      created_by bigint,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      ended_at timestamptz,
      heartbeat timestamptz,
      constraint job_state check (state in ('waiting', 'running', 'done', 'failed', 'cancelled'))
      ) with (fillfactor = 60);
    create index job_open on {s}.job (id) where state in ('waiting', 'running');

    create table {s}.counter (
      key text constraint counter_pk primary key,
      n bigint not null) with (fillfactor = 50);

    create table {s}.file (
      id bigint constraint file_pk primary key,
      sha256 bytea not null,
      name text not null,
      size bigint not null,
      type text not null,
      by bigint,
      at timestamptz not null default now(),
      linked boolean not null default false,
      form bigint,
      record bigint);
    create index file_loose on {s}.file (at) where not linked;
    create index file_sha256 on {s}.file (sha256);
    """,
    """
    create table {s}.promise (
      id bigint constraint promise_pk primary key,
      form bigint not null,
      record bigint not null,
      rule text not null,
      title jsonb not null,
      owes bigint not null,
      owed bigint not null,
      quantity numeric(24,8),
      due date,
      proposed date,
      state text not null default 'asked',
      moves integer not null default 0,
      made_at timestamptz not null default now(),
      closed_at timestamptz,
      history jsonb not null default '[]',
      constraint promise_state
        check (state in ('asked','accepted','countered','refused','kept','broken','withdrawn')),
      constraint promise_once unique (form, record, rule));
    create index promise_owes on {s}.promise (owes, due) where closed_at is null;
    create index promise_owed on {s}.promise (owed, due) where closed_at is null;

    create index task_done_persons on {s}.task_done using gin (persons);
    create index instance_started_by on {s}.instance (started_by) where ended_at is null;
    create index event_root on {s}.event (root) where root is not null;

    create function {s}.gate(expected bigint) returns bigint language plpgsql volatile as $gate$
    declare current bigint;
    begin
      -- A statement inside a volatile function sees what was committed while it waited for the lock.
      perform pg_advisory_xact_lock_shared(substr('{s}', 2)::bigint);
      select version into current from {s}.head;
      if current is distinct from expected then
        raise exception 'catalogue moved' using errcode = 'JW001';
      end if;
      return current;
    end $gate$;

    create function {s}.demand(got bigint, wanted bigint, what text) returns boolean
    language plpgsql as $demand$
    begin
      if got is distinct from wanted then
        raise exception '%', what using errcode = 'JW002';
      end if;
      return true;
    end $demand$;
    """,
    """
    create table {s}.view (
      id bigint constraint view_pk primary key,
      form bigint not null,
      owner bigint not null,
      shared boolean not null default false,
      title text not null,
      look jsonb not null,
      at timestamptz not null default now(),
      constraint view_title unique (form, owner, title));
    """,
)
