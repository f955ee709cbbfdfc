package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.stats.Traffic;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.store.StoreStats;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a broker has done and holds, by the names that official tools look for. Reads the log; thread safe. */
final class RuntimeTable {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    private static final long HOURS_PER_DAY = 24;
    private static final String NONE = "0";
    private static final String NO_RATE = "0.0";

    private final HandlerParts parts;
    private final AdminParts admin;

    RuntimeTable(HandlerParts parts, AdminParts admin) {
        this.parts = parts;
        this.admin = admin;
    }

    Map<String, String> table() {
        Map<String, String> table = new TreeMap<>();
        identity(table);
        traffic(table);
        store(table);
        waiting(table);
        // A request is worked on where it comes in: there are no queues before the broker in which requests could wait.
        for (String queue : new String[] {"send", "pull", "query", "litePull"}) {
            table.put(queue + "ThreadPoolQueueSize", NONE);
            table.put(queue + "ThreadPoolQueueHeadWaitTimeMills", NONE);
            table.put(queue + "ThreadPoolQueueCapacity", NONE);
        }
        table.put("pageCacheLockTimeMills", NONE);
        table.put("dispatchBehindBytes", NONE);
        table.put("dispatchMaxBuffer", NONE);
        table.put("putMessageDistributeTime", "");
        return table;
    }

    private void identity(Map<String, String> table) {
        long now = parts.time().wallMillis();
        table.put("brokerVersion", Integer.toString(ProtocolVersion.CURRENT));
        table.put("brokerVersionDesc", "mq-spring, as V5_5_0");
        table.put("brokerActive", "true");
        table.put("bootTimestamp", Long.toString(admin.startedMillis()));
        table.put("startAcceptSendRequestTimeStamp", Long.toString(admin.startedMillis()));
        table.put("runtime", duration(Math.max(0, now - admin.startedMillis())));
    }

    private void traffic(Map<String, String> table) {
        Traffic in = parts.figures().in();
        Traffic out = parts.figures().out();
        table.put("putTps", rates(in));
        table.put("getTransferredTps", rates(out));
        // As release 4.9 spells it.
        table.put("getTransferedTps", rates(out));
        table.put("getTotalTps", rates(out));
        table.put("getFoundTps", rates(out));
        table.put("getMissTps", "0.0 0.0 0.0");
        table.put("msgPutTotalTodayNow", Long.toString(in.sum()));
        table.put("msgPutTotalTodayMorning", Long.toString(in.untilTodayMorning()));
        table.put("msgPutTotalYesterdayMorning", Long.toString(in.untilYesterdayMorning()));
        table.put("msgGetTotalTodayNow", Long.toString(out.sum()));
        table.put("msgGetTotalTodayMorning", Long.toString(out.untilTodayMorning()));
        table.put("msgGetTotalYesterdayMorning", Long.toString(out.untilYesterdayMorning()));
    }

    private void store(Map<String, String> table) {
        StoreStats stats = parts.store().stats();
        double used = stats.totalBytes() == 0 ? 0 : 1 - (double) stats.usableBytes() / stats.totalBytes();
        String ratio = String.format(Locale.ROOT, "%.4f", used);
        table.put("commitLogMinOffset", Long.toString(stats.logStart()));
        table.put("commitLogMaxOffset", Long.toString(stats.logEnd()));
        table.put("commitLogDiskRatio", ratio);
        table.put("consumeQueueDiskRatio", ratio);
        table.put(
                "commitLogDirCapacity", "Total : " + stats.totalBytes() + " B, Free : " + stats.usableBytes() + " B.");
        table.put(
                "remainHowManyDataToFlush",
                Math.max(0, stats.logEnd() - parts.store().forcedEnd()) + " B");
        table.put("earliestMessageTimeStamp", Long.toString(earliest(stats.logStart())));
    }

    private void waiting(Map<String, String> table) {
        admin.delayOffsets()
                .get()
                .forEach((level, offset) -> table.put(
                        "scheduleMessageOffset_" + level,
                        offset + "," + parts.store().maxOffset(TopicNames.SCHEDULE_TOPIC, level - 1)));
        table.put("timerReadBehind", NONE);
        table.put("timerOffsetBehind", NONE);
        table.put("timerCongestNum", Long.toString(admin.pendingTimers().get()));
        table.put("timerEnqueueTps", NO_RATE);
        table.put("timerDequeueTps", NO_RATE);
    }

    private long earliest(long logStart) {
        long[] time = {-1};
        parts.store().scan(logStart, (buffer, at) -> {
            time[0] = RecordFormat.storeTimestamp(buffer, at);
            return false;
        });
        return time[0];
    }

    private static String rates(Traffic traffic) {
        return String.format(
                Locale.ROOT, "%.2f %.2f %.2f", traffic.perSecond10s(), traffic.perSecond1m(), traffic.perSecond10m());
    }

    private static String duration(long millis) {
        long seconds = millis / MILLIS_PER_SECOND;
        long minutes = seconds / SECONDS_PER_MINUTE;
        long hours = minutes / MINUTES_PER_HOUR;
        return "[ " + hours / HOURS_PER_DAY + " days, " + hours % HOURS_PER_DAY + " hours, "
                + minutes % MINUTES_PER_HOUR + " minutes, " + seconds % SECONDS_PER_MINUTE + " seconds ]";
    }
}
