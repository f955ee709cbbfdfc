package io.mqspring.scripted;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetConsumerListRequest;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.ReleaseQueueResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SearchOffsetRequest;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The least broker that a consumer can live with, in a list: stores, holds pulls, keeps offsets, delays retries exactly,
 * dead-letters. Any interference of a test comes before it. One broker, at one address, one thread.
 */
public final class ModelBroker implements RemotingClient {

    public static final String NAME = "b";
    public static final String ADDRESS = "b:10911";

    private final SerialExecutor clock;
    private final TimeSource time;
    private final Map<String, Integer> topics = new TreeMap<>();
    private final Map<MessageQueue, List<byte[]>> records = new HashMap<>();
    private final Map<MessageQueue, Long> minimum = new HashMap<>();
    private final Map<String, Map<MessageQueue, Long>> offsets = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Request<?>> requests = new ArrayList<>();
    private final List<Request<?>> oneWays = new ArrayList<>();
    private List<String> members = List.of("me");
    private QueueLocks locks;
    private @Nullable QueueClaims claims;
    private Function<Request<?>, @Nullable Throwable> interference = request -> null;
    private boolean swallowsPulls;
    private boolean searchesNearest;
    private int leased;
    private long physical;

    private record Held(PullMessageRequest request, CompletableFuture<Response> answer) {}

    public ModelBroker(SerialExecutor clock, TimeSource time) {
        this.clock = clock;
        this.time = time;
        this.locks = new QueueLocks(time);
    }

    /** Knows claims from now on, as this project's brokers do. */
    public void claims(Duration timeout) {
        claims = new QueueClaims(clock, time, timeout, (group, clientId) -> members.contains(clientId));
    }

    /** How long claims are held; null: it knows none. */
    public @Nullable Duration handOverTimeout() {
        return claims == null ? null : claims.timeout();
    }

    /** Loses its connections and what it does not keep on disk. */
    public void restart() {
        RemotingException lost = new RemotingException(RemotingException.Kind.CONNECTION_LOST, "restarted");
        List.copyOf(held).forEach(pull -> pull.answer().completeExceptionally(lost));
        held.clear();
        locks = new QueueLocks(time);
        if (claims != null) {
            Duration timeout = claims.timeout();
            claims.close();
            claims(timeout);
        }
    }

    public ModelBroker topic(String topic, int queues) {
        topics.put(topic, queues);
        return this;
    }

    public void members(String... ids) {
        List<String> before = members;
        members = List.of(ids);
        QueueClaims known = claims;
        if (known != null) {
            before.stream().filter(id -> !members.contains(id)).forEach(id -> known.memberLeft("billing", id));
        }
    }

    /** A failure to answer a request with; null: the request is carried out. A lost one-way is any failure. */
    public void interfere(Function<Request<?>, @Nullable Throwable> function) {
        interference = function;
    }

    /** Has searches by time name the message nearest in time, as release 4.9 does: any one of several, or one before it. */
    public void nearestSearch() {
        searchesNearest = true;
    }

    /** Whether pulls are taken and never answered. */
    public void swallowPulls(boolean swallow) {
        swallowsPulls = swallow;
    }

    public static MessageQueue queue(String topic, int queueId) {
        return new MessageQueue(topic, NAME, queueId);
    }

    /** Stores a message; held pulls of its queue are answered. */
    public long append(String topic, int queueId, String body) {
        return append(topic, queueId, body, Map.of(), 0);
    }

    public long append(String topic, int queueId, String body, Map<String, String> properties, int reconsumeTimes) {
        MessageQueue queue = queue(topic, queueId);
        long offset = end(queue);
        records.computeIfAbsent(queue, key -> new ArrayList<>())
                .add(record(queue, offset, physical++, body, properties, reconsumeTimes, time.wallMillis()));
        for (Held pull : List.copyOf(held)) {
            if (target(pull.request()).equals(queue) && held.remove(pull)) {
                pull.answer().complete(read(pull.request()));
            }
        }
        return offset;
    }

