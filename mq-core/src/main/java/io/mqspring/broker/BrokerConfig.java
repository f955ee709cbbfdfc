package io.mqspring.broker;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.ConfigWriter;
import io.mqspring.broker.naming.KvConfig;
import io.mqspring.broker.pop.PopTable;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics, groups, committed offsets and what is popped beyond them, and who pops, with the files that keep them. Thread safe. */
final class BrokerConfig {

    private static final Logger log = LoggerFactory.getLogger(BrokerConfig.class);

    private static final String KV_TABLE = "configTable";

    private final TopicTable topics;
    private final GroupConfigs groups;
    private final ConsumerOffsets offsets;
    private final String cluster;
    private final PopTable pops;
    private final RequestModes requestModes;
    private final ConfigFile topicsFile;
    private final ConfigFile groupsFile;
    private final ConfigFile offsetsFile;
    private final ConfigFile modesFile;
    private final ConfigFile kvFile;
    private final KvConfig kv;
    /** What another broker wrote and this one does not know goes back into the files. */
    private volatile Map<String, Object> topicsRead = Map.of();

    private volatile Map<String, Object> groupsRead = Map.of();

    BrokerConfig(BrokerSettings settings, ConfigFiles files, TimeSource time) {
        this.cluster = settings.cluster();
        this.topicsFile =
                files.file("topics.json", () -> ConfigDocuments.topics(topics().all(), topicsRead, time.wallMillis()));
        this.groupsFile = files.file(
                "subscriptionGroup.json", () -> ConfigDocuments.groups(groups().all(), groupsRead, time.wallMillis()));
        this.offsetsFile = files.file("consumerOffset.json", () -> {
            List<PopTable.Saved> popped = pops().snapshot();
            return ConfigDocuments.offsets(offsets(), popped, time.wallMillis());
        });
        this.modesFile = files.file("messageRequestMode.json", () -> ConfigDocuments.requestModes(requestModes()));
        this.kvFile = files.file("kvConfig.json", () -> Map.of(KV_TABLE, kv().all()));
        this.kv = new KvConfig(kvFile::saveSoon);
        this.offsets = new ConsumerOffsets(offsetsFile::saved);
        this.pops = new PopTable(offsets);
        this.requestModes = new RequestModes(modesFile::saved);
        this.topics = new TopicTable(
                settings.limits().topics(),
                settings.defaultQueues(),
                settings.autoCreateTopics(),
                topicsFile::saveSoon);
        this.groups = new GroupConfigs(settings.limits().groups(), groupsFile::saveSoon);
    }

    TopicTable topics() {
        return topics;
    }

    GroupConfigs groups() {
        return groups;
    }

    ConsumerOffsets offsets() {
        return offsets;
    }

    PopTable pops() {
        return pops;
    }

    RequestModes requestModes() {
        return requestModes;
    }

    KvConfig kv() {
        return kv;
    }

    /** Answers changes once they are on disk. */
    ConfigWriter writer() {
        return new ConfigWriter(topicsFile::written, groupsFile::written, kvFile::written);
    }

    /** Sees to it that nothing of a deleted topic comes back with what was read at the start; completes when all is written. */
    CompletableFuture<Void> topicDeleted(String topic) {
        topicsRead = ConfigDocuments.withoutTopic(topicsRead, topic);
        return topicsFile.saved().thenCompose(done -> offsetsFile.saved());
    }

    /** The same for a group. */
    CompletableFuture<Void> groupDeleted(String group) {
        groupsRead = ConfigDocuments.withoutGroup(groupsRead, group);
        return groupsFile.saved().thenCompose(done -> offsetsFile.saved());
    }

    /** Completes when topics, groups and offsets are written as they are now. */
    CompletableFuture<Void> saved() {
        return topicsFile.saved().thenCompose(done -> groupsFile.saved()).thenCompose(done -> offsetsFile.saved());
    }

    /** Reads the files and brings them into line with what the store has. */
    void restore(MessageStore store) {
        topicsRead = topicsFile.load().orElse(Map.of());
        topics.restore(ConfigDocuments.topics(topicsRead));
        List<String> completed = topics.restoreFromQueues(store.queueCounts());
        if (!completed.isEmpty()) {
            log.warn("The topics file does not tell of all queues in the store; restored: {}", completed);
        }
        String replies = TopicNames.replyTopic(cluster);
        if (topics.find(replies) == null) {
            // Not written for that: it is made at every start, and an empty directory is opened without any JSON.
            topics.restore(List.of(Topic.of(replies, 1)));
        }
        groupsRead = groupsFile.load().orElse(Map.of());
        groups.restore(ConfigDocuments.groups(groupsRead));
        modesFile.load().map(ConfigDocuments::requestModes).ifPresent(requestModes::restore);
        Map<String, Object> offsetsRead = offsetsFile.load().orElse(Map.of());
        ConfigDocuments.offsets(offsetsRead, offsets);
        offsets.takeDirty();
        kvFile.load().ifPresent(document -> ConfigDocuments.values(document, KV_TABLE)
                .forEach((namespace, values) -> values.forEach((key, value) -> kv.restore(namespace, key, value))));
        int moved = offsets.clamp(store::maxOffset);
        if (moved > 0) {
            log.warn("{} committed offsets were beyond the end of their queues and have been moved there", moved);
        }
        pops.restore(ConfigDocuments.pops(offsetsRead), store::maxOffset);
    }

    /** Begins to write committed offsets. */
    void start(SerialExecutor executor, Duration interval) {
        executor.scheduleWithFixedDelay(this::noteOffsets, interval);
    }

    /** Writes what has changed and not been written, and nothing from then on. */
    void close() {
        topicsFile.close();
        groupsFile.close();
        modesFile.close();
        kvFile.close();
        noteOffsets();
        offsetsFile.close();
    }

    /** One at a time: who closes must not miss what is noted at that moment. */
    private synchronized void noteOffsets() {
        if (offsets.takeDirty()) {
            offsetsFile.saveSoon();
        }
    }
}
