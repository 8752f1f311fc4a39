package dev.berth.datastore;

import dev.berth.docker.ContainerDetails;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether packets from here to a container's address get to that very container: elsewhere the same address may be somebody
 * else's.
 *
 * <p>They do where the bridge of the container's own network is an interface of this machine and holds the address. The
 * engine names a bridge after its network's id, which is random: no other engine's bridge bears that name, wherever the
 * engine's socket leads to. A bridge of another name (that of the default network, or one named in a Compose file) is not
 * recognised; there a helper reaches as far.
 */
final class RoutedAddresses implements Predicate<ContainerDetails.Attachment> {
    private static final int NAMED_BY = 12;

    private final Function<String, List<Subnet>> interfaces;

    RoutedAddresses() {
        this(RoutedAddresses::subnets);
    }

    /**
     * The same on given interfaces.
     *
     * @param interfaces the subnets of this machine's interface of a name; none where there is no such interface, or it is down
     */
    RoutedAddresses(Function<String, List<Subnet>> interfaces) {
        this.interfaces = interfaces;
    }

    /** The addresses that have their first bits in common with this one. */
    record Subnet(InetAddress address, int bits) {

        boolean holds(InetAddress other) {
            byte[] mine = address.getAddress();
            byte[] theirs = other.getAddress();
            if (mine.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public boolean test(ContainerDetails.Attachment attachment) {
        if (attachment.network().length() < NAMED_BY) {
            return false;
        }
        Optional<InetAddress> address = literal(attachment.address());
        return address.isPresent()
                && interfaces.apply("br-" + attachment.network().substring(0, NAMED_BY)).stream()
                        .anyMatch(subnet -> subnet.holds(address.get()));
    }

    private static Optional<InetAddress> literal(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Subnet> subnets(String name) {
        try {
            NetworkInterface bridge = NetworkInterface.getByName(name);
            return bridge == null || !bridge.isUp()
                    ? List.of()
                    : bridge.getInterfaceAddresses().stream()
                            .map(each -> new Subnet(each.getAddress(), each.getNetworkPrefixLength()))
                            .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
