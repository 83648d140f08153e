package org.ccalloc.tck.runner;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * What a child JVM tells the one that started it. Written as one line of JSON.
 *
 * @param kind what happened
 * @param texts what the kind says
 */
record Event(Kind kind, List<String> texts) {

    /** What happened, and the texts that go with it. */
    enum Kind {

        /** A provider is about to be created: its class. */
        CREATING,

        /** There is an allocator: its class, name and location. */
        FOUND,

        /** A provider could not be created: why. */
        NOT_CREATED,

        /** The allocator under test is there: the capabilities that it declares. */
        READY,

        /** A test has begun: its name. */
        STARTED,

        /** It has passed. */
        PASSED,

        /** It has failed, or broke off the child: why. */
        FAILED,

        /** It was skipped: why. */
        SKIPPED,

        /** The child has done what it was to do. */
        DONE
    }

    Event {
        texts = List.copyOf(texts);
    }

    static Event of(Kind kind, String... texts) {
        return new Event(kind, List.of(texts));
    }

    /**
     * One of the texts.
     *
     * @param index which; 0 is the first
     * @return the text, empty if there is none
     */
    String text(int index) {
        return index < texts.size() ? texts.get(index) : "";
    }

    String toJson() {
        return JSON.std.asString(Map.of("kind", kind.name(), "texts", texts));
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param line the line
     * @return the event
     * @throws IOException if it is none
     */
    static Event parse(String line) throws IOException {
        try {
            Map<String, Object> fields = JSON.std.mapFrom(line);
            List<?> texts = (List<?>) fields.getOrDefault("texts", List.of());
            return new Event(
                    Kind.valueOf(String.valueOf(fields.get("kind"))),
                    texts.stream().map(String::valueOf).toList());
        } catch (JacksonException | IllegalArgumentException | ClassCastException e) {
            throw new IOException("event: line=" + line + " (expected one that a child JVM wrote)", e);
        }
    }
}
