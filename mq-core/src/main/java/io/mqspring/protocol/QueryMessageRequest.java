package io.mqspring.protocol;

/**
 * Asks for the messages of a topic with a key, or with a unique id (code 12).
 *
 * @param unique whether the key is a unique id
 */
public record QueryMessageRequest(
        String topic, String key, int maxCount, long beginMillis, long endMillis, boolean unique)
        implements Request<QueryMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_MESSAGE;
    }
}
