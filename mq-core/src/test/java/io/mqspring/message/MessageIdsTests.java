package io.mqspring.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageIdsTests {

    private static final HostAddress HOST = HostAddress.of(new InetSocketAddress("192.168.1.7", 10911));
    private static final long POSITION = 0x1F00A;

    @Test
    void anIdHasHostPortAndPosition() {
        String id = MessageIds.offsetId(HOST, POSITION);
        assertThat(id).isEqualTo("C0A8010700002A9F000000000001F00A");
        assertThat(MessageIds.physicalOffset(id)).isEqualTo(POSITION);
    }

    @Test
    void theIdsOfABatchAreThoseOfItsRecords() {
        assertThat(MessageIds.offsetIds(HOST, POSITION, List.of())).isEqualTo(MessageIds.offsetId(HOST, POSITION));
        assertThat(MessageIds.offsetIds(HOST, POSITION, List.of(100, 250)).split(","))
                .containsExactly(
                        MessageIds.offsetId(HOST, POSITION),
                        MessageIds.offsetId(HOST, POSITION + 100),
                        MessageIds.offsetId(HOST, POSITION + 350));
    }

    @Test
    void aTextOfAnotherLengthIsNoId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageIds.physicalOffset("C0A80107"))
                .withMessageContaining("C0A80107")
                .withMessageContaining("32 or 56");
    }
}
