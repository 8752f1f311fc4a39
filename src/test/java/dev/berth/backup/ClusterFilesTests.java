package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import org.junit.jupiter.api.Test;

class ClusterFilesTests {
    private static final String NEWER = """
            postgres (PostgreSQL) 17.12 (Debian 17.12-0+deb13u1)
            place /var/lib/postgresql/17/data
            """;

    @Test
    void unfitWhenAnotherVersionLiesInTheVolumeIsThatCluster() {
        ClusterFiles files = files(NEWER + "cluster 15 10001:10001 /var/lib/postgresql/15/data\n");

        assertThat(files.program()).isEqualTo(17);
        assertThat(files.unfit()).contains(new ClusterFiles.Found(15, "10001:10001", "/var/lib/postgresql/15/data"));
        assertThatThrownBy(files::refuseUnfit)
                .isInstanceOf(BerthException.class)
                .hasMessage("postgres holds data of PostgreSQL 15, and its image berth/postgres:17 is PostgreSQL 17")
                .extracting(failure -> ((BerthException) failure).hint())
                .asString()
                .contains("stack upgrade");
    }

    @Test
    void unfitWhenTheSameVersionLiesWhereTheImageLooksIsNone() {
        assertThat(files(NEWER + "cluster 17 10001:10001 /var/lib/postgresql/17/data\n")
                        .unfit())
                .isEmpty();
        assertThat(files(NEWER).unfit()).isEmpty();
    }

    @Test
    void unfitWhenTheImageSaysNoPlaceGoesByTheVersionAlone() {
        String image = "postgres (PostgreSQL) 16.3\nplace \n";

        assertThat(files(image + "cluster 16 999:999 /var/lib/postgresql/data\n")
                        .unfit())
                .isEmpty();
        assertThat(files(image + "cluster 9.6 999:999 /var/lib/postgresql/data\n")
                        .unfit())
                .map(ClusterFiles.Found::version)
                .contains(9);
    }

    @Test
    void refuseWhenTheImageIsOlderSaysThatThereIsNoWayBack() {
        ClusterFiles files = files("""
                postgres (PostgreSQL) 15.20
                place /var/lib/postgresql/15/data
                cluster 17 10001:10001 /var/lib/postgresql/17/data
                """);

        assertThatThrownBy(files::refuseUnfit)
                .extracting(failure -> ((BerthException) failure).hint())
                .asString()
                .contains("never goes back", "stack upgrade --undo");
    }

    private static ClusterFiles files(String printed) {
        return ClusterFiles.parse("postgres", "berth/postgres:17", printed);
    }
}
