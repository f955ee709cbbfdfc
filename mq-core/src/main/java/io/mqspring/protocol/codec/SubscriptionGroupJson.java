package io.mqspring.protocol.codec;

import io.mqspring.protocol.SubscriptionGroup;

/** A group's settings as several commands carry them; what is missing is as official brokers have it by default. Stateless. */
final class SubscriptionGroupJson {

    private SubscriptionGroupJson() {}

    static void write(SubscriptionGroup group, JsonWriter json) {
        json.beginObject().name("attributes").beginObject().endObject();
        json.field("brokerId", group.brokerId())
                .field("consumeBroadcastEnable", group.broadcastEnable())
                .field("consumeEnable", group.consumeEnable())
                .field("consumeFromMinEnable", group.consumeFromMin())
                .field("consumeMessageOrderly", group.ordered())
                .field("consumeTimeoutMinute", group.consumeTimeoutMinutes())
                .field("groupName", group.name());
        json.name("groupRetryPolicy").beginObject().field("type", "CUSTOMIZED").endObject();
        json.field("groupSysFlag", group.sysFlag())
                .field("notifyConsumerIdsChangedEnable", group.notifyMembers())
                .field("retryMaxTimes", group.retryMaxTimes())
                .field("retryQueueNums", group.retryQueues())
                .field("whichBrokerWhenConsumeSlowly", group.slowReadBrokerId())
                .endObject();
    }

    static SubscriptionGroup read(JsonObject in) {
        SubscriptionGroup defaults = SubscriptionGroup.defaults(in.string("groupName"));
        return new SubscriptionGroup(
                defaults.name(),
                in.flag("consumeEnable", defaults.consumeEnable()),
                in.flag("consumeBroadcastEnable", defaults.broadcastEnable()),
                in.intValue("retryQueueNums", defaults.retryQueues()),
                in.intValue("retryMaxTimes", defaults.retryMaxTimes()),
                in.flag("consumeFromMinEnable", defaults.consumeFromMin()),
                in.flag("consumeMessageOrderly", defaults.ordered()),
                in.longValue("brokerId", defaults.brokerId()),
                in.longValue("whichBrokerWhenConsumeSlowly", defaults.slowReadBrokerId()),
                in.flag("notifyConsumerIdsChangedEnable", defaults.notifyMembers()),
                in.intValue("groupSysFlag", defaults.sysFlag()),
                in.intValue("consumeTimeoutMinute", defaults.consumeTimeoutMinutes()));
    }
}
