package io.mqspring.protocol.codec;

import io.mqspring.protocol.TopicConfigResponse;

/** A topic's settings as several commands carry them. Stateless. */
final class TopicConfigJson {

    private TopicConfigJson() {}

    static void write(TopicConfigResponse topic, JsonWriter json) {
        json.beginObject().name("attributes").beginObject().endObject();
        json.field("order", topic.order())
                .field("perm", topic.perm())
                .field("readQueueNums", topic.readQueues())
                .field("topicFilterType", "SINGLE_TAG")
                .field("topicName", topic.topic())
                .field("topicSysFlag", topic.topicSysFlag())
                .field("writeQueueNums", topic.writeQueues())
                .endObject();
    }

    static TopicConfigResponse read(JsonObject in) {
        return new TopicConfigResponse(
                in.string("topicName"),
                in.intValue("readQueueNums"),
                in.intValue("writeQueueNums"),
                in.intValue("perm"),
                in.intValue("topicSysFlag", 0),
                in.flag("order", false));
    }
}
