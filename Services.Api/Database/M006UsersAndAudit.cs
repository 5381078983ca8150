using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M006UsersAndAudit
{
    // A deleted user's row stays, without its password: its id is in versions and in the audit log, and its sessions
    // must stay refused. The role owns the audit log, so it could give itself back what is revoked here: the trigger
    // and the revoked rights stop a slip or an injected statement, not somebody who runs code as this service.
    public static Migration Migration { get; } = new(6, "users may be disabled and deleted, audit log", """
        alter table users
            add column enabled boolean not null default true,
            add column deleted_at timestamptz,
            add column last_login_at timestamptz,
            drop constraint users_username_key;
        alter table users alter column enabled drop default;
        create unique index users_username on users (username) where deleted_at is null;

        create table audit_log (
            id uuid primary key,
            at timestamptz not null,
            actor text not null,
            actor_id uuid,
            credential text,
            credential_id uuid,
            address text,
            user_agent text,
            action text not null,
            target_kind text,
            target_id text,
            target text,
            before jsonb,
            after jsonb,
            correlation_id text
        );
        create index audit_log_at on audit_log (at);
        create index audit_log_actor on audit_log (actor, id);
        create index audit_log_action on audit_log (action text_pattern_ops, id);
        create index audit_log_target on audit_log (target_kind, target_id, id);

        create function audit_log_is_append_only() returns trigger language plpgsql as $body$
        begin
            raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege';
        end $body$;
        create trigger audit_log_append_only before update or delete or truncate on audit_log
            for each statement execute function audit_log_is_append_only();
        alter table audit_log enable always trigger audit_log_append_only;
        revoke update, delete, truncate on audit_log from current_user;
        """);
}
