package dev.berth.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.datastore.RoutedAddresses.Subnet;
import dev.berth.docker.ContainerDetails.Attachment;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutedAddressesTests {
    private static final String NETWORK = "5051b2693546cafe0123456789abcdef5051b2693546cafe0123456789abcdef";
    private static final String ANOTHER = "4a02d138d1fdcafe0123456789abcdef4a02d138d1fdcafe0123456789abcdef";

    private final Map<String, List<Subnet>> interfaces = Map.of(
            "br-5051b2693546", List.of(subnet("172.18.0.1", 16), subnet("fe80::1", 64)),
            "docker0", List.of(subnet("172.17.0.1", 16)),
            "br-", List.of(subnet("0.0.0.0", 0)));
    private final RoutedAddresses routed = new RoutedAddresses(name -> interfaces.getOrDefault(name, List.of()));

    @Test
    void testWhenTheNetworksBridgeIsHereAndHoldsTheAddressIsTrue() {
        assertThat(routed).accepts(new Attachment(NETWORK, "172.18.0.7"), new Attachment(NETWORK, "172.18.255.254"));
    }

    @Test
    void testWhenAnEngineElsewhereUsesTheSameSubnetIsFalse() {
        assertThat(routed).rejects(new Attachment(ANOTHER, "172.18.0.7"), new Attachment(ANOTHER, "172.17.0.2"));
    }

    @Test
    void testWhenTheBridgeHoldsAnotherSubnetIsFalse() {
        assertThat(routed)
                .rejects(
                        new Attachment(NETWORK, "172.19.0.7"),
                        new Attachment(NETWORK, "10.18.0.7"),
                        new Attachment(NETWORK, "fd00::7"));
    }

    @Test
    void testWhenNetworkOrAddressIsMissingOrNoneIsFalse() {
        assertThat(routed)
                .rejects(
                        new Attachment("", "172.18.0.7"),
                        new Attachment(NETWORK, ""),
                        new Attachment(NETWORK, "localhost"));
    }

    @Test
    void testWhenThisMachineHasNoSuchInterfaceIsFalse() {
        assertThat(new RoutedAddresses()).rejects(new Attachment("0".repeat(64), "127.0.0.1"));
    }

    private static Subnet subnet(String address, int bits) {
        return new Subnet(InetAddress.ofLiteral(address), bits);
    }
}
