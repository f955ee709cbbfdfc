package io.mqspring.consumer.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.scripted.LogLines;
import io.mqspring.transport.RemotingException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PullTroubleTests {

    private static final MessageQueue FIRST = new MessageQueue("orders", "a", 0);
    private static final MessageQueue SECOND = new MessageQueue("orders", "a", 1);
    private static final MessageQueue OTHER_TOPIC = new MessageQueue("invoices", "a", 0);
    private static final MessageQueue OTHER_BROKER = new MessageQueue("orders", "b", 0);
    private static final Throwable DOWN = new RemotingException(RemotingException.Kind.CONNECT_FAILED, "down");
    private static final Throwable DENIED = new CommandFailedException(ResponseCode.NO_PERMISSION, "lacks SUB");
    private static final Throwable BUSY = new CommandFailedException(ResponseCode.SYSTEM_BUSY, "busy");

    private final LogLines log = LogLines.of(PullTrouble.class.getName(), Level.INFO);
    private final PullTrouble trouble = new PullTrouble("billing", () -> {}, new Random(1));

    @AfterEach
    void stopListening() {
        log.close();
    }

    private void fails(MessageQueue queue, Throwable failure) {
        trouble.failed(queue, failure, 1);
    }

    @Test
    void a_broker_that_does_not_answer_is_named_once_and_answers_again_when_all_its_queues_have_an_answer() {
        fails(FIRST, DOWN);
        fails(SECOND, DOWN);
        fails(OTHER_TOPIC, DOWN);
        assertThat(log.lines()).singleElement().asString().contains("cannot pull from orders/a/0", "down");

        trouble.succeeded(FIRST);
        fails(SECOND, DOWN);
        trouble.succeeded(OTHER_TOPIC);
        assertThat(log.lines()).hasSize(1);
        trouble.succeeded(SECOND);
        assertThat(log.lines()).hasSize(2).last().asString().contains("broker a answers again");
    }

    @Test
    void the_trouble_of_one_topic_neither_hides_nor_ends_that_of_another() {
        fails(FIRST, DENIED);
        fails(OTHER_TOPIC, DENIED);
        fails(OTHER_BROKER, DENIED);
        assertThat(log.lines()).hasSize(3);

        trouble.succeeded(OTHER_TOPIC);
        assertThat(log.lines()).hasSize(4).last().asString().contains("pulls from invoices on broker a again");
        fails(FIRST, DENIED);
        assertThat(log.lines()).hasSize(4);
    }

    @Test
    void a_broker_that_answers_with_a_refusal_answers_and_the_refusal_is_named() {
        fails(FIRST, DOWN);

        fails(FIRST, DENIED);

        assertThat(log.lines()).hasSize(3);
        assertThat(log.lines().get(1)).contains("broker a answers again");
        assertThat(log.lines().get(2)).contains("lacks SUB", "mq.access-key");
    }

    @Test
    void another_reason_of_the_same_queue_is_named_too() {
        fails(FIRST, BUSY);
        fails(FIRST, DENIED);
        assertThat(log.lines()).hasSize(2);

        trouble.succeeded(FIRST);
        assertThat(log.lines()).hasSize(3).last().asString().contains("pulls from orders on broker a again");
    }

    @Test
    void a_busy_broker_is_named_once_for_all_topics() {
        fails(FIRST, BUSY);
        fails(OTHER_TOPIC, BUSY);
        trouble.succeeded(FIRST);
        assertThat(log.lines()).hasSize(1);

        trouble.succeeded(OTHER_TOPIC);
        assertThat(log.lines()).hasSize(2).last().asString().contains("pulls from broker a again");
    }

    @Test
    void a_queue_that_went_to_another_member_keeps_no_trouble_here() {
        fails(FIRST, DENIED);
        trouble.forget(FIRST);

        fails(SECOND, DENIED);

        assertThat(log.lines()).hasSize(2);
    }
}
