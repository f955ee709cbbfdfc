package io.mqspring.broker.handler.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTextTests {

    @Test
    void readsAPropertiesFile() {
        assertThat(SettingsText.parse("b=2\n# note\na = 1\n")).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void refusesWhatIsNone() {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> SettingsText.parse("a=\\u12zz"))
                .withMessageContaining("properties file")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ResponseCode.INVALID_PARAMETER));
    }
}
