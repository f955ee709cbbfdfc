package io.mqspring.producer;

import io.mqspring.message.Message;
import java.util.Optional;

/**
 * What became of one message of a list: either a result or a failure.
 *
 * @param message what was to be sent
 * @param result where it is stored
 * @param failure why it is not, or may not be: its {@link SendException#kind} and text tell which
 */
public record BatchOutcome(Message message, Optional<SendResult> result, Optional<SendException> failure) {}
