package io.mqspring.protocol.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object as {@link JsonBodyReader} reads it. Its keys are strings or, where the protocol has it so, objects. Missing and
 * null are the same. Getters name the field that is missing or wrong. Confined to its reader.
 */
final class JsonObject {

    private final Map<Object, Object> entries = new LinkedHashMap<>();

    void put(Object key, @Nullable Object value) {
        if (value != null) {
            entries.put(key, value);
        }
    }

    String string(String name) {
        String value = optional(name);
        if (value == null) {
            throw MalformedCommandException.missing(name);
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        Object value = entries.get(name);
        if (value instanceof JsonObject || value instanceof List) {
            throw MalformedCommandException.wrong(name, "a string", "an object or array");
        }
        return value == null ? null : value.toString();
    }

    String string(String name, String otherwise) {
        String value = optional(name);
        return value == null ? otherwise : value;
    }

    long longValue(String name) {
        if (!entries.containsKey(name)) {
            throw MalformedCommandException.missing(name);
        }
        return longValue(name, 0);
    }

    long longValue(String name, long otherwise) {
        Object value = entries.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        try {
            return Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw MalformedCommandException.wrong(name, "an integer", value);
        }
    }

    int intValue(String name) {
        return narrow(name, longValue(name));
    }

    int intValue(String name, int otherwise) {
        return narrow(name, longValue(name, otherwise));
    }

    double doubleValue(String name) {
        return entries.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    boolean flag(String name, boolean otherwise) {
        Object value = entries.get(name);
        return value == null ? otherwise : Boolean.parseBoolean(value.toString());
    }

    /** An object, or an empty one. */
    JsonObject object(String name) {
        Object value = entries.get(name);
        return value == null ? new JsonObject() : asObject(name, value);
    }

    /** The objects of an array, or none. */
    List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(name)) {
            objects.add(asObject(name, element));
        }
        return objects;
    }

    /** The strings of an array, or none. */
    List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object element : array(name)) {
            strings.add(element.toString());
        }
        return List.copyOf(strings);
    }

    /** Walks entries whose values are objects. */
    void forEachObject(BiConsumer<Object, JsonObject> entry) {
        entries.forEach((key, value) -> entry.accept(key, asObject(key.toString(), value)));
    }

    /** Walks entries whose values are strings, or scalars taken as strings. */
    void forEachString(BiConsumer<String, String> entry) {
        entries.forEach((key, value) -> entry.accept(key.toString(), value.toString()));
    }

    /** Walks entries whose values are integers. */
    void forEachLong(ObjLongConsumer<Object> entry) {
        entries.forEach((key, value) -> {
            if (!(value instanceof Number number)) {
                throw MalformedCommandException.wrong(key.toString(), "an integer", value);
            }
            entry.accept(key, number.longValue());
        });
    }

    /** Whether there is an array under a name. */
    boolean isArray(String name) {
        return entries.get(name) instanceof List;
    }

    /** Names of all entries whose key is a string. */
    List<String> names() {
        return entries.keySet().stream().map(Object::toString).toList();
    }

    private List<?> array(String name) {
        Object value = entries.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw MalformedCommandException.wrong(name, "an array", value);
    }

    private static JsonObject asObject(String name, Object value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw MalformedCommandException.wrong(name, "an object", value);
    }

    private static int narrow(String name, long value) {
        if (value != (int) value) {
            throw MalformedCommandException.wrong(name, "an integer of 32 bits", value);
        }
        return (int) value;
    }

    @Override
    public String toString() {
        return "an object";
    }
}
