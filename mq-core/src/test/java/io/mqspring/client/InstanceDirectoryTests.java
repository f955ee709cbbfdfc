package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.StartRefusedException;
import io.mqspring.message.MessageQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceDirectoryTests {

    private static final Map<MessageQueue, Long> OFFSETS =
            Map.of(new MessageQueue("news", "a", 0), 7L, new MessageQueue("news", "a", 1), 0L);

    @TempDir
    Path directory;

    private InstanceDirectory instance(String name) {
        return new InstanceDirectory(new LocalState(directory, name), "test");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith("offsets-"))
                    .toList();
        }
    }

    private static void damage(Path file) throws IOException {
        String text = Files.readString(file);
        Files.write(file, text.replace("\"offset\" : 7", "\"offset\" : 9").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void offsets_are_found_again_after_a_restart() {
        InstanceDirectory before = instance("shop");
        before.of("cache").save(OFFSETS);
        before.of("%odd|group").save(Map.of());
        before.close();

        InstanceDirectory after = instance("shop");
        assertThat(after.of("cache").load()).isEqualTo(OFFSETS);
        assertThat(after.of("%odd|group").load()).isEmpty();
        assertThat(after.of("other").load()).isEmpty();
        after.close();
    }

    @Test
    void nothing_is_made_where_nothing_broadcasts() throws IOException {
        instance("shop").close();

        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void two_instances_never_share_a_file() {
        InstanceDirectory first = instance("shop");
        first.of("cache").save(OFFSETS);
        InstanceDirectory second = instance("shop");
        assertThat(second.of("cache").load()).isEmpty();
        second.of("cache").save(Map.of(new MessageQueue("news", "a", 0), 1L));

        assertThat(first.of("cache").load()).isEqualTo(OFFSETS);
        first.close();
        second.close();
        InstanceDirectory again = instance("shop");
        assertThat(again.of("cache").load()).isEqualTo(OFFSETS);
        again.close();
    }

    @Test
    void a_damaged_file_is_read_from_its_backup() throws IOException {
        InstanceDirectory instance = instance("shop");
        instance.of("cache").save(OFFSETS);
        instance.of("cache").save(OFFSETS);
        damage(files().stream()
                .filter(path -> path.toString().endsWith(".json"))
                .findFirst()
                .orElseThrow());

        assertThat(instance.of("cache").load()).isEqualTo(OFFSETS);
        instance.close();
    }

    @Test
    void where_all_is_damaged_the_group_begins_anew_and_can_save_again() throws IOException {
        InstanceDirectory instance = instance("shop");
        instance.of("cache").save(OFFSETS);
        instance.of("cache").save(OFFSETS);
        for (Path file : files()) {
            damage(file);
        }
        assertThat(instance.of("cache").load()).isEmpty();

        instance.of("cache").save(OFFSETS);
        assertThat(instance.of("cache").load()).isEqualTo(OFFSETS);
        instance.close();
    }

    @Test
    void a_directory_that_cannot_be_used_is_named_by_its_setting() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        InstanceDirectory instance = new InstanceDirectory(new LocalState(file, "shop"), "test");

        assertThatThrownBy(() -> instance.of("cache").load())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(file.toString(), "mq.client.offsets-dir");
    }

    @Test
    void a_name_that_is_no_name_of_a_directory_is_refused() {
        for (String name : List.of("", "..", "a/b", "a b", "x".repeat(101))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new LocalState(directory, name));
        }
    }
}
