package io.mqspring.broker;

import java.util.List;
import java.util.Map;

/** Takes parts out of a JSON object that was read as a map; what is missing or of another kind is answered by a default. Stateless. */
final class JsonDocument {

    private JsonDocument() {}

    /** The object under a name; an empty one if there is none. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> document, String name) {
        return document.get(name) instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
    }

    static long number(Map<String, Object> document, String name, long otherwise) {
        return document.get(name) instanceof Number found ? found.longValue() : otherwise;
    }

    static boolean flag(Map<String, Object> document, String name, boolean otherwise) {
        return document.get(name) instanceof Boolean found ? found : otherwise;
    }

    static String text(Map<String, Object> document, String name) {
        return document.get(name) instanceof String found ? found : "";
    }

    /** A list of whole numbers that fit an int; what is none of them is left out. */
    static List<Integer> numbers(Map<String, Object> document, String name) {
        if (!(document.get(name) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .toList();
    }

    /** Lists of whole numbers; what is none of them is left out. */
    static List<List<Long>> numberLists(Map<String, Object> document, String name) {
        if (!(document.get(name) instanceof List<?> lists)) {
            return List.of();
        }
        return lists.stream()
                .filter(List.class::isInstance)
                .map(list -> ((List<?>) list)
                        .stream()
                                .filter(Number.class::isInstance)
                                .map(number -> ((Number) number).longValue())
                                .toList())
                .toList();
    }
}
