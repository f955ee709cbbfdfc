package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.store.StoreException;
import io.mqspring.store.disk.DirectoryInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparing a directory for an official broker; what that broker makes of it is shown in mq-interop. */
class PrepareIT {

    private static final int SEGMENT = 128 * 1024;

    @TempDir
    Path work;

    @Test
    void theSizesAreTheDirectorysOwnWhateverTheSettingsSay() {
        BrokerSettings settings = BrokerSettings.in(work.resolve("data")).withSegmentSize(SEGMENT);
        write(settings);
        String conf = Graduation.prepare(BrokerSettings.in(settings.directory()).withRetention(Duration.ofMinutes(90)));
        assertThat(conf.lines())
                .contains(
                        "mappedFileSizeCommitLog=" + SEGMENT,
                        "mappedFileSizeConsumeQueue=120000",
                        "maxHashSlotNum=500000",
                        "maxIndexNum=2000000",
                        "fileReservedTime=2",
                        "flushDiskType=SYNC_FLUSH",
                        "storePathRootDir=" + settings.directory());
        assertThat(settings.directory().resolve("abort")).doesNotExist();
        assertThat(Graduation.prepare(settings)).as("again").contains("fileReservedTime=72");
    }

    @Test
    void aDirectoryThatIsMissingOrInUseIsNamed() {
        BrokerSettings settings = BrokerSettings.in(work.resolve("data"));
        assertThatThrownBy(() -> Graduation.prepare(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(settings.directory().toString());
        assertThat(settings.directory()).as("nothing is made").doesNotExist();
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            send(broker);
            assertThatThrownBy(() -> Graduation.prepare(settings)).isInstanceOf(DirectoryInUseException.class);
        }
    }

    @Test
    void aDirectoryThatCannotBeServedIsRefusedAndLeftAsItIs() throws IOException {
        Path data = work.resolve("data");
        Files.createDirectories(data.resolve("batchconsumequeue/orders/0"));
        Files.writeString(data.resolve("batchconsumequeue/orders/0/00000000000000000000"), "entries");
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(data)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("[orders]")
                .hasMessageContaining("Consume and delete them at the official broker first");
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    private static void write(BrokerSettings settings) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            send(broker);
        }
    }

    private static void send(EmbeddedBroker broker) {
        try (MqClient client = MqClient.connect(broker)) {
            client.producer().send(Message.to("orders").body(new byte[100]).build());
        }
    }
}
