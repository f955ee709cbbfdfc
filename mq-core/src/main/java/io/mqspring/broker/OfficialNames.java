package io.mqspring.broker;

import io.mqspring.message.HostAddress;
import io.mqspring.store.FlushMode;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a broker by the names that official brokers have for them, for tools. Stateless. */
final class OfficialNames {

    private OfficialNames() {}

    static Map<String, String> of(BrokerSettings settings, HostAddress storeHost) {
        Map<String, String> names = new TreeMap<>();
        names.put("brokerName", settings.name());
        names.put("brokerClusterName", settings.cluster());
        names.put("brokerId", "0");
        names.put("brokerRole", "ASYNC_MASTER");
        names.put("brokerPermission", "6");
        names.put("listenPort", Integer.toString(storeHost.port()));
        names.put("brokerIP1", storeHost.toSocketAddress().getAddress().getHostAddress());
        names.put("storePathRootDir", settings.directory().toString());
        names.put("flushDiskType", settings.flushMode() == FlushMode.SYNC ? "SYNC_FLUSH" : "ASYNC_FLUSH");
        names.put(
                "flushIntervalCommitLog", Long.toString(settings.flushInterval().toMillis()));
        names.put("fileReservedTime", Long.toString(settings.retention().toHours()));
        names.put("diskMaxUsedSpaceRatio", Long.toString(Math.round(settings.retentionDiskUsed() * 100)));
        names.put("mappedFileSizeCommitLog", Integer.toString(settings.segmentSize()));
        names.put("maxMessageSize", Integer.toString(settings.maxBodyBytes()));
        names.put("longPollingEnable", Boolean.toString(settings.longPolling()));
        names.put("shortPollingTimeMills", Long.toString(settings.shortPolling().toMillis()));
        names.put(
                "flushConsumerOffsetInterval",
                Long.toString(settings.offsetPersistInterval().toMillis()));
        names.put(
                "transactionTimeOut",
                Long.toString(settings.transactionTimeout().toMillis()));
        names.put(
                "transactionCheckInterval",
                Long.toString(settings.transactionCheckInterval().toMillis()));
        names.put("transactionCheckMax", Integer.toString(settings.transactionCheckMax()));
        names.put("messageDelayLevel", "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h");
        names.put("messageIndexEnable", "true");
        names.put("timerWheelEnable", "true");
        names.put("useServerSideResetOffset", "true");
        names.put("autoCreateSubscriptionGroup", "true");
        // There is one broker, and trace records go to a topic like any other. Tools want to be told.
        names.put("slaveReadEnable", "false");
        names.put("filterServerNums", "0");
        names.put("traceOn", "true");
        names.put("traceTopicEnable", "false");
        names.put("msgTraceTopicName", "RMQ_SYS_TRACE_TOPIC");
        names.put("useTLS", Boolean.toString(settings.access().tls() != null));
        return names;
    }
}
