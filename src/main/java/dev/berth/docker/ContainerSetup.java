package dev.berth.docker;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a container was set up: what it may do to its host, and how the engine looks after it.
 *
 * @param user as it was asked for, else as the image says: a name or a number, and perhaps a group; empty for root
 * @param securityOptions in the engine's words, such as {@code no-new-privileges:true}
 * @param capabilitiesAdded in the engine's words, in upper case and without {@code CAP_}
 * @param capabilitiesDropped the same; {@code ALL} for all of them
 * @param hostNamespaces those that it shares with its host: network, pid, ipc, uts
 * @param devices of its host that it was given, by path, by rule, or by the driver that hands them out
 * @param ulimits names of those that were set
 * @param healthCheck whether there is one, its image's included
 * @param restartPolicy always, unless-stopped or on-failure; {@code no} for none
 * @param logDriver the name of what keeps its log
 * @param logOptions how
 */
public record ContainerSetup(
        String user,
        boolean privileged,
        boolean readOnlyRoot,
        List<String> securityOptions,
        List<String> capabilitiesAdded,
        List<String> capabilitiesDropped,
        List<String> hostNamespaces,
        List<String> devices,
        Set<String> ulimits,
        boolean healthCheck,
        String restartPolicy,
        String logDriver,
        Map<String, String> logOptions) {}