    /** An encoded record, as a store would have it. */
    public static byte[] record(
            MessageQueue queue,
            long offset,
            long physicalOffset,
            String body,
            Map<String, String> properties,
            int reconsumeTimes,
            long storeTimestamp) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putIfAbsent(PropertyNames.UNIQ_KEY, queue + "@" + offset);
        RecordContent content = RecordContent.of(
                queue.topic(),
                queue.queueId(),
                0,
                0,
                storeTimestamp,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                reconsumeTimes,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                MessageProperties.encode(all).getBytes(StandardCharsets.UTF_8),
                0);
        byte[] bytes = new byte[content.encodedSize()];
        RecordFormat.encode(content, ByteBuffer.wrap(bytes), 0, offset, physicalOffset, storeTimestamp);
        return bytes;
    }

    /** Retention has taken everything below. */
    public void trim(MessageQueue queue, long min) {
        minimum.put(queue, min);
    }

    /** The queue was damaged, or made anew: nothing is left of it. */
    public void truncate(MessageQueue queue) {
        records.remove(queue);
    }

    public OptionalLong committed(String group, MessageQueue queue) {
        Long offset = offsets.getOrDefault(group, Map.of()).get(queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    public void commit(String group, MessageQueue queue, long offset) {
        offsets.computeIfAbsent(group, key -> new HashMap<>()).put(queue, offset);
    }

    public long end(MessageQueue queue) {
        return records.getOrDefault(queue, List.of()).size();
    }

    public List<byte[]> records(MessageQueue queue) {
        return List.copyOf(records.getOrDefault(queue, List.of()));
    }

    public int heldPulls() {
        return held.size();
    }

    /** Batches that were handed out and not closed. */
    public int leased() {
        return leased;
    }

    public <Q extends Request<?>> List<Q> requests(Class<Q> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public <Q extends Request<?>> List<Q> oneWays(Class<Q> type) {
        return oneWays.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        requests.add(request);
        Throwable failure = interference.apply(request);
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (!address.equals(ADDRESS)) {
            return CompletableFuture.failedFuture(
                    new RemotingException(RemotingException.Kind.CONNECT_FAILED, "nobody at " + address));
        }
        try {
            return (CompletableFuture<R>) (CompletableFuture<?>) handle(request);
        } catch (CommandFailedException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        oneWays.add(request);
        if (interference.apply(request) == null) {
            handle(request);
        }
    }

    @Override
    public void close() {}

    private CompletableFuture<? extends Response> handle(Request<?> request) {
        if (request instanceof PullMessageRequest pull) {
            return pull(pull);
        }
        if (request instanceof UpdateConsumerOffsetRequest update) {
            commit(update.consumerGroup(), queue(update.topic(), update.queueId()), update.offset());
            return CompletableFuture.completedFuture(new EmptyResponse());
        }
        if (request instanceof ClaimQueueRequest claim && claims != null) {
            return claims.claim(claim.consumerGroup(), claim.topic(), claim.queueId(), claim.claimant());
        }
        if (request instanceof SendMessageRequest send) {
            return CompletableFuture.completedFuture(store(send));
        }
        return CompletableFuture.completedFuture(answer(request));
    }

    private Response answer(Request<?> request) {
        if (request instanceof GetRouteRequest route) {
            Integer queues = topics.get(route.topic());
            if (queues == null) {
                throw new CommandFailedException(ResponseCode.TOPIC_NOT_EXIST, route.topic());
            }
            return ScriptedRemoting.route(queues, NAME);
        }
        if (request instanceof GetConsumerListRequest) {
            return new ConsumerListResponse(members);
        }
        if (request instanceof QueryConsumerOffsetRequest query) {
            return new QueryConsumerOffsetResponse(
                    committed(query.consumerGroup(), queue(query.topic(), query.queueId())));
        }
        if (request instanceof GetMinOffsetRequest min) {
            return new OffsetResponse(minimum.getOrDefault(queue(min.topic(), min.queueId()), 0L));
        }
        if (request instanceof GetMaxOffsetRequest max) {
            return new OffsetResponse(end(queue(max.topic(), max.queueId())));
        }
        if (request instanceof SearchOffsetRequest search) {
            return new OffsetResponse(search(queue(search.topic(), search.queueId()), search.timestamp()));
        }
        if (request instanceof ReleaseQueueRequest release && claims != null) {
            Runnable lastCommit =
                    () -> commit(release.consumerGroup(), queue(release.topic(), release.queueId()), release.offset());
            return new ReleaseQueueResponse(claims.release(
                    release.consumerGroup(),
                    release.topic(),
                    release.queueId(),
                    release.claimant(),
                    release.offset() < 0 ? () -> {} : lastCommit));
        }
        if (request instanceof LockQueuesRequest lock) {
            return new LockQueuesResponse(locks.lock(lock.consumerGroup(), lock.clientId(), true, lock.queues())
                    .join());
        }
        if (request instanceof UnlockQueuesRequest unlock) {
            locks.unlock(unlock.consumerGroup(), unlock.clientId(), unlock.queues());
            return new EmptyResponse();
        }
        if (request instanceof SendBackRequest || request instanceof CheckClientConfigRequest) {
            return new EmptyResponse();
        }
        throw new CommandFailedException(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, request.toString());
    }

    private long search(MessageQueue queue, long timestamp) {
        List<byte[]> stored = records.getOrDefault(queue, List.of());
        if (searchesNearest) {
            return nearest(stored, timestamp);
        }
        for (int i = 0; i < stored.size(); i++) {
            if (RecordFormat.storeTimestamp(ByteBuffer.wrap(stored.get(i)), 0) >= timestamp) {
                return i;
            }
        }
        return stored.size();
    }

    private static long nearest(List<byte[]> stored, long timestamp) {
        long best = 0;
        long distance = Long.MAX_VALUE;
        for (int i = 0; i < stored.size(); i++) {
            long away = Math.abs(RecordFormat.storeTimestamp(ByteBuffer.wrap(stored.get(i)), 0) - timestamp);
            if (away <= distance) {
                distance = away;
                best = i;
            }
        }
        return best;
    }

    private SendMessageResponse store(SendMessageRequest send) {
        Map<String, String> properties = MessageProperties.decode(send.properties());
        boolean dead = TopicNames.isRetryTopic(send.topic()) && send.reconsumeTimes() > send.maxReconsumeTimes();
        String topic =
                dead ? send.topic().replace(TopicNames.RETRY_PREFIX, TopicNames.DEAD_LETTER_PREFIX) : send.topic();
        topics.putIfAbsent(topic, 1);
        String body = StandardCharsets.UTF_8.decode(send.body().duplicate()).toString();
        String delay = properties.get(PropertyNames.TIMER_DELAY_MS);
        Runnable append = () -> append(topic, 0, body, properties, send.reconsumeTimes());
        if (delay == null) {
            append.run();
        } else {
            clock.schedule(append, Duration.ofMillis(Long.parseLong(delay)));
        }
        return new SendMessageResponse(ResponseCode.SUCCESS, "ID", 0, 0, null, null);
    }

    private CompletableFuture<Response> pull(PullMessageRequest request) {
        if (swallowsPulls) {
            return new CompletableFuture<>();
        }
        boolean owned = claims == null
                || claims.pulled(request.consumerGroup(), request.topic(), request.queueId(), request.claimant());
        if (request.commits() && owned) {
            commit(request.consumerGroup(), target(request), request.commitOffset());
        }
        PullMessageResponse now = read(request);
        if (now.status() != PullStatus.NOTHING_NEW || !request.maySuspend()) {
            return CompletableFuture.completedFuture(now);
        }
        Held pull = new Held(request, new CompletableFuture<>());
        held.add(pull);
        clock.schedule(
                () -> {
                    if (held.remove(pull)) {
                        pull.answer().complete(read(request));
                    }
                },
                Duration.ofMillis(request.suspendMillis()));
        return pull.answer();
    }

    private PullMessageResponse read(PullMessageRequest request) {
        MessageQueue queue = target(request);
        long min = minimum.getOrDefault(queue, 0L);
        long max = end(queue);
        long from = request.queueOffset();
        if (from < min || from > max) {
            return response(PullStatus.OFFSET_MOVED, from < min ? min : max, min, max, RecordBatch.empty());
        }
        if (from == max) {
            return response(PullStatus.NOTHING_NEW, from, min, max, RecordBatch.empty());
        }
        List<ByteBuffer> slices = new ArrayList<>();
        long next = from;
        List<byte[]> stored = Objects.requireNonNull(records.get(queue));
        while (next < max && slices.size() < request.maxMessages()) {
            slices.add(ByteBuffer.wrap(stored.get((int) next)));
            next++;
        }
        leased++;
        RecordBatch batch = RecordBatch.leased(slices, slices.size(), () -> leased--);
        return response(PullStatus.FOUND, next, min, max, batch);
    }

    private static PullMessageResponse response(PullStatus status, long next, long min, long max, RecordBatch batch) {
        return new PullMessageResponse(status, 0, next, min, max, batch);
    }

    private static MessageQueue target(PullMessageRequest request) {
        return queue(request.topic(), request.queueId());
    }
}
