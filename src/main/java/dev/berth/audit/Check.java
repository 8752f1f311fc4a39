package dev.berth.audit;

import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One item of the hardening list; {@code docs/audit.md} says why each is on it. */
public enum Check {
    RUNNING("what is to run, runs", Scope.EXPECTED),
    NON_ROOT_USER("no service runs as root", Scope.THERE),
    FIXED_UID("users are fixed numbers", Scope.THERE),
    READ_ONLY_ROOT("root file systems are read-only", Scope.THERE),
    NO_NEW_PRIVILEGES("no process gains privileges", Scope.THERE),
    CAPABILITIES("no capability is kept or added", Scope.THERE),
    PRIVILEGED("no container is privileged", Scope.THERE),
    SECURITY_PROFILE("the kernel's guards are on", Scope.THERE),
    HOST_NAMESPACES("no namespace is shared with the host", Scope.THERE),
    ENGINE_SOCKET("nobody can command the engine", Scope.THERE),
    HOST_FOLDERS("no folder of the host's system is mounted", Scope.THERE),
    DEVICES("no device of the host is given away", Scope.THERE),
    CPU_CEILING("CPU has a ceiling", Scope.THERE),
    MEMORY_CEILING("memory has a ceiling", Scope.THERE),
    PIDS_CEILING("processes have a ceiling", Scope.THERE),
    ULIMITS("open files have a limit", Scope.THERE),
    HEALTH_CHECK("every service has a health check", Scope.SERVING),
    RESTART_POLICY("every service comes back by itself", Scope.SERVING),
    LOG_ROTATION("logs stay within bounds", Scope.THERE),
    PINNED_IMAGE("images are pinned", Scope.THERE),
    SECRETS_IN_ENVIRONMENT("no secret is a variable", Scope.THERE),
    SECRET_FILES("secret files lie in memory", Scope.THERE),
    SECRETS_STORED("every declared secret is stored", Scope.ENVIRONMENT),
    DEFAULT_SECRET("no secret is one that everybody knows", Scope.ENVIRONMENT),
    DATA_NETWORK("data services are on internal networks only", Scope.DATA),
    DATA_APART("data services are apart from the edge", Scope.DATA),
    PUBLISHED_STORE("no data service is published", Scope.DATA),
    PUBLISHED_EVERYWHERE("only a gateway is published everywhere", Scope.BEHIND),
    GATEWAY_TLS("what leaves the host speaks TLS", Scope.HTTP),
    BACKUP_SCHEDULE("backups have a schedule", Scope.ENVIRONMENT),
    COMPLETE_BACKUP("there is a complete backup", Scope.ENVIRONMENT);

    private final String title;
    private final Scope scope;

    Check(String title, Scope scope) {
        this.title = title;
        this.scope = scope;
    }

    /** What a check is made of. */
    private enum Scope {
        /** Services of which containers are wanted. */
        EXPECTED,
        /** Services that have containers. */
        THERE,
        /** Of those, what is not meant to end: that needs nobody to see whether it is well, and does not come back. */
        SERVING,
        DATA,
        HTTP,
        /** Data services have a check of their own; what is of the kind http is what everybody is to reach. */
        BEHIND,
        ENVIRONMENT
    }

    /** The name that stays: such as {@code read-only-root}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is so where nothing is found. */
    public String title() {
        return title;
    }

    /** Whether it is made of services, one by one. */
    boolean isOfServices() {
        return scope != Scope.ENVIRONMENT;
    }

    /** Whether it is made: some are only where somebody depends on the environment. */
    boolean isFor(Inspected inspected) {
        return switch (this) {
            case GATEWAY_TLS, BACKUP_SCHEDULE, COMPLETE_BACKUP -> inspected.isProtected();
            default -> true;
        };
    }

    List<Inspected.Service> services(Inspected inspected) {
        return inspected.services().stream().filter(this::isAbout).toList();
    }

    private boolean isAbout(Inspected.Service service) {
        boolean there = !service.containers().isEmpty();
        return switch (scope) {
            case EXPECTED -> service.expected();
            case THERE -> there;
            case SERVING -> there && !service.oneShot();
            case DATA -> there && service.isData();
            case HTTP -> there && service.speaksHttp();
            case BEHIND -> there && !service.isData() && service.kind() != Definition.Kind.HTTP;
            case ENVIRONMENT -> false;
        };
    }

    /** What it finds in a service. */
    Stream<Fault> faults(Inspected.Service service, Inspected inspected) {
        return switch (this) {
            case RUNNING -> ContainerChecks.running(service);
            case NON_ROOT_USER -> ContainerChecks.nonRootUser(service);
            case FIXED_UID -> ContainerChecks.fixedUid(service);
            case READ_ONLY_ROOT -> ContainerChecks.readOnlyRoot(service);
            case NO_NEW_PRIVILEGES -> ContainerChecks.noNewPrivileges(service);
            case CAPABILITIES -> ContainerChecks.capabilities(service);
            case PRIVILEGED -> ContainerChecks.privileged(service);
            case SECURITY_PROFILE -> ContainerChecks.securityProfile(service);
            case HOST_NAMESPACES -> ContainerChecks.hostNamespaces(service);
            case ENGINE_SOCKET -> ContainerChecks.engineSocket(service, inspected);
            case HOST_FOLDERS -> ContainerChecks.hostFolders(service);
            case DEVICES -> ContainerChecks.devices(service);
            case CPU_CEILING -> ContainerChecks.cpuCeiling(service);
            case MEMORY_CEILING -> ContainerChecks.memoryCeiling(service);
            case PIDS_CEILING -> ContainerChecks.pidsCeiling(service);
            case ULIMITS -> ContainerChecks.ulimits(service);
            case HEALTH_CHECK -> ContainerChecks.healthCheck(service);
            case RESTART_POLICY -> ContainerChecks.restartPolicy(service);
            case LOG_ROTATION -> ContainerChecks.logRotation(service);
            case PINNED_IMAGE -> ContainerChecks.pinnedImage(service);
            case SECRETS_IN_ENVIRONMENT -> SecretChecks.inEnvironment(service);
            case SECRET_FILES -> SecretChecks.files(service, inspected);
            case DATA_NETWORK -> NetworkChecks.dataNetwork(service, inspected);
            case DATA_APART -> NetworkChecks.dataApart(service, inspected);
            case PUBLISHED_STORE -> NetworkChecks.publishedStore(service);
            case PUBLISHED_EVERYWHERE -> NetworkChecks.publishedEverywhere(service);
            case GATEWAY_TLS -> NetworkChecks.gatewayTls(service);
            case SECRETS_STORED, DEFAULT_SECRET, BACKUP_SCHEDULE, COMPLETE_BACKUP -> Stream.empty();
        };
    }

    /** What it finds in what is the whole environment's. */
    Stream<Fault> faults(Inspected inspected) {
        return switch (this) {
            case SECRETS_STORED -> SecretChecks.stored(inspected);
            case DEFAULT_SECRET -> SecretChecks.wellKnown(inspected);
            case BACKUP_SCHEDULE -> BackupChecks.schedule(inspected);
            case COMPLETE_BACKUP -> BackupChecks.complete(inspected);
            default -> Stream.empty();
        };
    }
}
