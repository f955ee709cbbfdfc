package io.mqspring.protocol.codec;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.BatchAckMessageRequest;
import io.mqspring.protocol.ChangeInvisibleTimeRequest;
import io.mqspring.protocol.ChangeInvisibleTimeResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetRequestModesRequest;
import io.mqspring.protocol.MessageRequestMode;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.PopStatus;
import io.mqspring.protocol.QueryAssignmentRequest;
import io.mqspring.protocol.QueryAssignmentResponse;
import io.mqspring.protocol.RequestModesResponse;
import io.mqspring.protocol.SetRequestModeRequest;
import io.mqspring.protocol.codec.CommandSamples.Sample;
import java.util.List;
import java.util.Optional;

/** Requests and responses of pop mode. */
final class PopSamples {

    private static final String HANDLE = "100 1767225600000 60000 3 0 broker-a 2 101";

    private PopSamples() {}

    static void add(List<Sample<?>> to) {
        PopMessageRequest all =
                new PopMessageRequest("g", "t", -1, 32, 60_000, 15_000, 1L << 41, 1, "TAG", "a || b", false, null);
        to.add(new Sample<>(
                all,
                new PopMessageResponse(
                        PopStatus.FOUND,
                        1L << 41,
                        60_000,
                        3,
                        7,
                        "0 2 100;1 0 5",
                        "0 2 100,101;1 0 5",
                        "",
                        CommandSamples.batch(3))));
        to.add(new Sample<>(all, PopMessageResponse.nothing(PopStatus.TIMED_OUT, 1, 2, 0)));
        to.add(new Sample<>(all, PopMessageResponse.nothing(PopStatus.TOO_MANY_WAIT, 1, 2, 3)));
        to.add(new Sample<>(
                new PopMessageRequest("g", "t", 5, 1, 1, 0, 0, 0, "SQL92", null, true, "attempt"),
                PopMessageResponse.nothing(PopStatus.NOTHING_NEW, 1, 2, 0)));
        to.add(new Sample<>(new AckMessageRequest("g", "%RETRY%g_t", 0, HANDLE, 101), new EmptyResponse()));
        to.add(new Sample<>(
                new BatchAckMessageRequest(
                        "broker-a",
                        List.of(new BatchAckMessageRequest.Entry(
                                "g", "t", "1", 100, 2, 3, 1L << 41, 60_000, List.of(100L, 103L, 131L)))),
                new EmptyResponse()));
        to.add(new Sample<>(
                new ChangeInvisibleTimeRequest("g", "t", 2, HANDLE, 101, 10_000, true),
                new ChangeInvisibleTimeResponse(1L << 41, 10_000, 3)));
        QueryAssignmentRequest question = new QueryAssignmentRequest("g", "t", "c", "AVG", "CLUSTERING");
        to.add(new Sample<>(
                question,
                new QueryAssignmentResponse(Optional.of(List.of(new QueryAssignmentResponse.Assignment(
                        new MessageQueue("t", "broker-a", -1), MessageRequestMode.POP))))));
        to.add(new Sample<>(question, new QueryAssignmentResponse(Optional.of(List.of()))));
        to.add(new Sample<>(question, new QueryAssignmentResponse(Optional.empty())));
        to.add(new Sample<>(new SetRequestModeRequest("t", "g", MessageRequestMode.POP, -1), new EmptyResponse()));
        to.add(new Sample<>(
                new GetRequestModesRequest(),
                new RequestModesResponse(List.of(
                        new RequestModesResponse.Entry("t", "g", MessageRequestMode.POP, 2),
                        new RequestModesResponse.Entry("t", "h", MessageRequestMode.PULL, 0)))));
    }
}
