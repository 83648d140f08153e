package org.ccalloc.bench.child;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** A JSON object that another program printed. What is missing or of another kind is that program's failure. */
public final class Printed {

    private final Map<?, ?> members;

    private Printed(Map<?, ?> members) {
        this.members = members;
    }

    /**
     * Reads one object.
     *
     * @param json the text
     * @return the object
     * @throws ChildFailedException if it is none
     */
    public static Printed object(String json) throws ChildFailedException {
        try {
            return new Printed(JSON.std.mapFrom(json));
        } catch (JacksonException e) {
            throw new ChildFailedException("expected a JSON object, got: " + json);
        }
    }

    /**
     * Reads an array of objects.
     *
     * @param json the text
     * @return the objects
     * @throws ChildFailedException if it is none
     */
    public static List<Printed> objects(String json) throws ChildFailedException {
        try {
            List<Printed> objects = new ArrayList<>();
            for (Object element : JSON.std.listFrom(json)) {
                objects.add(new Printed(cast(Map.class, "an element", element)));
            }
            return objects;
        } catch (JacksonException e) {
            throw new ChildFailedException("expected a JSON array, got: " + json);
        }
    }

    /**
     * The names of the members.
     *
     * @return names, in their order
     */
    public List<String> names() {
        return members.keySet().stream().map(String::valueOf).toList();
    }

    /**
     * A member that is an object.
     *
     * @param name of the member
     * @return the object
     * @throws ChildFailedException if it is none
     */
    public Printed member(String name) throws ChildFailedException {
        return new Printed(cast(Map.class, name, members.get(name)));
    }

    /**
     * A member that is a text.
     *
     * @param name of the member
     * @return the text
     * @throws ChildFailedException if it is none
     */
    public String text(String name) throws ChildFailedException {
        return cast(String.class, name, members.get(name));
    }

    /**
     * A member that is a number.
     *
     * @param name of the member
     * @return the number
     * @throws ChildFailedException if it is none
     */
    public Number number(String name) throws ChildFailedException {
        return cast(Number.class, name, members.get(name));
    }

    /**
     * A member that is a number or an array of numbers.
     *
     * @param name of the member
     * @return the numbers
     * @throws ChildFailedException if it is neither
     */
    public double[] numbers(String name) throws ChildFailedException {
        Object value = members.get(name);
        return value instanceof Number number ? new double[] {number.doubleValue()} : doubles(name, value);
    }

    /**
     * A member that is an array of arrays of whole numbers.
     *
     * @param name of the member
     * @return the rows
     * @throws ChildFailedException if it is none
     */
    public List<long[]> rows(String name) throws ChildFailedException {
        List<long[]> rows = new ArrayList<>();
        for (Object row : cast(List.class, name, members.get(name))) {
            List<?> values = cast(List.class, name, row);
            long[] numbers = new long[values.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = cast(Number.class, name, values.get(i)).longValue();
            }
            rows.add(numbers);
        }
        return rows;
    }

    private static double[] doubles(String name, @Nullable Object value) throws ChildFailedException {
        List<?> values = cast(List.class, name, value);
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = cast(Number.class, name, values.get(i)).doubleValue();
        }
        return numbers;
    }

    private static <T> T cast(Class<T> type, String name, @Nullable Object value) throws ChildFailedException {
        if (!type.isInstance(value)) {
            throw new ChildFailedException(
                    "JSON: " + name + "=" + value + " (expected a " + type.getSimpleName() + ")");
        }
        return type.cast(value);
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
