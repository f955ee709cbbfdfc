package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class RowPrinterTests {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String run(Class<?> rows) {
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(rows))
                        .build(),
                new RowPrinter(new PrintStream(printed, true, StandardCharsets.UTF_8)));
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsALineForEachRow() {
        assertThat(run(Rows.class).lines())
                .containsExactly(
                        "passed  Peer: what works",
                        "FAILED  Peer: what does not: AssertionError: no answer",
                        "skipped Peer: what is not tried: not here");
    }

    @Test
    void rowsThatCouldNotRunHaveFailed() {
        assertThat(run(NotStarted.class).lines())
                .containsExactly("FAILED  Peer: never asked: IllegalStateException: the peer did not start");
    }

    @Test
    void rowsOfAClassForEachReleaseNameIt() {
        assertThat(run(Twice.class).lines()).containsExactly("passed  Peer: asked (5.5)", "passed  Peer: asked (4.9)");
    }

    /** Run by the tests above only. */
    @ParameterizedClass(name = "({0})")
    @EnumSource(OfficialVersion.class)
    static class Twice {

        @Parameter
        OfficialVersion version;

        @Test
        @DisplayName("Peer: asked")
        void asked() {
            assertThat(version).isNotNull();
        }
    }

    /** Run by the tests above only. */
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Rows {

        @Test
        @Order(1)
        @DisplayName("Peer: what works")
        void works() {}

        @Test
        @Order(2)
        @DisplayName("Peer: what does not")
        void worksNot() {
            throw new AssertionError("no answer\nat all");
        }

        @Test
        @Order(3)
        @DisplayName("Peer: what is not tried")
        @Disabled("not here")
        void notTried() {}
    }

    /** Run by the tests above only. */
    static class NotStarted {

        @BeforeAll
        static void start() {
            throw new IllegalStateException("the peer did not start");
        }

        @Test
        @DisplayName("Peer: never asked")
        void neverAsked() {}
    }
}
