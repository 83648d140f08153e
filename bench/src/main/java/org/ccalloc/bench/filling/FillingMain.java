package org.ccalloc.bench.filling;

import java.io.IOException;
import java.util.Map;
import org.ccalloc.bench.contender.Contenders;
import tools.jackson.jr.ob.JSON;

/** Fills the memory of a contender that has a fixed amount of it, and prints one line of JSON. */
public final class FillingMain {

    private FillingMain() {}

    /**
     * Runs.
     *
     * @param words contender, bytes that it has, seed
     * @throws IOException never
     */
    public static void main(String[] words) throws IOException {
        var filling = new Filling(Contenders.open(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
        System.out.println(JSON.std.asString(Map.of("percent", filling.percent())));
    }
}
