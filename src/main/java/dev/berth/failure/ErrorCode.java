package dev.berth.failure;

/** The documented error codes of the JSON error object, each with the exit code it leads to. */
public enum ErrorCode {
    /** Something failed that has no code of its own. */
    FAILED(ExitCode.FAILURE),
    /** The command line was wrong. */
    USAGE(ExitCode.USAGE),
    /** A definition, template or script is wrong. */
    DEFINITION_INVALID(ExitCode.USAGE),
    /** No environment of that name is defined. */
    ENVIRONMENT_UNKNOWN(ExitCode.USAGE),
    /** No workspace was found. */
    WORKSPACE_NOT_FOUND(ExitCode.USAGE),
    /** No service of that name is part of the environment. */
    SERVICE_UNKNOWN(ExitCode.USAGE),
    /** The Docker engine does not answer. */
    ENGINE_UNREACHABLE(ExitCode.FAILURE),
    /** The Docker engine refused a call. */
    ENGINE_REFUSED(ExitCode.FAILURE),
    /** Docker Compose is missing, too old or of the discontinued first version. */
    COMPOSE_UNUSABLE(ExitCode.FAILURE),
    /** Docker Compose ended with an error. */
    COMPOSE_FAILED(ExitCode.FAILURE),
    /** An image can be neither found, built nor pulled. */
    IMAGE_MISSING(ExitCode.FAILURE),
    /** The engine's host lacks disk, memory or a free port. */
    PREFLIGHT_FAILED(ExitCode.FAILURE),
    /** A service did not become healthy, or is not. */
    UNHEALTHY(ExitCode.UNHEALTHY),
    /** A wait ran out. */
    TIMED_OUT(ExitCode.UNHEALTHY),
    /** Another run holds the environment's lock. */
    LOCKED(ExitCode.LOCKED),
    /** Protection, or read-only mode, refuses the action. */
    PROTECTED(ExitCode.PROTECTED),
    /** A secret is declared but not stored, or not declared at all. */
    SECRET_MISSING(ExitCode.FAILURE),
    /** The secret store cannot be opened with the key at hand. */
    SECRET_STORE_LOCKED(ExitCode.FAILURE),
    /** Another writer changed the secret first. */
    SECRET_CONFLICT(ExitCode.FAILURE),
    /** A stored secret's current version was deleted. */
    SECRET_DELETED(ExitCode.FAILURE),
    /** What is stored under a secret's name is no text. */
    SECRET_UNUSABLE(ExitCode.FAILURE),
    /** Vault does not take the login, or the login may not do what was asked. */
    VAULT_DENIED(ExitCode.FAILURE),
    /** Vault is sealed. */
    VAULT_SEALED(ExitCode.FAILURE),
    /** Vault was never initialised. */
    VAULT_UNINITIALISED(ExitCode.FAILURE),
    /** The Vault server at the address is a standby that does not forward. */
    VAULT_STANDBY(ExitCode.FAILURE),
    /** A quota of Vault is used up. */
    VAULT_RATE_LIMITED(ExitCode.FAILURE),
    /** Vault does not answer, or its certificate is not trusted. */
    VAULT_UNREACHABLE(ExitCode.FAILURE),
    /** Vault, or a proxy before it, failed, or something else answers at its address. */
    VAULT_FAILED(ExitCode.FAILURE),
    /** Login material for Vault was opened or swapped on its way. */
    VAULT_TAMPERED(ExitCode.FAILURE),
    /** The data service cannot be reached or refuses the login. */
    DATASTORE_UNREACHABLE(ExitCode.FAILURE),
    /** A migration failed, or does not match what was applied. */
    MIGRATION_FAILED(ExitCode.FAILURE),
    /** There is no such backup. */
    BACKUP_MISSING(ExitCode.FAILURE),
    /** A backup could not be made, read or removed. */
    BACKUP_FAILED(ExitCode.FAILURE),
    /** A backup is not what was stored, or does not restore. */
    BACKUP_DAMAGED(ExitCode.FAILURE),
    /** What is to be restored cannot be, and nothing was changed. */
    RESTORE_REFUSED(ExitCode.FAILURE),
    /** The user interrupted the run. */
    INTERRUPTED(ExitCode.INTERRUPTED);

    private final ExitCode exitCode;

    ErrorCode(ExitCode exitCode) {
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
